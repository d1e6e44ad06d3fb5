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
    const auto id = parse_id<AuthorizationId>(call.id);
    std::optional<Authorization> found;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        if (id) found = store::find_authorization(reader, *id);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    if (!found || found->client != request.by().client.id)
        throw Error(Fault::not_found, "there is no such authorization");
    const auto now = call.request.at;
    if (request.request.is_post_as_get())
        return json_response(200, acme::authorization_json(*found, now));
    acme::require_deactivation(request.payload());
    const auto authorization =
        workflow::deactivate_authorization(context.store, request.by(), found->id, now);
    return json_response(200, acme::authorization_json(authorization, now));
}

} // namespace chancery::server::handlers
