// SPDX-License-Identifier: Apache-2.0
#pragma once

// Endpoints, their profiles and the issuers behind them.

#include "model/endpoint.hpp"
#include "store/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const IssuerRecord& issuer);
void insert(Transaction& tx, const Profile& profile);
/// Its profile must be there.
void insert(Transaction& tx, const Endpoint& endpoint);
/// Saves all but its name and what it is the staging of, as its next version. Throws stale when it
/// is not the version that is stored.
void update(Transaction& tx, Endpoint& endpoint, Time now);

std::optional<Profile> find_profile(const Reader& reader, std::string_view name);

std::optional<IssuerRecord> find_issuer(const Reader& reader, IssuerId id);
/// By name.
std::vector<IssuerRecord> list_issuers(const Reader& reader);

/// With its profile.
std::optional<Endpoint> find_endpoint(const Reader& reader, std::string_view name);
std::optional<Endpoint> find_endpoint(const Reader& reader, EndpointId id);
/// By name.
std::vector<Endpoint> list_endpoints(const Reader& reader);

} // namespace chancery::store
