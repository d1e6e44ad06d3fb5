// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a role may do, and with whose things: one table, which the API asks, `GET /me` shows and the
// tests iterate.

#include "model/token.hpp"

#include <span>
#include <string>
#include <string_view>

namespace chancery {

enum class Permission {
    none,      ///< For everyone, also without a token.
    signed_in, ///< For everyone whom we know.
    organization_read,
    organization_change,
    department_read,
    department_change,
    domain_read,
    domain_change,
    delegation_read,
    delegation_approve,
    delegation_withdraw,
    endpoint_read,
    endpoint_change,
    issuer_read,
    issuer_change,
    profile_read,
    profile_change,
    account_read,
    account_change,
    account_limits_change,
    client_read,
    client_deactivate,
    client_resume,
    certificate_read,
    certificate_revoke,
    certificate_renew,
    event_read,
    explanation_read,
    token_read,
    token_change,
};

/// With whose things: nobody's, those of the caller's departments, everyone's.
enum class Extent { none, own, all };

/// What each role may do.
struct PermissionRow {
    Permission permission;
    std::string_view object; ///< The type of what it is about, as in events; empty where nothing.
    std::string_view action;
    Extent administrator;
    Extent department_administrator;
    Extent auditor;

    /// As on the wire: "acmeAccount.change".
    std::string word() const;
};

/// One row a permission, in their order.
std::span<const PermissionRow> permission_table();

std::string to_string(Permission permission);

/// The type of the objects that it is about: "acmeAccount".
std::string_view object_of(Permission permission);

Extent extent_of(Role role, Permission permission);

} // namespace chancery
