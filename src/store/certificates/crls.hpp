// SPDX-License-Identifier: Apache-2.0
#pragma once

// The revocation list of each issuer: the newest one, and what the next one must show.

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace chancery::store {

/// Where an issuer's list stands. Before the first one, all is zero.
struct CrlState {
    IssuerId issuer;
    std::int64_t changes = 0; ///< Revocations so far.
    std::int64_t covered = 0; ///< Those that the newest list shows.
    std::int64_t number = 0;
    Time this_update = {};
    Time next_update = {};
    Time regular_at = {}; ///< When the last one on schedule was made.
};

/// Of the issuers that have had a list or a revocation.
std::vector<CrlState> list_crl_states(const Reader& reader);

struct SignedCrl {
    std::int64_t number = 0;
    Time this_update;
    Time next_update;
    Bytes der;
};

/// None before the first one was signed.
std::optional<SignedCrl> find_crl(const Reader& reader, IssuerId issuer);

/// The list that follows the one numbered `follows`. Returns false when another one followed it
/// already; then this one must not be seen by anyone.
bool publish_crl(Transaction& tx, const CrlState& state, BytesView der, std::int64_t follows);

} // namespace chancery::store
