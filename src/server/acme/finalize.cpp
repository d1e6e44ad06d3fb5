// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/finalize.hpp"

#include "acme/messages.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "server/acme/order_answer.hpp"
#include "server/acme/profiles.hpp"
#include "store/registry/organizations.hpp"

namespace chancery::server::handlers {

/// RFC 8555 §7.4.
net::Response post_finalize(AcmeContext& context, Call& call) {
    std::optional<Order> found;
    Organization organization;
    std::optional<Profile> profile;
    const auto read = [&](store::Reader& reader, const store::ClientStanding& client) {
        require_endpoint(reader, call);
        found = find_order(reader, call);
        if (found) profile = find_offered(reader, call.endpoint(), found->profile);
        organization = store::organization_of(reader, client.department);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    auto seen = require_own(std::move(found), request);
    workflow::require_ready(seen, call.request.at);
    if (!profile) refuse_profile(call.endpoint(), seen.profile);
    const auto finalized = workflow::finalize(
        context.issuing,
        request.by(),
        {.seen = std::move(seen),
         .csr = acme::parse_finalize(request.payload()),
         .endpoint = call.endpoint(),
         .profile = *std::move(profile),
         .organization = std::move(organization)},
        call.request.at
    );
    return order_response(context, call, 200, finalized.order);
}

} // namespace chancery::server::handlers
