// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a certificate may be for: DNS names as the register compares them (lower-case A-labels that
// round-trip in libidn2, without a final dot; "*." marks a wildcard), and IP addresses (RFC 8738).

#include "base/bytes.hpp"
#include "base/place.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery {

/// Only the functions below make one of a stranger's text, so that it is in the one spelling that
/// it has.
struct Name {
    std::string value;
    friend auto operator<=>(const Name&, const Name&) = default;

    bool is_wildcard() const { return value.starts_with("*."); }

    /// "192.0.2.7", "2001:db8::7": no DNS name has a colon, or a number as its last label.
    bool is_address() const {
        const auto last = value.rfind('.') + 1; // of none: 0
        return value.find(':') != value.npos ||
               (!value.empty() && value.find_first_not_of("0123456789", last) == value.npos);
    }

    /// "*.dev.example.org" hangs on "dev.example.org"; any other name on itself.
    std::string_view base() const {
        return is_wildcard() ? std::string_view(value).substr(2) : std::string_view(value);
    }
};

/// As ACME calls it: of the type "dns" or "ip" (RFC 8738).
Identifier identifier_of(const Name& name);

/// Why a text is no name that a certificate may have, as half a sentence: "has a trailing dot".
struct NameFault {
    std::string why;
};

/// What else than a host name a text may be.
struct NameForm {
    bool underscores = false;  ///< In labels: "_sip._tcp.example.org".
    bool single_label = false; ///< A top-level domain: "internal".
};

/// Letters are made lower case; everything else must already be as it is compared.
std::variant<Name, NameFault> parse_dns_name(std::string_view text, NameForm form = {});

/// Throws rejected_identifier: `"a_b.example.org" has an underscore`.
Name require_dns_name(std::string_view text);

/// An IP address in any spelling; in the Name it has that of RFC 5952.
std::variant<Name, NameFault> parse_address_name(std::string_view text);

/// Of 4 or 16 octets.
Name address_name(BytesView octets);

/// The 4 or 16 octets of an address. Throws internal for a name that is none.
Bytes octets_of(const Name& address);

/// Whether `name` lies below `domain`, at a label boundary and not itself.
bool is_below(std::string_view name, std::string_view domain);

/// "a.b.example.org": itself, "b.example.org", "example.org", "org". A wildcard first, then its
/// base and what is above. Nothing is above an address.
std::vector<std::string> at_or_above(const Name& name);

/// Whether `name` is exactly one label below `domain`: what "*.DOMAIN" is for.
bool is_directly_below(std::string_view name, std::string_view domain);

/// "*.b.example.org" has four.
std::size_t count_labels(const Name& name);

} // namespace chancery
