// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which shape of certificate an order is for (draft-ietf-acme-profiles-00).

#include "model/endpoint.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::server {

/// All that the endpoint offers, the first one first.
std::vector<Profile> offered_profiles(const store::Reader& reader, const Endpoint& endpoint);

/// The one of this name, if the endpoint offers it. An order from before there was a choice names
/// none, and is for the first.
std::optional<Profile>
find_offered(const store::Reader& reader, const Endpoint& endpoint, const std::string& name);

/// Throws invalid_profile, with those that there are.
[[noreturn]] void refuse_profile(const Endpoint& endpoint, const std::string& name);

} // namespace chancery::server
