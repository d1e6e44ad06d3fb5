// SPDX-License-Identifier: Apache-2.0
#include "model/name.hpp"

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <idn2.h>
#include <memory>

namespace chancery {

namespace {

constexpr std::size_t max_name = 253;
constexpr std::size_t max_label = 63;

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr bool is_letter_digit_hyphen(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
}

using IdnText = std::unique_ptr<char, decltype(&idn2_free)>;

/// RFC 5891 §5.4: an A-label is the one spelling of its U-label.
bool round_trips(const std::string& label) {
    char* unicode = nullptr;
    if (idn2_to_unicode_8z8z(label.c_str(), &unicode, 0) != IDN2_OK) return false;
    const IdnText held(unicode, idn2_free);
    char* ascii = nullptr;
    if (idn2_to_ascii_8z(unicode, &ascii, IDN2_NONTRANSITIONAL) != IDN2_OK) return false;
    const IdnText held_too(ascii, idn2_free);
    return label == ascii;
}

/// Why this label may not be; empty when it may.
std::string fault_of_label(const std::string& label, NameForm form) {
    if (label.empty()) return "has an empty label";
    if (label.size() > max_label) return "has a label of over 63 characters";
    if (!form.underscores && label.find('_') != label.npos) return "has an underscore";
    if (label.find('*') != label.npos) return "has a '*' elsewhere than as its whole first label";
    if (!std::ranges::all_of(label, [](char c) { return is_letter_digit_hyphen(c) || c == '_'; }))
        return "has a character that is not a letter, digit or hyphen";
    if (label.starts_with('-') || label.ends_with('-'))
        return "has a label that begins or ends with a hyphen";
    if (label.size() >= 4 && label[2] == '-' && label[3] == '-') {
        if (!label.starts_with("xn--")) return "has a label with hyphens in places 3 and 4";
        if (!round_trips(label)) return "has an \"xn--\" label that is not a valid A-label";
    }
    return {};
}

std::string fault_of_whole(const std::string& text) {
    if (text.empty()) return "is empty";
    if (text.size() > max_name) return "is over 253 characters long";
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return "is not in ASCII: write its A-labels (\"xn--...\")";
    if (text.find('@') != text.npos) return "is an e-mail address, not a DNS name";
    if (text.find(':') != text.npos || text.find('/') != text.npos)
        return "is an address or a URL, not a DNS name";
    if (text.ends_with('.')) return "has a trailing dot";
    return {};
}

} // namespace

Identifier identifier_of(const Name& name) {
    return {.type = name.is_address() ? "ip" : "dns", .value = name.value};
}

std::variant<Name, NameFault> parse_dns_name(std::string_view text, NameForm form) {
    Name name{to_lower(text)};
    if (auto why = fault_of_whole(name.value); !why.empty()) return NameFault{std::move(why)};

    const auto labels = split(name.base(), '.');
    for (const auto label : labels)
        if (auto why = fault_of_label(std::string(label), form); !why.empty())
            return NameFault{std::move(why)};
    if (labels.size() < 2 && !form.single_label) return NameFault{"is a single label"};
    if (std::ranges::all_of(labels.back(), is_digit))
        return NameFault{"is an IP address, not a DNS name"};
    return name;
}

Name require_dns_name(std::string_view text) {
    auto parsed = parse_dns_name(text);
    if (auto* name = std::get_if<Name>(&parsed)) return std::move(*name);
    throw Error(
        Fault::rejected_identifier,
        "\"" + printable(text, max_name) + "\" " + std::get<NameFault>(parsed).why
    );
}

std::variant<Name, NameFault> parse_address_name(std::string_view text) {
    const auto octets = parse_address(text);
    if (!octets) return NameFault{"is not an IP address"};
    return address_name(*octets);
}

Name address_name(BytesView octets) {
    return {to_address_text(octets)};
}

Bytes octets_of(const Name& address) {
    auto octets = parse_address(address.value);
    ensure(octets.has_value(), "an address has octets");
    return *std::move(octets);
}

bool is_below(std::string_view name, std::string_view domain) {
    return name.size() > domain.size() && name.ends_with(domain) &&
           name[name.size() - domain.size() - 1] == '.';
}

std::vector<std::string> at_or_above(const Name& name) {
    if (name.is_address()) return {name.value};
    std::vector<std::string> names;
    for (std::string_view rest = name.value;;) {
        names.emplace_back(rest);
        const auto dot = rest.find('.');
        if (dot == rest.npos) return names;
        rest.remove_prefix(dot + 1);
    }
}

bool is_directly_below(std::string_view name, std::string_view domain) {
    return is_below(name, domain) &&
           name.substr(0, name.size() - domain.size() - 1).find('.') == name.npos;
}

std::size_t count_labels(const Name& name) {
    return static_cast<std::size_t>(std::ranges::count(name.value, '.')) + 1;
}

} // namespace chancery
