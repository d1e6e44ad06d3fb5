// SPDX-License-Identifier: Apache-2.0
#pragma once

// An API token and the role that it acts in. Plain value: the token itself is kept nowhere.

#include "base/id.hpp"
#include "base/time.hpp"
#include "base/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class Role { administrator, department_administrator, auditor };

constexpr auto words_of(Role) {
    using enum Role;
    return words<Role>({
        {administrator, "administrator"},
        {department_administrator, "departmentAdministrator"},
        {auditor, "auditor"},
    });
}

struct Token {
    TokenId id;
    std::string name;
    Role role = Role::auditor;
    std::vector<DepartmentId> departments = {}; ///< Whose administrator it is.
    Time created_at;
    std::optional<Time> expires_at = std::nullopt; ///< None: never.
    std::optional<Time> revoked_at = std::nullopt;
    int version = 1;
};

/// Neither expired nor revoked.
bool is_current(const Token& token, Time now);

} // namespace chancery
