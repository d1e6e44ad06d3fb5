// SPDX-License-Identifier: Apache-2.0
#pragma once

// Issuers: who signs.

#include "model/endpoint.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const IssuerRecord& issuer);

/// Saves what of it changes, its alternate chains and whether it is enabled, as its next version.
/// Throws stale.
void update(Transaction& tx, IssuerRecord& issuer, Time now);

std::optional<IssuerRecord> find_issuer(const Reader& reader, IssuerId id);
/// By name.
std::vector<IssuerRecord> list_issuers(const Reader& reader);
/// Grows with every change of any issuer, by whatever process.
std::int64_t issuers_revision(const Reader& reader);
/// Of this issuer, which there is.
std::vector<std::string> alternate_chains(const Reader& reader, IssuerId id);

} // namespace chancery::store
