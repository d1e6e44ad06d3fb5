// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whose things somebody may see or change. What is outside of it does not exist for them.

#include "base/id.hpp"

#include <optional>
#include <vector>

namespace chancery {

class Scope {
public:
    /// Nothing: who is given no scope may do nothing.
    Scope() = default;

    static Scope all();

    /// What belongs to these departments. The holder is whom the database has them for: a token.
    static Scope of(const IdBytes& holder, std::vector<DepartmentId> departments);

    /// What belongs to no department is in the scope of all alone.
    bool covers(const std::optional<DepartmentId>& department) const;

    bool is_all() const noexcept { return is_all_; }

    const IdBytes& holder() const noexcept { return holder_; }

    const std::vector<DepartmentId>& departments() const noexcept { return departments_; }

private:
    bool is_all_ = false;
    IdBytes holder_{};
    std::vector<DepartmentId> departments_;
};

} // namespace chancery
