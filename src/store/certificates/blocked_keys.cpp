// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/blocked_keys.hpp"

#include "store/rows.hpp"

namespace chancery::store {

namespace {

/// The column has no NULL: at first there was a certificate behind every key.
constexpr CertificateId no_certificate{};

constexpr db::Fragment blocked_key_columns = "digest, certificate_id";

BlockedKey blocked_key_at(const db::Row& row) {
    constexpr auto& at = blocked_key_columns;
    const auto shown_by = id_at<CertificateId>(row, at["certificate_id"]);
    return {
        Bytes(row.blob(at["digest"])),
        shown_by == no_certificate ? std::nullopt : std::optional(shown_by)};
}

} // namespace

bool is_blocked(const Reader& reader, BytesView key_digest) {
    return any(
        reader, "SELECT blocked_at FROM blocked_keys WHERE digest = $1", db::Blob{key_digest}
    );
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

bool is_unfinished(const Reader& reader, BytesView key_digest) {
    return any(
        reader,
        "SELECT blocked_at FROM blocked_keys WHERE digest = $1 AND finished_at IS NULL",
        db::Blob{key_digest}
    );
}

void set_finished(Transaction& tx, BytesView key_digest, Time now) {
    execute(
        tx,
        "UPDATE blocked_keys SET finished_at = $1 WHERE digest = $2 AND finished_at IS NULL",
        now,
        db::Blob{key_digest}
    );
}

std::optional<BlockedKey> find_blocked_key(const Reader& reader, BytesView key_digest) {
    return find_one(
        reader,
        db::sql<"SELECT " + blocked_key_columns + " FROM blocked_keys WHERE digest = $1">,
        blocked_key_at,
        db::Blob{key_digest}
    );
}

std::vector<BlockedKey> list_unfinished(const Reader& reader, int limit) {
    std::vector<BlockedKey> keys;
    for_each(
        reader,
        db::sql<
            "SELECT " + blocked_key_columns +
            " FROM blocked_keys WHERE finished_at IS NULL "
            "ORDER BY digest LIMIT $1">,
        [&](const db::Row& row) { keys.push_back(blocked_key_at(row)); },
        limit
    );
    return keys;
}

} // namespace chancery::store
