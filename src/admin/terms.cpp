// SPDX-License-Identifier: Apache-2.0
#include "admin/terms.hpp"

#include "admin/command_line.hpp"
#include "admin/read.hpp"
#include "admin/words.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <charconv>
#include <fmt/format.h>

namespace chancery::admin {

namespace {

// What lifts a term.
constexpr auto unlimited = "unlimited";
constexpr auto never = "never";
constexpr auto any = "any";

std::optional<int> number_of(const std::string& text) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
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
            if (text == never || parse_date(text)) return std::nullopt;
            return "\"" + text + "\" is neither a date like 2027-06-30 nor \"never\"";
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

void put_terms(json::Object& body, const TermOptions& options) {
    if (const auto& uses = options.max_uses)
        body.emplace_back("maxUses", json::Value(number_of(*uses)));
    if (const auto& end = options.expires)
        body.emplace_back("expiresAt", *end == never ? json::Value() : json::Value(*end));
    if (const auto& algorithm = options.algorithm)
        body.emplace_back("algorithm", *algorithm == any ? json::Value() : json::Value(*algorithm));
    if (options.networks == std::vector<std::string>{any})
        body.emplace_back("allowedNetworks", json::Array());
    else if (!options.networks.empty())
        body.emplace_back(
            "allowedNetworks", json::Array(options.networks.begin(), options.networks.end())
        );
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
