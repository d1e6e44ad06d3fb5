// SPDX-License-Identifier: Apache-2.0
#include "acme/messages.hpp"
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "server/acme/identifiers.hpp"
#include "server/acme/profiles.hpp"
#include "store/orders/authorizations.hpp"
#include "workflow/orders/authorizations.hpp"

#include <algorithm>

namespace chancery::server::handlers {

namespace {

/// RFC 8555 §7.1.4: what was tried, once something was; until then what may be.
std::vector<acme::Challenge>
shown(const Authorization& authorization, std::vector<acme::Challenge> challenges) {
    if (authorization.status != AuthorizationStatus::pending)
        std::erase_if(challenges, [](const acme::Challenge& challenge) {
            return challenge.status == acme::ChallengeStatus::pending;
        });
    return challenges;
}

/// With Retry-After while a challenge is asked for (RFC 8555 §7.5.1).
net::Response authorization_response(
    const AcmeContext& context, const Call& call, int status, const workflow::Authorized& authorized
) {
    const auto& authorization = authorized.authorization;
    const auto challenges = shown(authorization, authorized.challenges);
    auto response = json_response(
        status,
        acme::authorization_json(
            call.urls, authorization, challenges, parties_of(context, call), call.request.at
        )
    );
    const bool is_processing =
        std::ranges::any_of(challenges, [](const acme::Challenge& challenge) {
            return challenge.status == acme::ChallengeStatus::processing;
        });
    if (is_processing) ask_to_wait(response, context.pauses.authorization);
    return response;
}

} // namespace

/// RFC 8555 §7.4.1: 200 with the one that is there already.
net::Response new_authorization(AcmeContext& context, Call& call) {
    NameForm form;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        require_endpoint(reader, call);
        // Which profile it will be for is not known yet.
        for (const auto& profile : offered_profiles(reader, call.endpoint())) {
            form.underscores = form.underscores || profile.names.underscores;
            form.single_label = form.single_label || !profile.is_public();
        }
    };
    const auto request = authenticate(context, call, Signer::client, read);
    const auto identifier = acme::parse_new_authorization(request.payload());
    const auto name = names_of({identifier}, call.endpoint(), form).front();
    if (name.is_wildcard())
        throw Error(
            Fault::malformed,
            "a wildcard can be authorized only in an order (RFC 8555 §7.4.1); order " + name.value
        );
    const auto authorized = workflow::create_authorization(
        context.store, meetable_endpoint(context, call), request.by(), name, call.request.at
    );
    auto response =
        authorization_response(context, call, authorized.is_new ? 201 : 200, authorized);
    response.set("Location", call.urls.authorization(authorized.authorization.id));
    return response;
}

/// RFC 8555 §7.5 read, §7.5.2 deactivation.
net::Response post_authorization(AcmeContext& context, Call& call) {
    const auto id = parse_id<AuthorizationId>(call.id);
    std::optional<Authorization> found;
    std::vector<acme::Challenge> challenges;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        require_endpoint(reader, call);
        if (id) found = store::find_authorization(reader, *id);
        if (found) challenges = store::list_challenges(reader, *id);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    if (!found || found->client != request.by().client.id)
        throw Error(Fault::not_found, "there is no such authorization");
    if (!request.request.is_post_as_get()) {
        acme::require_deactivation(request.payload());
        found = workflow::deactivate_authorization(
            context.store, request.by(), found->id, call.request.at
        );
    }
    return authorization_response(context, call, 200, {*found, std::move(challenges)});
}

} // namespace chancery::server::handlers
