// SPDX-License-Identifier: Apache-2.0
#pragma once

// A scope in a statement: its conditions and their parameters. For the files of `store/` alone.

#include "model/scope.hpp"
#include "store/rows.hpp"

#include <vector>

namespace chancery::store {

/// The condition that a department is within a scope, of which one parameter says whether it has
/// bounds (`!scope.is_all()`), and the other is `holder_of`.
template <db::Fragment department, db::Fragment is_bounded, db::Fragment holder>
inline constexpr auto within =
    "(" + is_bounded + " = 0 OR " + department +
    " IN (SELECT department_id FROM held_departments WHERE holder_id = " + holder + "))";

/// The departments that a table gives to a holder.
template <db::Fragment table, class HolderId>
std::vector<DepartmentId> departments_in(const Reader& reader, const HolderId& holder) {
    std::vector<DepartmentId> departments;
    for_each(
        reader,
        db::sql<
            "SELECT department_id FROM " + table + " WHERE holder_id = $1 ORDER BY department_id">,
        [&](const db::Row& row) { departments.push_back(id_at<DepartmentId>(row, 0)); },
        holder
    );
    return departments;
}

/// Whose departments are in `held_departments`; nobody has none there.
inline db::Blob holder_of(const Scope& scope) {
    return {view_of(scope.holder())};
}

} // namespace chancery::store
