// SPDX-License-Identifier: Apache-2.0
#pragma once

// DNS names as the register compares them: lower-case A-labels that round-trip in libidn2, without
// a final dot; "*." marks a wildcard.

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery {

struct DnsName {
    std::string value;
    friend auto operator<=>(const DnsName&, const DnsName&) = default;

    bool is_wildcard() const { return value.starts_with("*."); }

    /// "*.dev.example.org" hangs on "dev.example.org"; any other name on itself.
    std::string_view base() const {
        return is_wildcard() ? std::string_view(value).substr(2) : std::string_view(value);
    }
};

/// Why a text is no name that a certificate may have, as half a sentence: "has a trailing dot".
struct NameFault {
    std::string why;
};

/// Letters are made lower case; everything else must already be as it is compared.
std::variant<DnsName, NameFault> parse_dns_name(std::string_view text);

/// Throws rejected_identifier: `"a_b.example.org" has an underscore`.
DnsName require_dns_name(std::string_view text);

/// Whether `name` lies below `domain`, at a label boundary and not itself.
bool is_below(std::string_view name, std::string_view domain);

/// "a.b.example.org": itself, "b.example.org", "example.org", "org". A wildcard first, then its
/// base and what is above.
std::vector<std::string> at_or_above(const DnsName& name);

/// By the Public Suffix List: nobody's own domain, such as "co.uk".
bool is_public_suffix(std::string_view name);

} // namespace chancery
