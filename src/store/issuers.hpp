// SPDX-License-Identifier: Apache-2.0
#pragma once

// Issuers: who signs.

#include "model/endpoint.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const IssuerRecord& issuer);

std::optional<IssuerRecord> find_issuer(const Reader& reader, IssuerId id);
/// By name.
std::vector<IssuerRecord> list_issuers(const Reader& reader);

} // namespace chancery::store
