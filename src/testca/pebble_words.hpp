// SPDX-License-Identifier: Apache-2.0
#pragma once

// Refusals as Pebble words them, where the tests of ACME clients compare the words. Whether a
// request is refused is decided elsewhere.

#include "acme/signed_request.hpp"
#include "base/error.hpp"
#include "net/http.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::testca {

/// Why Pebble 2.10 takes none of these identifiers' names, by its own rule and in its order; none
/// where that rule finds nothing.
std::optional<std::string> find_name_fault(std::vector<std::string> names);

/// Rewrites our refusal, which is for this fault, where Pebble has its own: of a deactivated
/// account, of terms of service that were not agreed to, of names that cannot be.
void speak_as_pebble(
    const net::Request& request,
    const std::optional<acme::SignedRequest>& message,
    Fault fault,
    net::Response& response
);

} // namespace chancery::testca
