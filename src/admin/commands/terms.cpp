// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/terms.hpp"

#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/given.hpp"
#include "admin/words.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <fmt/format.h>

namespace chancery::admin {

namespace {

// What lifts a term.
constexpr auto unlimited = "unlimited";
constexpr auto never = "never";
constexpr auto any = "any";

/// null lifts a term.
std::optional<json::Value>
given_or_null(const std::optional<std::string>& text, std::string_view lifted) {
    if (!text) return std::nullopt;
    return *text == lifted ? json::Value() : json::Value(*text);
}

std::string revocation(const std::string& mode) {
    if (mode == "cutOff") return "revoked; all clients are refused";
    return mode == "blockNew" ? "revoked for new clients; registered clients keep working" : "";
}

} // namespace

void add_terms(CommandLine& line, TermOptions& options) {
    line.optional(
        "--max-uses",
        options.max_uses,
        "Number of clients that may register with the credential; 1 makes it single-use (default: "
        "unlimited)",
        [](const std::string& text) -> std::optional<std::string> {
            if (text == unlimited || number_of(text).value_or(0) > 0) return std::nullopt;
            return "\"" + text + "\" is neither a number of at least 1 nor \"unlimited\"";
        }
    );
    line.optional(
        "--expires",
        options.expires,
        "Date from which no client can register with the credential, e.g. 2027-06-30, UTC "
        "(default: never)",
        [](const std::string& text) -> std::optional<std::string> {
            if (text == never) return std::nullopt;
            auto objection = objection_to_date(text);
            if (objection) *objection += "; never is \"never\"";
            return objection;
        }
    );
    line.one_of(
        "--algorithm",
        options.algorithm,
        {"HS256", "HS384", "HS512", any},
        "HMAC algorithm that registrations must use (default: any)"
    );
    line.optional(
        "--network",
        options.networks,
        "Network from which every request of the account's hosts must come, e.g. 192.0.2.0/24; "
        "may be repeated or a list with commas (default: any)"
    );
}

void put_terms(Body& body, const TermOptions& options) {
    Body credential;
    credential.put_given("--max-uses", "maxUses", given_number(options.max_uses));
    credential.put_given("--expires", "expiresAt", given_or_null(options.expires, never));
    credential.put_given("--algorithm", "algorithm", given_or_null(options.algorithm, any));
    body.put_given_object("credential", credential);
    body.put_list("--network", "allowedNetworks", given_list(options.networks, any));
}

std::vector<std::pair<std::string, Cell>> fields_of_terms(const json::Value& account, Time now) {
    const auto& credential = member(account, "credential");
    const auto uses = number(credential, "uses");
    const auto most = number(credential, "maxUses");
    const auto algorithm = text(credential, "algorithm");
    const auto networks = texts(account, "allowedNetworks");
    std::vector<std::pair<std::string, Cell>> fields{
        {"Registrations", most == 0 ? std::to_string(uses) : fmt::format("{} of {}", uses, most)},
        {"Expires", relative_and_exact(time(credential, "expiresAt"), now, never)},
        {"HMAC", algorithm.empty() ? any : algorithm},
        {"Networks", networks.empty() ? any : join(networks, ", ")},
    };
    if (const auto rotated = time(credential, "rotatedAt"))
        fields.emplace_back("Rotated", relative_and_exact(rotated, now, ""));
    if (auto revoked = revocation(text(credential, "revoked")); !revoked.empty())
        fields.emplace_back("Credential", Cell(std::move(revoked), Tone::bad));
    else if (const auto until = time(credential, "previousValidUntil"); until && *until > now)
        fields.emplace_back("Key before", "registers until " + to_rfc3339(*until));
    return fields;
}

} // namespace chancery::admin
