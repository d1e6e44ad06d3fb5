// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "store/certificates/certificates.hpp"
#include "store/registry/issuers.hpp"
#include "workflow/issuance/alternate_chain.hpp"

#include <charconv>

namespace chancery::server::handlers {

namespace {

/// The alternates as the office set them, at any time; those that have ended since then are empty,
/// so that the others keep their URLs.
void drop_ended(std::vector<std::string>& alternates, Time now) {
    for (auto& chain : alternates)
        if (workflow::has_ended(chain, now)) chain.clear();
}

/// Which chain the path names: 0 for the first, then the alternates. Throws not_found.
std::size_t number_of_chain(std::string_view word, const std::vector<std::string>& alternates) {
    if (word.empty()) return 0;
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool is_number = fault == std::errc() && end == word.data() + word.size();
    if (!is_number || word.front() == '0' || number > alternates.size() ||
        alternates[number - 1].empty())
        throw Error(Fault::not_found, "this certificate has no such chain");
    return number;
}

/// RFC 8555 §7.4.2: each chain names the others.
void link_others(
    net::Response& response,
    const acme::Urls& urls,
    CertificateId id,
    const std::vector<std::string>& alternates,
    std::size_t shown
) {
    for (std::size_t number = 0; number <= alternates.size(); ++number) {
        if (number == shown || (number > 0 && alternates[number - 1].empty())) continue;
        const auto url = number == 0 ? urls.certificate(id) : urls.alternate(id, number);
        response.set("Link", "<" + url + ">;rel=\"alternate\"");
    }
}

} // namespace

/// RFC 8555 §7.4.2: the leaf and what is above it, without the root.
net::Response post_certificate(AcmeContext& context, Call& call) {
    std::optional<Certificate> found;
    std::optional<std::string> own_chain;
    std::vector<std::string> alternates;
    workflow::IssuerRegistry::Snapshot issuers;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        issuers = context.issuing.issuers.current(reader);
        if (const auto id = parse_id<CertificateId>(call.id))
            found = store::find_certificate(reader, *id);
        if (!found) return;
        own_chain = store::find_chain(reader, *found);
        alternates = store::alternate_chains(reader, found->issuer);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    require_post_as_get(request);
    if (!found || found->client != request.by().client.id)
        throw Error(Fault::not_found, "there is no such certificate");
    const auto& certificate = *found;
    if (certificate.der.empty())
        throw Error(Fault::not_found, "this certificate is not issued yet");

    const auto& first = own_chain ? *own_chain : issuers->facts(certificate.issuer).chain;
    drop_ended(alternates, call.request.at);
    const auto number = number_of_chain(call.word, alternates);
    net::Response response{
        .status = 200,
        .content_type = "application/pem-certificate-chain",
        .body =
            to_pem(certificate.der, "CERTIFICATE") + (number == 0 ? first : alternates[number - 1]),
    };
    link_others(response, call.urls, certificate.id, alternates, number);
    return response;
}

} // namespace chancery::server::handlers
