// SPDX-License-Identifier: Apache-2.0
#include "acme/messages.hpp"
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "store/orders.hpp"
#include "workflow/orders.hpp"

namespace chancery::server::handlers {

/// RFC 8555 §7.5 read, §7.5.2 deactivation.
net::Response post_authorization(AcmeContext& context, Call& call) {
    const auto request = authenticate(context, call, Signer::client);
    const auto id = parse_id<AuthorizationId>(call.id);
    if (!id) throw Error(Fault::not_found, "there is no such authorization");
    const auto now = call.request.at;
    if (request.request.is_post_as_get()) {
        const auto authorization = context.store.read([&](store::Reader& reader) {
            return store::authorization(reader, *id, request.by().client.id);
        });
        return json_response(200, acme::authorization_json(authorization, now));
    }
    acme::require_deactivation(request.payload());
    const auto authorization =
        workflow::deactivate_authorization(context.store, request.by(), *id, now);
    return json_response(200, acme::authorization_json(authorization, now));
}

} // namespace chancery::server::handlers
