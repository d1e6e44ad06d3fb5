// SPDX-License-Identifier: Apache-2.0
#include "workflow/finalize.hpp"

#include "acme/messages.hpp"
#include "crypto/csr.hpp"
#include "crypto/jwk.hpp"
#include "issuance/draft.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "server/acme/order_answer.hpp"
#include "server/acme/profiles.hpp"
#include "store/clients.hpp"
#include "store/facts.hpp"

namespace chancery::server::handlers {

namespace {

void require_ready(const Order& order, Time now) {
    const auto status = status_at(order, now);
    if (status != OrderStatus::ready)
        throw Error(
            Fault::order_not_ready, "the order is " + std::string(to_string(status)) + ", not ready"
        );
}

issuance::DraftRequest draft_request(
    const issuance::IssuerFacts& issuer,
    const Profile& profile,
    const Organization& organization,
    const crypto::Csr& csr,
    const Order& order
) {
    issuance::DraftRequest request{
        .issuer = issuer,
        .profile = profile,
        .organization = organization,
        .key = csr.key,
        .common_name = issuance::choose_common_name(csr, order.names),
        .dns_names = {},
        .validity = order.validity,
        .must_staple = csr.asks_for_must_staple,
    };
    for (const auto& name : order.names)
        if (name.is_address())
            request.ip_addresses.push_back(octets_of(name));
        else
            request.dns_names.push_back(name.value);
    return request;
}

/// RFC 8555 §11.1: a certificate's key is no account's. That it is not this client's own was seen
/// before.
void require_no_account_key(const AcmeContext& context, const crypto::PublicKey& key) {
    const bool is_known = context.store.read([&](store::Reader& reader) {
        return !store::list_holders(reader, crypto::thumbprint(key)).empty();
    });
    if (is_known)
        throw Error(
            Fault::bad_csr,
            "the CSR's key is the account key of a client; make another one for the certificate"
        );
}

} // namespace

/// RFC 8555 §7.4. What is wrong with the CSR leaves the order ready.
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
    const auto seen = require_own(std::move(found), request);
    require_ready(seen, call.request.at);
    if (!profile) refuse_profile(call.endpoint(), seen.profile);

    const auto csr = crypto::parse_csr(acme::parse_finalize(request.payload()));
    const auto& names = seen.names;
    const auto& client = request.by();
    issuance::require_fit(csr, names, *profile, client.client.spki);
    require_no_account_key(context, csr.key);
    const auto& issuer = call.endpoint().issuer;
    const auto draft = issuance::make_draft(
        draft_request(context.issuers.facts(issuer), *profile, organization, csr, seen),
        call.request.at
    );
    const auto [order, waits_for_dns] = workflow::finalize(
        context.store,
        context.issuers.issuer(issuer),
        client,
        {.seen = seen,
         .draft = draft,
         .issuer = issuer,
         .caa = call.endpoint().challenges.caa,
         .limits = call.endpoint().limits_in_force()},
        call.request.at
    );
    if (waits_for_dns) context.validator.ask_caa(order.id);
    if (order.status == OrderStatus::valid) context.issued.add();
    return order_response(call, 200, order);
}

} // namespace chancery::server::handlers
