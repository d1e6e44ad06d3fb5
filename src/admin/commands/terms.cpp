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
    if (mode == "cutOff") return "revoked; its clients are cut off";
    return mode == "blockNew" ? "revoked for new clients; those it has go on" : "";
}

} // namespace

void add_terms(CommandLine& line, TermOptions& options) {
    line.optional(
        "--max-uses",
        options.max_uses,
        "How many clients may register with it, 1 for once; unlimited unless given",
        [](const std::string& text) -> std::optional<std::string> {
            if (text == unlimited || number_of(text).value_or(0) > 0) return std::nullopt;
            return "\"" + text + "\" is neither a number from 1 on nor \"unlimited\"";
        }
    );
    line.optional(
        "--expires",
        options.expires,
        "From when on nobody registers with it, such as 2027-06-30 (UTC); never unless given",
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
        "The only HMAC that a registration may use; any unless given"
    );
    line.optional(
        "--network",
        options.networks,
        "A network (192.0.2.0/24, 2001:db8::/32) that its hosts must come from, with every "
        "request; again, or separated by commas, for more; any unless given"
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
