// SPDX-License-Identifier: Apache-2.0
#pragma once

// Problems as they are kept with what failed. For the files of `store/` alone.

#include "base/error.hpp"
#include "store/rows.hpp"

#include <optional>
#include <string>

namespace chancery::store {

/// Empty for none.
std::string to_text(const std::optional<Problem>& problem);

/// None where the column is NULL.
std::optional<Problem> problem_at(const db::Row& row, int column);

/// NULL for an empty text, which must outlive it.
inline db::Param param_or_null(const std::string& text) {
    return text.empty() ? db::Param(nullptr) : db::Param(std::string_view(text));
}

} // namespace chancery::store
