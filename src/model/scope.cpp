// SPDX-License-Identifier: Apache-2.0
#include "model/scope.hpp"

#include <algorithm>

namespace chancery {

Scope Scope::all() {
    Scope scope;
    scope.is_all_ = true;
    return scope;
}

Scope Scope::of(const IdBytes& holder, std::vector<DepartmentId> departments) {
    Scope scope;
    scope.holder_ = holder;
    scope.departments_ = std::move(departments);
    return scope;
}

bool Scope::covers(const std::optional<DepartmentId>& department) const {
    if (is_all_) return true;
    return department && std::ranges::find(departments_, *department) != departments_.end();
}

} // namespace chancery
