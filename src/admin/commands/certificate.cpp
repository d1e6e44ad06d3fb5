// SPDX-License-Identifier: Apache-2.0
#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/objects.hpp"
#include "admin/words.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "model/revocation.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>

namespace chancery::admin {

namespace {

struct Filter {
    std::optional<std::string> account = std::nullopt;
    std::optional<std::string> department = std::nullopt;
    std::optional<std::string> name = std::nullopt;
    std::size_t limit = 100;
};

Query query_of(Api& api, const Filter& filter) {
    Query query;
    if (filter.account)
        query.emplace_back(
            "acmeAccountId", require_text(find_object(api, accounts, *filter.account), "id")
        );
    if (filter.department)
        query.emplace_back(
            "departmentId", require_text(find_object(api, departments, *filter.department), "id")
        );
    if (filter.name) query.emplace_back("name", to_lower(*filter.name));
    return query;
}

/// What got the certificate: an ACME account, or the server for itself.
std::string owner_of(const json::Value& certificate) {
    if (text(certificate, "source") == "server") return "(this server)";
    return text(certificate, "acmeAccountName");
}

/// With the reason, where there is one that says something.
Cell state_of(const json::Value& certificate) {
    auto cell = state(text(certificate, "state"));
    const auto reason = text(member(certificate, "revocation"), "reason");
    if (!reason.empty() && reason != "unspecified") cell.text += " (" + reason + ")";
    return cell;
}

/// "3 hours ago (2027-01-24T10:00:00Z), keyCompromise, by local:root".
std::string revocation_of(const json::Value& certificate, Time now) {
    const auto& revocation = member(certificate, "revocation");
    const auto at = time(revocation, "revokedAt");
    if (!at) return "no";
    return fmt::format(
        "{}, {}, by {}",
        relative_and_exact(at, now, ""),
        text(revocation, "reason"),
        text(revocation, "by")
    );
}

Action define_list(CommandLine& line) {
    auto filter = std::make_shared<Filter>();
    line.filter("--account", filter->account, "Show only those of this ACME account");
    line.filter("--department", filter->department, "Show only those of this department");
    line.filter("--name", filter->name, "Show only those with this DNS name");
    line.number("--limit", filter->limit, {.lowest = 1, .highest = 100'000}, "How many");
    return [filter](Session& session) {
        auto& printer = session.printer;
        printer.list(
            session.api.list("/certificates", query_of(session.api, *filter), filter->limit),
            {.columns =
                 {{"Names", Column::Width::may_shrink},
                  {"State"},
                  {"Expires"},
                  {"Issued"},
                  {"Obtained by", Column::Width::may_shrink},
                  {"Issuer", Column::Width::may_shrink},
                  {"Serial number", Column::Width::may_shrink}},
             .row = [&](const json::Value& item) -> Row {
                 return {
                     first_and_count(texts(item, "names")),
                     state_of(item),
                     printer.when(time(item, "notAfter")),
                     printer.when(time(item, "createdAt")),
                     owner_of(item),
                     text(item, "issuerName"),
                     text(item, "serialNumber")};
             },
             .empty =
                 "Certificates appear here automatically: create an ACME account with `chancery "
                 "admin account add`, and run the command that it prints on a host."}
        );
        return 0;
    };
}

/// "1A:2B 3c" or "0x1a2b3c" or a decimal number, for the API to look up. nullopt for a
/// text that is not a number.
std::optional<std::string> find_serial(const std::string& text) {
    auto digits = to_lower(text);
    std::string serial;
    if (digits.starts_with("0x")) {
        serial = "0x";
        digits.erase(0, 2);
    }
    for (const char c : digits) {
        if (c == ':' || c == ' ') continue;
        if (std::string_view("0123456789abcdef").find(c) == std::string_view::npos)
            return std::nullopt;
        serial += c;
    }
    return serial.empty() || serial == "0x" ? std::nullopt : std::optional(serial);
}

json::Value find_certificate(Api& api, const std::string& id_or_serial) {
    constexpr Kind certificates{"certificate", "/certificates", "certificate list"};
    if (parse_id_bytes(id_or_serial)) return get_object(api, certificates, id_or_serial);
    const auto serial = find_serial(id_or_serial);
    if (!serial)
        throw Error(
            Fault::invalid,
            fmt::format(
                "\"{}\" is neither a certificate's id nor its serial number; `chancery admin "
                "certificate list --name FQDN` finds both by a name",
                printable(id_or_serial)
            )
        );
    const auto page = api.list("/certificates", {{"serialNumber", *serial}});
    if (items(page).empty())
        throw Error(
            Fault::not_found,
            fmt::format(
                "there is no certificate with the serial number {}; `chancery admin certificate "
                "list` lists them",
                *serial
            )
        );
    return items(page).front();
}

void show(Session& session, const json::Value& found) {
    auto& printer = session.printer;
    const auto now = printer.now();
    const auto& key = member(found, "publicKey");
    printer.object(
        found,
        {
            {"Names", join(texts(found, "names"), ", ")},
            {"State", state(text(found, "state"))},
            {"Revoked", revocation_of(found, now)},
            {"Not before", relative_and_exact(time(found, "notBefore"), now, "")},
            {"Not after", relative_and_exact(time(found, "notAfter"), now, "")},
            {"Obtained by", owner_of(found)},
            {"Department", text(found, "departmentName")},
            {"Issuer", text(found, "issuerName")},
            {"Key", text(key, "type")},
            {"Serial number", text(found, "serialNumber")},
            {"SHA-256", text(found, "sha256")},
            {"Key SHA-256", text(key, "spkiSha256")},
            {"Id", text(found, "id")},
        }
    );
}

Action define_show(CommandLine& line) {
    struct Options {
        std::string which;
        bool pem = false;
    };

    auto options = std::make_shared<Options>();
    line.required(
        "ID", options->which, "Id of the certificate, or its serial number in any spelling"
    );
    line.flag("--pem", options->pem, "Print the certificate and its chain in PEM");
    return [options](Session& session) {
        const auto found = find_certificate(session.api, options->which);
        if (options->pem)
            session.printer.raw(session.api.file(
                "/certificates/" + require_text(found, "id"), "application/pem-certificate-chain"
            ));
        else if (session.printer.is_json())
            session.printer.json(found);
        else
            show(session, found);
        return 0;
    };
}

Action define_revoke(CommandLine& line) {
    struct Options {
        std::string which;
        std::string reason = "unspecified";
    };

    auto options = std::make_shared<Options>();
    line.required(
        "ID", options->which, "Id of the certificate, or its serial number in any spelling"
    );
    line.one_of(
        "--reason",
        options->reason,
        every_word<RevocationReason>(),
        "Reason, in RFC 5280's words; keyCompromise also blocks the key and revokes every other "
        "certificate with it (default: unspecified)"
    );
    return [options](Session& session) {
        const auto found = find_certificate(session.api, options->which);
        const auto id = require_text(found, "id");
        Body body;
        body.put("--reason", "reason", options->reason);
        const auto answer = change(
            session.api,
            found,
            fmt::format("the certificate {}", text(found, "serialNumber")),
            {"POST", fmt::format("/certificates/{}/revoke", id), std::move(body)}
        );
        session.printer.done(
            answer,
            fmt::format(
                "The certificate {} for {} is revoked ({}). Its CA's revocation list says so "
                "within seconds; clients may keep using the previous list for up to a week.{}",
                text(found, "serialNumber"),
                first_and_count(texts(found, "names")),
                options->reason,
                options->reason == "keyCompromise"
                    ? " Its key is blocked, and all other certificates with this key are revoked: "
                      "chancery admin event list --action key.blocked shows them."
                    : ""
            )
        );
        return 0;
    };
}

Action define_renew_now(CommandLine& line) {
    struct Options {
        std::string which;
        std::optional<std::string> explanation = std::nullopt;
    };

    auto options = std::make_shared<Options>();
    line.required(
        "ID", options->which, "Id of the certificate, or its serial number in any spelling"
    );
    line.optional(
        "--explanation",
        options->explanation,
        "URL of a page that explains why, for the hosts' administrators"
    );
    return [options](Session& session) {
        const auto found = find_certificate(session.api, options->which);
        Body body;
        body.put_given("--explanation", "explanationUrl", options->explanation);
        const auto answer = change(
            session.api,
            found,
            "the certificate",
            {"POST",
             fmt::format("/certificates/{}/renew-now", require_text(found, "id")),
             std::move(body)}
        );
        session.printer.done(
            answer,
            fmt::format(
                "The client of {} is asked to renew it now, if it knows renewal information (RFC "
                "9773); it looks a few times a day.",
                join(texts(found, "names"), ", ")
            )
        );
        return 0;
    };
}

constexpr std::array commands{
    Command{
        "list",
        "List the certificates that were issued",
        "certificate list --account physics-web",
        define_list},
    Command{
        "show",
        "Show one certificate",
        "certificate show 41:7C:9A:0D:5E:22:B1:84 --pem",
        define_show},
    Command{
        "revoke",
        "Revoke a certificate permanently",
        "certificate revoke 41:7C:9A:0D:5E:22:B1:84 --reason superseded",
        define_revoke},
    Command{
        "renew-now",
        "Ask the client to renew a certificate at its next check",
        "certificate renew-now 1A:2B:3C --explanation https://pki.campus.example/why",
        define_renew_now},
};

} // namespace

const Resource certificate_commands{"certificate", "Issued certificates", commands};

} // namespace chancery::admin
