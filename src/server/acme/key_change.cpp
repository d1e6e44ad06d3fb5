// SPDX-License-Identifier: Apache-2.0
#include "acme/key_change.hpp"

#include "base/text.hpp"
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "workflow/orders/client_changes.hpp"

#include <algorithm>

namespace chancery::server::handlers {

namespace {

/// RFC 8555 §7.3.5: the new key has signed for this account and for its present key.
void require_consent(
    const AcmeContext& context,
    const Call& call,
    const Signed& request,
    const acme::KeyChange& change
) {
    const auto& client = request.by().client;
    const auto urls = acme::account_urls(context.office.bases, call.endpoint_name, client.id);
    if (change.account != call.urls.account(client.id) &&
        std::ranges::find(urls, change.account) == urls.end())
        throw Error(
            Fault::malformed,
            "the inner JWS is for the account \"" + printable(change.account) +
                "\", which is not the one that asks"
        );
    if (change.old_key.spki() != client.spki)
        throw Error(Fault::malformed, "oldKey is not the key of this account");
}

} // namespace

/// RFC 8555 §7.3.5.
net::Response key_change(AcmeContext& context, Call& call) {
    const auto request = authenticate(context, call, Signer::client);
    const auto change = acme::parse_key_change(request.payload(), request.request.url);
    require_consent(context, call, request, change);
    const auto changed = workflow::change_key(
        context.store, request.by(), change.old_key, change.new_key, call.request.at
    );
    auto response = changed.refusal
                        ? problem_response(*changed.refusal)
                        : json_response(200, acme::account_json(call.urls, changed.client));
    response.set("Location", call.urls.account(changed.held_by.value_or(changed.client.id)));
    return response;
}

} // namespace chancery::server::handlers
