// SPDX-License-Identifier: Apache-2.0
#include "server/api/permissions.hpp"

#include "base/error.hpp"

namespace chancery::server::api {

namespace {

bool auditor_may(Permission permission) {
    switch (permission) {
    case Permission::none:
    case Permission::signed_in:
    case Permission::organization_read:
    case Permission::department_read:
    case Permission::domain_read:
    case Permission::delegation_read:
    case Permission::endpoint_read:
    case Permission::issuer_read:
    case Permission::profile_read:
    case Permission::account_read:
    case Permission::client_read:
    case Permission::certificate_read:
    case Permission::event_read:
    case Permission::explanation_read:
    case Permission::token_read: return true;
    case Permission::organization_change:
    case Permission::department_change:
    case Permission::domain_change:
    case Permission::delegation_approve:
    case Permission::delegation_withdraw:
    case Permission::endpoint_change:
    case Permission::issuer_change:
    case Permission::profile_change:
    case Permission::account_change:
    case Permission::client_deactivate:
    case Permission::client_resume:
    case Permission::certificate_revoke:
    case Permission::certificate_renew:
    case Permission::token_change: return false;
    }
    return false;
}

} // namespace

std::string_view to_string(Permission permission) {
    switch (permission) {
    case Permission::none: return "none";
    case Permission::signed_in: return "signedIn";
    case Permission::organization_read: return "organization.read";
    case Permission::organization_change: return "organization.change";
    case Permission::department_read: return "department.read";
    case Permission::department_change: return "department.change";
    case Permission::domain_read: return "domain.read";
    case Permission::domain_change: return "domain.change";
    case Permission::delegation_read: return "delegation.read";
    case Permission::delegation_approve: return "delegation.approve";
    case Permission::delegation_withdraw: return "delegation.withdraw";
    case Permission::endpoint_read: return "endpoint.read";
    case Permission::endpoint_change: return "endpoint.change";
    case Permission::issuer_read: return "issuer.read";
    case Permission::issuer_change: return "issuer.change";
    case Permission::profile_read: return "profile.read";
    case Permission::profile_change: return "profile.change";
    case Permission::account_read: return "acmeAccount.read";
    case Permission::account_change: return "acmeAccount.change";
    case Permission::client_read: return "client.read";
    case Permission::client_deactivate: return "client.deactivate";
    case Permission::client_resume: return "client.resume";
    case Permission::certificate_read: return "certificate.read";
    case Permission::certificate_revoke: return "certificate.revoke";
    case Permission::certificate_renew: return "certificate.renew";
    case Permission::event_read: return "event.read";
    case Permission::explanation_read: return "explanation.read";
    case Permission::token_read: return "token.read";
    case Permission::token_change: return "token.change";
    }
    throw Error(Fault::internal, "a permission without a word");
}

bool may(Role role, Permission permission) {
    switch (role) {
    case Role::administrator: return true;
    case Role::auditor: return auditor_may(permission);
    case Role::department_administrator: return permission <= Permission::signed_in;
    }
    return false;
}

std::vector<Permission> permissions_of(Role role) {
    using enum Permission;
    std::vector<Permission> permissions;
    for (const auto permission :
         {organization_read,   organization_change, department_read,   department_change,
          domain_read,         domain_change,       delegation_read,   delegation_approve,
          delegation_withdraw, endpoint_read,       endpoint_change,   issuer_read,
          issuer_change,       profile_read,        profile_change,    account_read,
          account_change,      client_read,         client_deactivate, client_resume,
          certificate_read,    certificate_revoke,  certificate_renew, event_read,
          explanation_read,    token_read,          token_change})
        if (may(role, permission)) permissions.push_back(permission);
    return permissions;
}

} // namespace chancery::server::api
