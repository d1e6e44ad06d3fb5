// SPDX-License-Identifier: Apache-2.0
#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "server/api/resources/accounts.hpp"
#include "workflow/registry/credentials.hpp"

#include <array>

namespace chancery::server::api {

namespace {

CredentialState end_of(const Body& body) {
    using enum CredentialState;
    const auto mode = body.text("mode").value_or(std::string(to_string(cut_off)));
    const auto state = find_value<CredentialState>(mode);
    if (!state || *state == current) body.fail("mode", "must be blockNew or cutOff");
    return *state;
}

/// Beside creation the only answer that carries an HMAC key.
Reply rotate(const Call& call) {
    const auto seen = call.seen<AccountId>();
    const auto body = optional_body(call.request, {"overlap"});
    const auto rotated = workflow::rotate_credential(
        call.store(),
        call.context.sealer,
        call.by(),
        seen,
        body ? body->duration("overlap") : std::nullopt
    );
    auto object = show(call, rotated.account);
    object.emplace_back("hmacKey", rotated.hmac_key.reveal());
    return reply(std::move(object), rotated.account.revision.version);
}

Reply revoke(const Call& call) {
    const auto seen = call.seen<AccountId>();
    workflow::CredentialRevocation revocation;
    if (const auto body = optional_body(call.request, {"mode", "reason"}))
        revocation = {.to = end_of(*body), .reason = body->text("reason").value_or("")};
    const auto account = workflow::revoke_credential(call.store(), call.by(), seen, revocation);
    return reply(show(call, account), account.revision.version);
}

constexpr std::array routes{
    Route{"POST", "/acme-accounts/{id}/rotate", Permission::account_change, rotate},
    Route{"POST", "/acme-accounts/{id}/revoke", Permission::account_change, revoke},
};

} // namespace

std::span<const Route> account_credential_routes() {
    return routes;
}

} // namespace chancery::server::api
