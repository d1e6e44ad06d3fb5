// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/crls.hpp"

#include "store/rows.hpp"

namespace chancery::store {

std::vector<CrlState> list_crl_states(const Reader& reader) {
    std::vector<CrlState> states;
    for_each(
        reader,
        "SELECT issuer_id, changes, covered, number, this_update, next_update, regular_at "
        "FROM crls ORDER BY issuer_id",
        [&](const db::Row& row) {
            states.push_back(
                {.issuer = id_at<IssuerId>(row, 0),
                 .changes = row.integer(1),
                 .covered = row.integer(2),
                 .number = row.integer(3),
                 .this_update = time_at(row, 4),
                 .next_update = time_at(row, 5),
                 .regular_at = time_at(row, 6)}
            );
        }
    );
    return states;
}

std::optional<SignedCrl> find_crl(const Reader& reader, IssuerId issuer) {
    return find_one(
        reader,
        "SELECT number, this_update, next_update, der FROM crls "
        "WHERE issuer_id = $1 AND der IS NOT NULL",
        [](const db::Row& row) {
            return SignedCrl{
                .number = row.integer(0),
                .this_update = time_at(row, 1),
                .next_update = time_at(row, 2),
                .der = Bytes(row.blob(3)),
            };
        },
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
