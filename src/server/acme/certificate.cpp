// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "store/certificates.hpp"

namespace chancery::server::handlers {

/// RFC 8555 §7.4.2: the leaf and what is above it, without the root.
net::Response post_certificate(AcmeContext& context, Call& call) {
    std::optional<Certificate> found;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        if (const auto id = parse_id<CertificateId>(call.id))
            found = store::find_certificate(reader, *id);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    require_post_as_get(request);
    if (!found || found->client != request.by().client.id)
        throw Error(Fault::not_found, "there is no such certificate");
    const auto& certificate = *found;
    if (certificate.der.empty())
        throw Error(Fault::not_found, "this certificate is not issued yet");
    return {
        .status = 200,
        .content_type = "application/pem-certificate-chain",
        .body = to_pem(certificate.der, "CERTIFICATE") +
                context.issuers.facts(certificate.issuer).chain,
    };
}

} // namespace chancery::server::handlers
