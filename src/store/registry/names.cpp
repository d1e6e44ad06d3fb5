// SPDX-License-Identifier: Apache-2.0
#include "store/registry/names.hpp"

#include "store/rows.hpp"

#include <array>

namespace chancery::store {

namespace {

template <class SomeId>
std::map<SomeId, std::string>
find(const Reader& reader, db::Sql sixteen, const std::set<SomeId>& ids) {
    std::map<SomeId, std::string> names;
    for (auto next = ids.begin(); next != ids.end();) {
        std::array<db::Param, 16> bound{}; // null, which is the id of nothing
        for (auto place = bound.begin(); place != bound.end() && next != ids.end(); ++place)
            *place = param(*next++);
        reader.driver().execute(sixteen, bound, [&](const db::Row& row) {
            names.emplace(id_at<SomeId>(row, 0), text_at(row, 1));
        });
    }
    return names;
}

} // namespace

std::map<DepartmentId, std::string>
find_names(const Reader& reader, const std::set<DepartmentId>& ids) {
    return find(
        reader,
        "SELECT id, name FROM departments WHERE id IN "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        ids
    );
}

std::map<AccountId, std::string> find_names(const Reader& reader, const std::set<AccountId>& ids) {
    return find(
        reader,
        // The column `name` is an older one that is unique in the whole office.
        "SELECT id, label FROM accounts WHERE id IN "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        ids
    );
}

} // namespace chancery::store
