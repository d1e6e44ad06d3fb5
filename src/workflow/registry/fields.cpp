// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/fields.hpp"

#include "base/text.hpp"
#include "base/unicode.hpp"
#include "model/mail_address.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

constexpr std::size_t most_contacts = 10;
constexpr std::size_t most_names = 1000;
constexpr std::size_t most_networks = 50;
constexpr std::size_t longest_slug = 32;

/// A name with an invisible character looks like another name.
void require_readable(std::string_view pointer, std::string_view text) {
    if (!is_utf8(text)) fail_field(std::string(pointer), "must be in UTF-8");
    if (const auto found = find_invisible(text); !found.empty())
        fail_field(
            std::string(pointer), "must not contain " + found + ", a control or invisible character"
        );
}

/// In UTF-8: every byte but a continuation begins a character.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (c & 0xc0) != 0x80;
    }));
}

} // namespace

void fail_field(std::string pointer, std::string why) {
    fail_field(JsonPointer{std::move(pointer)}, std::move(why));
}

void fail_field(JsonPointer place, std::string why) {
    auto detail = place.text + " " + why;
    throw Error(Problem{
        Fault::invalid,
        std::move(detail),
        {{std::move(place), Fault::invalid, std::move(why)}},
    });
}

void require_text(std::string_view pointer, std::string_view text, Length length) {
    const auto size = characters(text);
    if (size < length.least || size > length.most)
        fail_field(
            std::string(pointer),
            "must have " + std::to_string(length.least) + " to " + std::to_string(length.most) +
                " characters"
        );
    require_readable(pointer, text);
    if (trim(text) != text)
        fail_field(std::string(pointer), "must not begin or end with white space");
}

void require_slug(std::string_view pointer, std::string_view text) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    if (text.empty() || text.size() > longest_slug || !std::ranges::all_of(text, is_allowed) ||
        text.front() == '-' || text.back() == '-')
        fail_field(
            std::string(pointer),
            "must be 1 to 32 lower-case letters, digits and hyphens, without a hyphen at either end"
        );
}

void require_contact(std::string_view pointer, const std::string& address) {
    require_readable(pointer, address);
    if (!is_mail_address(address))
        fail_field(std::string(pointer), "must be an e-mail address, e.g. pki@example.org");
}

void require_contacts(std::string_view pointer, const std::vector<std::string>& addresses) {
    if (addresses.size() > most_contacts)
        fail_field(std::string(pointer), "must have at most 10 addresses");
    for (std::size_t i = 0; i < addresses.size(); ++i)
        require_contact(std::string(pointer) + "/" + std::to_string(i), addresses[i]);
}

std::vector<Name> require_names(std::string_view pointer, const std::vector<std::string>& names) {
    if (names.empty() || names.size() > most_names)
        fail_field(std::string(pointer), "must have 1 to 1000 names");
    Problem problem{Fault::invalid, "some names are malformed"};
    std::vector<Name> parsed;
    for (std::size_t i = 0; i < names.size(); ++i) {
        // Whether it may be a single label is for policy to say, which knows the register.
        auto name = parse_dns_name(names[i], {.underscores = true, .single_label = true});
        if (auto* good = std::get_if<Name>(&name)) {
            parsed.push_back(std::move(*good));
            continue;
        }
        problem.subproblems.push_back(
            {JsonPointer{std::string(pointer) + "/" + std::to_string(i), printable(names[i])},
             Fault::invalid,
             '"' + printable(names[i]) + "\" " + std::get<NameFault>(name).why}
        );
    }
    if (problem.subproblems.size() == 1) problem.detail = problem.subproblems.front().detail;
    if (!problem.subproblems.empty()) throw Error(std::move(problem));

    std::ranges::sort(parsed);
    const auto repeated = std::ranges::unique(parsed);
    parsed.erase(repeated.begin(), repeated.end());
    return parsed;
}

std::vector<Network>
require_networks(std::string_view pointer, const std::vector<std::string>& networks) {
    if (networks.size() > most_networks)
        fail_field(std::string(pointer), "must have at most 50 networks");
    std::vector<Network> parsed;
    for (std::size_t i = 0; i < networks.size(); ++i) {
        const auto network = parse_network(networks[i]);
        if (!network)
            fail_field(
                JsonPointer{
                    std::string(pointer) + "/" + std::to_string(i), printable(networks[i], 64)},
                "is not a network: \"" + printable(networks[i], 64) +
                    "\"; write it as 192.0.2.0/24 or 2001:db8::/32, with no bit set beyond the "
                    "prefix, or as an address"
            );
        if (std::ranges::find(parsed, *network) == parsed.end()) parsed.push_back(*network);
    }
    return parsed;
}

} // namespace chancery::workflow
