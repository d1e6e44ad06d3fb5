// SPDX-License-Identifier: Apache-2.0
#include "server/acme/authenticate.hpp"

#include "base/text.hpp"
#include "policy/credential.hpp"
#include "store/registry/endpoints.hpp"

namespace chancery::server {

namespace {

void require_content_type(const net::Request& request) {
    const auto type = request.header("Content-Type");
    // RFC 8555 §6.2. A parameter does no harm.
    if (equals_ignoring_case(trim(type.substr(0, type.find(';'))), "application/jose+json")) return;
    throw Error(
        Fault::unsupported_media_type,
        "the Content-Type must be application/jose+json, not \"" + printable(type, 80) + "\""
    );
}

/// RFC 8555 §6.4: byte for byte what the client was given. It is answered under the same base.
void require_url(const AcmeContext& context, Call& call, const std::string& url) {
    const auto& bases = context.office.bases;
    const auto& target = call.request.target;
    const auto* base = bases.find(url, target);
    if (!base)
        throw Error(
            Fault::unauthorized,
            "the JWS was signed for the URL \"" + printable(url) + "\", but sent to \"" +
                bases.for_host(call.request.header("Host")) + printable(target) + "\""
        );
    if (base == call.base) return;
    call.base = base;
    call.urls = urls_below(context, *base, call.endpoint_name);
}

/// Whose account URL this is, under whichever base the client was given it.
std::optional<ClientId>
find_account(const AcmeContext& context, const Call& call, const std::string& kid) {
    for (const auto& base : context.office.bases.all())
        if (const auto id = urls_below(context, base, call.endpoint_name).find_account(kid))
            return id;
    return std::nullopt;
}

std::uint64_t require_nonce(const AcmeContext& context, const std::string& nonce, Time now) {
    // RFC 8555 §6.5.1: a nonce that is not base64url at all is malformed, not merely stale.
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    if (nonce.empty() || nonce.find_first_not_of(alphabet) != nonce.npos)
        throw Error(Fault::malformed, "the nonce in the protected header is not base64url");
    if (const auto number = context.nonces.check(nonce, now)) return *number;
    throw Error(
        Fault::bad_nonce,
        "the nonce is not one that this server gave within the last hour; use the fresh one"
    );
}

/// A client of another endpoint gets the answer of one that does not exist.
store::ClientStanding
require_client(AcmeContext& context, Call& call, const std::string& kid, const AlsoRead& also) {
    const auto id = find_account(context, call, kid);
    auto found = context.store.read([&](store::Reader& reader) {
        auto client = id ? store::find_standing(reader, *id) : std::nullopt;
        if (client && client->endpoint_enabled && client->endpoint_name == call.endpoint_name) {
            if (also) also(reader, *client);
            return client;
        }
        require_endpoint(reader, call);
        return decltype(client)();
    });
    if (found) return *std::move(found);
    throw Error(
        Fault::account_does_not_exist,
        "no client \"" + printable(kid) + "\" is registered at this endpoint; register again"
    );
}

/// From here on the requester is known, and a refusal tells it whom to ask.
void require_standing(const store::ClientStanding& standing) {
    const auto verdict =
        policy::check_client(standing.client.status, standing.account, standing.address);
    if (auto refusal = policy::refusal(verdict, standing.account.ask))
        throw Error(*std::move(refusal));
}

/// RFC 8555 §7.3.3. A revocation needs no agreement: it must not wait for a human being.
void require_agreement(const store::ClientStanding& standing) {
    if (standing.has_agreed()) return;
    throw Error(
        Fault::user_action_required,
        "the terms of service have changed: read " + standing.terms_of_service +
            " and agree to them by updating the account with termsOfServiceAgreed"
    );
}

} // namespace

Signed authenticate(AcmeContext& context, Call& call, Signer signer, const AlsoRead& also) {
    require_content_type(call.request);
    auto request = acme::parse_signed_request(
        call.request.body,
        signer == Signer::either ? acme::KeyOf::account_or_certificate : acme::KeyOf::account
    );
    const auto number = require_nonce(context, request.nonce, call.request.at);
    require_url(context, call, request.url);

    if (signer == Signer::new_key && !request.jwk)
        throw Error(Fault::malformed, "this request must carry its key as jwk, not a kid");
    const bool is_client = signer == Signer::client || signer == Signer::any_client;
    if (is_client && !request.kid)
        throw Error(Fault::malformed, "this request must name its client by kid, not carry a jwk");
    auto client = request.kid ? std::optional(require_client(context, call, *request.kid, also))
                              : std::nullopt;
    if (!client) require_endpoint(context, call);
    const auto key = client ? context.keys.key(client->client) : *request.jwk;
    if (!request.is_signed_by(key))
        throw Error(Fault::malformed, "the JWS signature does not match its key");
    if (!context.nonces.redeem(number))
        throw Error(Fault::bad_nonce, "the nonce was used before; use the fresh one");
    call.client = std::move(client);
    if (call.client) {
        call.client->address = call.request.peer.address;
        call.client->user_agent = printable(call.request.header("User-Agent"));
        require_standing(*call.client);
        if (signer == Signer::client) require_agreement(*call.client);
    }
    return {.request = std::move(request), .client = call.client ? &*call.client : nullptr};
}

void require_endpoint(const store::Reader& reader, Call& call) {
    if (call.found_endpoint) return;
    auto endpoint = store::find_endpoint(reader, call.endpoint_name);
    if (!endpoint || !endpoint->enabled)
        throw Error(
            Fault::not_found, "there is no endpoint \"" + printable(call.endpoint_name, 32) + "\""
        );
    call.found_endpoint = std::move(endpoint);
}

void require_endpoint(const AcmeContext& context, Call& call) {
    if (call.found_endpoint) return;
    context.store.read([&](store::Reader& reader) { require_endpoint(reader, call); });
}

void require_post_as_get(const Signed& request) {
    if (!request.request.is_post_as_get())
        throw Error(
            Fault::malformed, "this resource is read by a POST with an empty payload (POST-as-GET)"
        );
}

} // namespace chancery::server
