// SPDX-License-Identifier: Apache-2.0
#include "store/blocked_keys.hpp"

#include "store/rows.hpp"

namespace chancery::store {

namespace {

/// The column has no NULL: at first there was a certificate behind every key.
constexpr CertificateId no_certificate{};

} // namespace

bool is_blocked(const Reader& reader, BytesView key_digest) {
    return find_one(
               reader,
               "SELECT blocked_at FROM blocked_keys WHERE digest = $1",
               [](const db::Row&) { return true; },
               db::Blob{key_digest}
    )
        .has_value();
}

bool block_key(
    Transaction& tx, BytesView key_digest, std::optional<CertificateId> shown_by, Time now
) {
    return execute(
               tx,
               "INSERT INTO blocked_keys (digest, certificate_id, blocked_at) VALUES ($1, $2, $3) "
               "ON CONFLICT (digest) DO NOTHING",
               db::Blob{key_digest},
               shown_by.value_or(no_certificate),
               now
           ) == 1;
}

int count_disclosed(const Reader& reader, Time since) {
    return find_one(
               reader,
               "SELECT COUNT(*) FROM blocked_keys WHERE blocked_at >= $1 AND certificate_id = $2",
               [](const db::Row& row) { return static_cast<int>(row.integer(0)); },
               since,
               no_certificate
    )
        .value_or(0);
}

} // namespace chancery::store
