// SPDX-License-Identifier: Apache-2.0
#include "model/token.hpp"

#include "base/error.hpp"

namespace chancery {

std::string_view to_string(Role role) {
    switch (role) {
    case Role::administrator: return "administrator";
    case Role::department_administrator: return "departmentAdministrator";
    case Role::auditor: return "auditor";
    }
    throw Error(Fault::internal, "a role without a word");
}

std::optional<Role> find_role(std::string_view word) {
    using enum Role;
    for (const auto role : {administrator, department_administrator, auditor})
        if (to_string(role) == word) return role;
    return std::nullopt;
}

bool is_current(const Token& token, Time now) {
    return !token.revoked_at && (!token.expires_at || now < *token.expires_at);
}

} // namespace chancery
