// SPDX-License-Identifier: Apache-2.0
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "server/acme/identifiers.hpp"
#include "store/orders/authorizations.hpp"
#include "workflow/validation/challenges.hpp"

#include <chrono>

namespace chancery::server::handlers {

namespace {

/// RFC 8555 §7.5.1: an object, of which no member is defined.
void require_response(const Signed& request) {
    const auto payload = json::parse(request.payload());
    const json::Reader object(payload);
    if (!object.is_object()) object.fail("an object");
}

std::optional<workflow::ChallengeRef> parse_ref(const Call& call) {
    const auto authorization = parse_id<AuthorizationId>(call.id);
    const auto type = find_value<acme::ChallengeType>(call.word);
    if (!authorization || !type) return std::nullopt;
    return workflow::ChallengeRef{*authorization, *type};
}

} // namespace

/// RFC 8555 §7.5.1: read by POST-as-GET, responded to by any object.
net::Response post_challenge(AcmeContext& context, Call& call) {
    const auto ref = parse_ref(call);
    std::optional<Authorization> authorization;
    std::optional<acme::Challenge> challenge;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        require_endpoint(reader, call);
        if (!ref) return;
        authorization = store::find_authorization(reader, ref->authorization);
        challenge = store::find_challenge(reader, ref->authorization, ref->type);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    if (!authorization || !challenge || authorization->client != request.by().client.id)
        throw Error(Fault::not_found, "there is no such challenge");
    if (!request.request.is_post_as_get()) {
        require_response(request);
        const auto responded =
            workflow::respond(context.store, request.by(), *ref, call.request.at);
        challenge = responded.challenge;
        if (responded.lease) context.validator.ask(*ref, *responded.lease);
    }
    auto response = json_response(
        200,
        acme::challenge_json(call.urls.challenge(*challenge), *challenge, parties_of(context, call))
    );
    response.set("Link", "<" + call.urls.authorization(authorization->id) + ">;rel=\"up\"");
    if (challenge->status == acme::ChallengeStatus::processing)
        ask_to_wait(response, std::chrono::seconds(1));
    return response;
}

} // namespace chancery::server::handlers
