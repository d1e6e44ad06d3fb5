// SPDX-License-Identifier: Apache-2.0
#pragma once

// What no public CA issues for, and who says so: special-use domains, reverse zones, public
// suffixes, top-level domains that the DNS root does not have, special-purpose addresses.

#include "model/name.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chancery {

/// A domain that is reserved with all names below it.
struct ReservedZone {
    std::string_view name;
    std::string_view what;   ///< "a special-use domain".
    std::string_view source; ///< "RFC 6762".
};

/// In the order of their names; the addresses are in base/network.
std::span<const ReservedZone> reserved_zones();

/// Whether it is one of those that IANA or ICANN reserves for special use: not just below one.
bool is_special_use(std::string_view domain);

/// Whether strangers have their domains below it, so that it is nobody's own: a public suffix of a
/// registry, or a single label that is reserved for no special use. The private section of the
/// Public Suffix List is of domains that somebody has.
bool is_strangers(std::string_view domain);

/// Why a name is reserved.
struct Reservation {
    /// What is reserved, as a domain: an entry of the register at or below it lifts that, unless it
    /// is for what is strangers'. Empty for an address, which no entry allows.
    std::string zone;
    std::string why; ///< "is in local, a special-use domain (RFC 6762)".
};

/// None for a name that a public CA may issue for.
std::optional<Reservation> find_reservation(const Name& name);

} // namespace chancery
