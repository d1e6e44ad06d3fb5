// SPDX-License-Identifier: Apache-2.0
#include "workflow/server_certificate.hpp"

#include "base/address.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/random.hpp"
#include "issuance/authority.hpp"
#include "issuance/draft.hpp"
#include "store/certificates.hpp"
#include "store/endpoints.hpp"
#include "store/organizations.hpp"
#include "workflow/audit.hpp"
#include "workflow/clock.hpp"

namespace chancery::workflow {

namespace {

constexpr std::size_t max_common_name = 64;

struct Names {
    std::vector<std::string> dns;
    std::vector<Bytes> addresses;
    std::vector<std::string> spelled; ///< Both, as the inventory keeps them.
};

Names sorted(const std::vector<std::string>& hostnames) {
    Names names;
    for (const auto& hostname : hostnames) {
        if (auto address = parse_address(hostname)) {
            names.spelled.push_back(to_address_text(*address));
            names.addresses.push_back(*std::move(address));
        } else {
            names.spelled.push_back(to_lower(hostname));
            names.dns.push_back(names.spelled.back());
        }
    }
    return names;
}

struct Source {
    Endpoint endpoint;
    Organization organization;
};

Source source_of(const store::Reader& reader, const std::string& name) {
    const auto endpoint = store::find_endpoint(reader, name);
    const auto organizations = store::list_organizations(reader);
    if (!endpoint || organizations.empty())
        throw Error(Fault::not_found, "there is no endpoint \"" + name + "\" to issue from");
    return {*endpoint, organizations.front()};
}

} // namespace

ServerIdentity issue_server_certificate(
    store::Store& store,
    const issuance::Registry& issuers,
    const Request& request,
    const std::vector<std::string>& hostnames,
    const std::string& endpoint
) {
    const auto now = request.now;
    const auto source = store.read([&](store::Reader& r) { return source_of(r, endpoint); });
    const auto names = sorted(hostnames);
    auto key = crypto::PrivateKey::generate(crypto::KeyKind::ecdsaP256);
    const auto issuer = source.endpoint.issuer;
    const bool first_fits = !names.dns.empty() && names.dns.front().size() <= max_common_name;
    // It may be called "localhost", or by a name that only the inside knows.
    const Profile profile{
        .name = "server",
        .subject = SubjectForm::organization,
        .names = {.rules = RuleSet::office}};
    const auto draft = issuance::make_draft(
        {.issuer = issuers.facts(issuer),
         .profile = profile,
         .organization = source.organization,
         .key = key.public_key(),
         .common_name = first_fits ? names.dns.front() : "",
         .dns_names = names.dns,
         .ip_addresses = names.addresses},
        now
    );
    const Certificate certificate{
        .id = crypto::new_id<CertificateId>(now),
        .issuer = issuer,
        .names = names.spelled,
        .draft = draft,
        .created_at = now,
    };
    store.write([&](store::Transaction& tx) {
        require_right_clock(tx, now);
        store::insert(tx, certificate);
    });

    // From here on the serial is recorded; a crash leaves it recorded and never handed out.
    const auto outcome = issuers.issuer(issuer).issue(draft, {});
    const auto* issued = std::get_if<Issued>(&outcome);
    ensure(issued, "the built-in CA signs at once");
    store.write([&](store::Transaction& tx) {
        store::set_issued(tx, certificate.id, *issued, now);
        audit(tx, request, deed_on(certificate, "certificate.issued"));
    });
    return {
        .chain = to_pem(issued->certificate, "CERTIFICATE") + issuers.facts(issuer).chain,
        .key = std::move(key),
    };
}

ServerIdentity self_signed_certificate(const std::vector<std::string>& hostnames, Time now) {
    const auto names = sorted(hostnames);
    auto key = crypto::PrivateKey::generate(crypto::KeyKind::ecdsaP256);
    const auto& spki = key.public_key().spki();
    crypto::DistinguishedName subject;
    subject.common_name = "Chancery, self-signed";
    const auto name = crypto::to_der(subject);
    const auto to_be_signed = crypto::to_be_signed({
        .serial = issuance::new_serial(now),
        .issuer_key_type = key.public_key().type(),
        .issuer = name,
        .subject = name,
        .not_before = now - std::chrono::hours(1),
        .not_after = now + std::chrono::days(1),
        .spki = spki,
        .extensions =
            {crypto::key_usage_end_entity(key.public_key().type()),
             crypto::extended_key_usage_server(false),
             crypto::basic_constraints_end_entity(),
             crypto::subject_key_identifier(spki),
             crypto::subject_alternative_name(names.dns, names.addresses, false)},
    });
    auto chain = to_pem(crypto::sign_certificate(to_be_signed, key), "CERTIFICATE");
    return {.chain = std::move(chain), .key = std::move(key)};
}

bool is_due(Time not_before, Time not_after, Time now) {
    return now >= not_before + (not_after - not_before) * 2 / 3;
}

} // namespace chancery::workflow
