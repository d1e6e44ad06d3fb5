// SPDX-License-Identifier: Apache-2.0
#pragma once

// Endpoints: the ACME directories of the office.

#include "model/endpoint.hpp"
#include "store/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chancery::store {

/// Its profiles and its issuer must be there.
void insert(Transaction& tx, const Endpoint& endpoint);
/// Saves all but its name and what it is the staging of, as its next version. Throws stale when it
/// is not the version that is stored.
void update(Transaction& tx, Endpoint& endpoint, Time now);

/// With its first profile.
std::optional<Endpoint> find_endpoint(const Reader& reader, std::string_view name);
std::optional<Endpoint> find_endpoint(const Reader& reader, EndpointId id);
/// By name.
std::vector<Endpoint> list_endpoints(const Reader& reader);

} // namespace chancery::store
