// SPDX-License-Identifier: Apache-2.0
#include "model/permission.hpp"

#include <array>
#include <fmt/format.h>

namespace chancery {

namespace {

using enum Permission;

constexpr auto no = Extent::none;
constexpr auto own = Extent::own;
constexpr auto all = Extent::all;

// clang-format off
constexpr std::array table{
    //                                                   administrator, department administrator, auditor
    PermissionRow{Permission::none,      "",            "none",        all, all, all},
    PermissionRow{signed_in,             "",            "signedIn",    all, all, all},
    PermissionRow{organization_read,     "organization","read",        all, all, all},
    PermissionRow{organization_change,   "organization","change",      all, no,  no},
    PermissionRow{department_read,       "department",  "read",        all, own, all},
    PermissionRow{department_change,     "department",  "change",      all, no,  no},
    PermissionRow{domain_read,           "domain",      "read",        all, own, all},
    PermissionRow{domain_change,         "domain",      "change",      all, no,  no},
    PermissionRow{delegation_read,       "delegation",  "read",        all, own, all},
    PermissionRow{delegation_approve,    "delegation",  "approve",     all, no,  no},
    PermissionRow{delegation_withdraw,   "delegation",  "withdraw",    all, own, no},
    PermissionRow{endpoint_read,         "endpoint",    "read",        all, all, all},
    PermissionRow{endpoint_change,       "endpoint",    "change",      all, no,  no},
    PermissionRow{issuer_read,           "issuer",      "read",        all, all, all},
    PermissionRow{issuer_change,         "issuer",      "change",      all, no,  no},
    PermissionRow{profile_read,          "profile",     "read",        all, all, all},
    PermissionRow{profile_change,        "profile",     "change",      all, no,  no},
    PermissionRow{account_read,          "acmeAccount", "read",        all, own, all},
    PermissionRow{account_change,        "acmeAccount", "change",      all, own, no},
    PermissionRow{account_limits_change, "acmeAccount", "changeLimits",all, no,  no},
    PermissionRow{client_read,           "client",      "read",        all, own, all},
    PermissionRow{client_deactivate,     "client",      "deactivate",  all, own, no},
    PermissionRow{client_resume,         "client",      "resume",      all, own, no},
    PermissionRow{certificate_read,      "certificate", "read",        all, own, all},
    PermissionRow{certificate_revoke,    "certificate", "revoke",      all, own, no},
    PermissionRow{certificate_renew,     "certificate", "renew",       all, own, no},
    PermissionRow{event_read,            "event",       "read",        all, own, all},
    PermissionRow{explanation_read,      "explanation", "read",        all, own, all},
    PermissionRow{token_read,            "token",       "read",        all, no,  all},
    PermissionRow{token_change,          "token",       "change",      all, no,  no},
};

// clang-format on

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].permission != static_cast<Permission>(i)) return false;
    return table.back().permission == token_change;
}

static_assert(is_in_order(), "each permission has a row, in its place");

constexpr bool words_are_in_camel_case() {
    for (const auto& row : table)
        if (!is_camel_case(row.action) || !(row.object.empty() || is_camel_case(row.object)))
            return false;
    return true;
}

static_assert(words_are_in_camel_case(), "a permission's words are in camelCase");

constexpr Extent extent_in(const PermissionRow& row, Role role) {
    switch (role) {
    case Role::administrator: return row.administrator;
    case Role::department_administrator: return row.department_administrator;
    case Role::auditor: return row.auditor;
    }
    return Extent::none;
}

/// So that no token has more rights than who makes it.
constexpr bool makers_of_tokens_may_do_all() {
    constexpr auto change = table[static_cast<std::size_t>(token_change)];
    for (const auto role : {Role::administrator, Role::department_administrator, Role::auditor})
        for (const auto& row : table)
            if (extent_in(change, role) != no && extent_in(row, role) != all) return false;
    return true;
}

static_assert(makers_of_tokens_may_do_all(), "who makes tokens may do everything");

const PermissionRow& row_of(Permission permission) {
    return table.at(static_cast<std::size_t>(permission));
}

} // namespace

std::span<const PermissionRow> permission_table() {
    return table;
}

std::string PermissionRow::word() const {
    return object.empty() ? std::string(action) : fmt::format("{}.{}", object, action);
}

std::string to_string(Permission permission) {
    return row_of(permission).word();
}

std::string_view object_of(Permission permission) {
    return row_of(permission).object;
}

Extent extent_of(Role role, Permission permission) {
    return extent_in(row_of(permission), role);
}

} // namespace chancery
