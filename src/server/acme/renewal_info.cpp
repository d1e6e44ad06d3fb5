// SPDX-License-Identifier: Apache-2.0
#include "acme/renewal.hpp"
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "store/orders/renewals.hpp"
#include "workflow/orders/renewal.hpp"

#include <algorithm>

namespace chancery::server::handlers {

namespace {

using namespace std::chrono_literals;

/// RFC 9773 §4.3.2: when to look again. A short life needs more looks.
std::chrono::seconds pause_of(const Draft& draft) {
    const auto lifetime = draft.not_after - draft.not_before + 1s; // RFC 5280 §4.1.2.5: inclusive
    return std::clamp<std::chrono::seconds>(lifetime / 360, 60s, 6h);
}

} // namespace

/// RFC 9773 §4.1: whoever knows a certificate may ask, unsigned.
net::Response get_renewal_info(AcmeContext& context, Call& call) {
    const auto id = acme::parse_renewal_id(call.id);
    return context.store.read([&](store::Reader& reader) {
        require_endpoint(reader, call);
        const auto certificate = workflow::find_renewable(reader, call.endpoint().id, id);
        if (!certificate)
            throw Error(Fault::not_found, "this endpoint has issued no such certificate");
        const auto advice = advise(*certificate, store::find_renewal(reader, certificate->id));
        auto response =
            json_response(200, acme::renewal_info_json(advice.window, advice.explanation_url));
        response.set("Retry-After", std::to_string(pause_of(certificate->draft).count()));
        return response;
    });
}

} // namespace chancery::server::handlers
