// SPDX-License-Identifier: Apache-2.0
#pragma once

// A scope as a statement's parameters. For the files of `store/` alone.

#include "model/scope.hpp"
#include "store/rows.hpp"

namespace chancery::store {

/// Whose departments are in `held_departments`; nobody has none there.
inline db::Blob holder_of(const Scope& scope) {
    return {view_of(scope.holder())};
}

} // namespace chancery::store
