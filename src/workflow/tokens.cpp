// SPDX-License-Identifier: Apache-2.0
#include "workflow/tokens.hpp"

#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "store/tokens.hpp"
#include "workflow/audit.hpp"
#include "workflow/input.hpp"

namespace chancery::workflow {

CreatedToken create_token(store::Store& store, const Request& request, const NewToken& input) {
    require_text("/name", input.name, {1, 128});
    if (input.expires_at && *input.expires_at <= request.now)
        fail_field("/expiresAt", "must be in the future");
    const Token token{
        .id = crypto::new_id<TokenId>(request.now),
        .name = input.name,
        .role = input.role,
        .created_at = request.now,
        .expires_at = input.expires_at,
    };
    Secret text("chy_" + crypto::random_text(32));
    const auto digest = crypto::sha256(text.reveal());
    store.write([&](store::Transaction& tx) {
        store::insert(tx, token, digest);
        audit(
            tx,
            request,
            {.action = "token.created",
             .object_type = "token",
             .object_id = to_string(token.id),
             .object_name = token.name,
             .changes = {{"role", "", std::string(to_string(token.role))}, {"token", "", "set"}}}
        );
    });
    return {token, std::move(text)};
}

int version_of(const Token& token) {
    return token.revoked_at ? 2 : 1;
}

Token revoke_token(store::Store& store, const Request& request, const Seen<TokenId>& seen) {
    return store.write([&](store::Transaction& tx) {
        auto token = store::find_token(tx, seen.id);
        if (!token) throw Error(Fault::not_found, "there is no such token");
        require_version(version_of(*token), seen.version);
        if (!store::revoke(tx, seen.id, request.now))
            throw Error(Fault::conflict, "the token is revoked already");
        token->revoked_at = request.now;
        audit(
            tx,
            request,
            {.action = "token.revoked",
             .object_type = "token",
             .object_id = to_string(token->id),
             .object_name = token->name}
        );
        return *token;
    });
}

} // namespace chancery::workflow
