// SPDX-License-Identifier: Apache-2.0
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "server/acme/profiles.hpp"

namespace chancery::server::handlers {

namespace {

/// RFC 8555 §6.3: what anybody may read by GET, a client may read by POST-as-GET.
void require_read(AcmeContext& context, Call& call) {
    if (call.request.method == "POST")
        require_post_as_get(authenticate(context, call, Signer::any_client));
    require_endpoint(context, call);
}

} // namespace

/// RFC 8555 §7.1.1. It lists only what exists.
net::Response get_directory(AcmeContext& context, Call& call) {
    require_read(context, call);
    const auto& endpoint = call.endpoint();
    std::vector profiles{endpoint.profile};
    if (!endpoint.other_profiles.empty())
        profiles = context.store.read([&](store::Reader& reader) {
            return offered_profiles(reader, endpoint);
        });
    return json_response(200, acme::directory_json(call.urls, endpoint, profiles, context.office));
}

/// RFC 8555 §7.2: HEAD gets 200, GET 204. The nonce is added to every answer.
net::Response new_nonce(AcmeContext& context, Call& call) {
    require_read(context, call);
    return {.status = call.request.method == "HEAD" ? 200 : 204};
}

} // namespace chancery::server::handlers
