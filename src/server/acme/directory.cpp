// SPDX-License-Identifier: Apache-2.0
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"

namespace chancery::server::handlers {

/// RFC 8555 §7.1.1. It lists only what exists.
net::Response get_directory(AcmeContext& context, Call& call) {
    require_endpoint(context, call);
    return json_response(200, acme::directory_json(call.urls, call.endpoint(), context.office));
}

/// RFC 8555 §7.2: HEAD gets 200, GET 204. The nonce is added to every answer.
net::Response new_nonce(AcmeContext& context, Call& call) {
    require_endpoint(context, call);
    return {.status = call.request.method == "HEAD" ? 200 : 204};
}

} // namespace chancery::server::handlers
