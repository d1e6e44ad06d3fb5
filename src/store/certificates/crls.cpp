// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/crls.hpp"

#include "store/rows.hpp"

namespace chancery::store {

namespace {

constexpr db::Fragment state_columns =
    "issuer_id, changes, covered, number, this_update, next_update, regular_at";

CrlState state_at(const db::Row& row) {
    constexpr auto& at = state_columns;
    return {
        .issuer = id_at<IssuerId>(row, at["issuer_id"]),
        .changes = row.integer(at["changes"]),
        .covered = row.integer(at["covered"]),
        .number = row.integer(at["number"]),
        .this_update = time_at(row, at["this_update"]),
        .next_update = time_at(row, at["next_update"]),
        .regular_at = time_at(row, at["regular_at"]),
    };
}

constexpr db::Fragment signed_columns = "number, this_update, next_update, der";

SignedCrl signed_at(const db::Row& row) {
    constexpr auto& at = signed_columns;
    return {
        .number = row.integer(at["number"]),
        .this_update = time_at(row, at["this_update"]),
        .next_update = time_at(row, at["next_update"]),
        .der = Bytes(row.blob(at["der"])),
    };
}

} // namespace

std::vector<CrlState> list_crl_states(const Reader& reader) {
    std::vector<CrlState> states;
    for_each(
        reader,
        db::sql<"SELECT " + state_columns + " FROM crls ORDER BY issuer_id">,
        [&](const db::Row& row) { states.push_back(state_at(row)); }
    );
    return states;
}

std::optional<SignedCrl> find_crl(const Reader& reader, IssuerId issuer) {
    return find_one(
        reader,
        db::sql<"SELECT " + signed_columns + " FROM crls WHERE issuer_id = $1 AND der IS NOT NULL">,
        signed_at,
        issuer
    );
}

bool publish_crl(Transaction& tx, const CrlState& state, BytesView der, std::int64_t follows) {
    // `changes` is the revocations' own: those since the list was drafted stay uncovered.
    return execute(
               tx,
               "INSERT INTO crls (issuer_id, changes, covered, number, this_update, next_update, "
               "regular_at, der) VALUES ($1, $2, $2, $3, $4, $5, $6, $7) "
               "ON CONFLICT (issuer_id) DO UPDATE SET covered = excluded.covered, "
               "number = excluded.number, this_update = excluded.this_update, "
               "next_update = excluded.next_update, regular_at = excluded.regular_at, "
               "der = excluded.der WHERE crls.number = $8",
               state.issuer,
               state.covered,
               state.number,
               state.this_update,
               state.next_update,
               state.regular_at,
               db::Blob{der},
               follows
           ) == 1;
}

} // namespace chancery::store
