// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a route asks of its caller, and what each role may do.

#include "model/token.hpp"

#include <string_view>
#include <vector>

namespace chancery::server::api {

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

/// The word on the wire, such as "acmeAccount.change".
std::string_view to_string(Permission permission);

bool may(Role role, Permission permission);

/// All that the role may do, in the order above, for `GET /me`.
std::vector<Permission> permissions_of(Role role);

} // namespace chancery::server::api
