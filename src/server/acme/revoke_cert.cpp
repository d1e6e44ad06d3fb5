// SPDX-License-Identifier: Apache-2.0
#include "acme/messages.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "store/certificates/certificates.hpp"
#include "workflow/issuance/revocation.hpp"

namespace chancery::server::handlers {

namespace {

/// The very certificate, and issued through this endpoint: another endpoint's is unknown here. What
/// a stranger sent is compared, not understood.
Certificate find(const AcmeContext& context, EndpointId endpoint, const Bytes& der) {
    const auto serial = crypto::serial_of(der);
    auto found = context.store.read([&](store::Reader& reader) {
        return store::find_certificate_by_serial(reader, serial);
    });
    if (!found || found->endpoint != endpoint || found->der != der)
        throw Error(
            Fault::not_found,
            "this certificate was not issued here; revoke it at the directory that it is from"
        );
    return *std::move(found);
}

/// Nobody's client: who holds the key.
Actor key_holder(const net::Request& request) {
    return {
        .type = ActorType::client,
        .name = "the certificate's own key",
        .address = request.peer.address,
        .user_agent = printable(request.header("User-Agent"))};
}

} // namespace

/// RFC 8555 §7.6.
net::Response revoke_cert(AcmeContext& context, Call& call) {
    const auto request = authenticate(context, call, Signer::either);
    const auto message = acme::parse_revocation(request.payload());
    const auto endpoint = request.client ? request.by().client.endpoint : call.endpoint().id;
    const auto found = find(context, endpoint, message.certificate);
    const auto now = call.request.at;
    if (request.client) {
        workflow::revoke_for_client(context.store, request.by(), found.id, message.reason, now);
        return {.status = 200};
    }
    if (*request.request.jwk != crypto::read_certificate(found.der).key)
        throw Error(
            Fault::unauthorized,
            "the jwk is not the key of this certificate; a client names itself by its kid"
        );
    workflow::revoke(
        context.store,
        {.actor = key_holder(call.request), .now = now, .scope = Scope::all()},
        {.id = found.id},
        message.reason
    );
    return {.status = 200};
}

} // namespace chancery::server::handlers
