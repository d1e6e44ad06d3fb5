// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the register's objects have in common: their revision, and how they are searched and paged.
// For the files of `store/` alone.

#include "model/register.hpp"
#include "store/rows.hpp"

#include <string>
#include <string_view>

namespace chancery::store {

inline constexpr db::Fragment revision_columns = "version, created_at, updated_at";

/// `revision_columns`, from `first` on.
Revision read_revision(const db::Row& row, int first);

/// An UPDATE that names the version it found must have changed its row. Throws stale.
void require_changed(std::int64_t rows, std::string_view what);

/// For LIKE ... ESCAPE '!': the text anywhere, in lower case. Any text where it is empty.
std::string containing(std::string_view text);

/// A parameter that may be NULL. In a filter, COALESCE($n, column) = column then takes every row.
struct Nullable {
    db::Param value = nullptr;

    Nullable() = default;

    explicit Nullable(std::string_view text) : value(text) {}

    explicit Nullable(const std::optional<bool>& flag) {
        if (flag) value = std::int64_t{*flag};
    }
};

inline db::Param param(const Nullable& nullable) {
    return nullable.value;
}

/// NULL where it is empty: not asked for.
inline Nullable unless_empty(std::string_view text) {
    return text.empty() ? Nullable() : Nullable(text);
}

} // namespace chancery::store
