// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/server_certificate.hpp"

#include "base/address.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/random.hpp"
#include "issuance/authority.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/organizations.hpp"
#include "workflow/issuance/issue.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

constexpr std::size_t max_common_name = 64;

std::vector<Name> names_of(const std::vector<std::string>& hostnames) {
    std::vector<Name> names;
    for (const auto& hostname : hostnames) {
        const auto address = parse_address(hostname);
        names.push_back(address ? address_name(*address) : Name{to_lower(hostname)});
    }
    return names;
}

/// The first, where a CN can hold it.
std::string common_name_of(const std::vector<Name>& names) {
    const auto first = std::ranges::find_if(names, [](const Name& n) { return !n.is_address(); });
    if (first == names.end() || first->value.size() > max_common_name) return {};
    return first->value;
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
    Issuing& issuing,
    const Request& request,
    const std::vector<std::string>& hostnames,
    const std::string& endpoint
) {
    const auto now = request.now;
    const auto source =
        issuing.store.read([&](store::Reader& reader) { return source_of(reader, endpoint); });
    const auto names = names_of(hostnames);
    auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    // It may be called "localhost", or by a name that only the inside knows.
    const Profile profile{
        .name = "server",
        .subject = SubjectForm::organization,
        .names = {.rules = RuleSet::office}};
    const auto issuer = source.endpoint.issuer;
    const auto drafted = draft_certificate(
        issuing,
        issuer,
        {.profile = profile,
         .organization = source.organization,
         .key = key.public_key(),
         .names = names,
         .common_name = common_name_of(names)},
        now
    );
    const Certificate certificate{
        .id = crypto::new_id<CertificateId>(now),
        .issuer = issuer,
        .names = spelled(names),
        .draft = drafted.draft,
        .created_at = now,
    };
    issuing.store.write([&](store::Transaction& tx) { record(tx, certificate, now); });
    // From here on the serial is recorded; a crash leaves it recorded and never handed out.
    const auto settled = settle(issuing, {certificate, request.actor, drafted.issuers}, now);
    if (settled.refusal) throw Error(*settled.refusal);
    if (settled.certificate.status != CertificateStatus::issued)
        throw Error(
            Fault::not_issuing,
            "the issuer of the endpoint \"" + endpoint +
                "\" does not issue at once: configure a certificate for the server (section [tls])"
        );
    return {
        .chain = to_pem(settled.certificate.der, "CERTIFICATE") +
                 settled.chain.value_or(drafted.issuers->facts(issuer).chain),
        .key = std::move(key),
    };
}

ServerIdentity self_signed_certificate(const std::vector<std::string>& hostnames, Time now) {
    std::vector<std::string> dns_names;
    std::vector<Bytes> addresses;
    for (const auto& name : names_of(hostnames))
        if (name.is_address())
            addresses.push_back(octets_of(name));
        else
            dns_names.push_back(name.value);
    auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    const auto& spki = key.public_key().spki();
    crypto::DistinguishedName subject;
    subject.common_name = "Chancery, self-signed";
    const auto name = crypto::to_der(subject);
    const auto to_be_signed = crypto::to_be_signed({
        .serial = issuance::new_serial(now),
        .issuer_key_algorithm = key.public_key().algorithm(),
        .issuer = name,
        .subject = name,
        .not_before = now - std::chrono::hours(1),
        .not_after = now + std::chrono::days(1),
        .spki = spki,
        .extensions =
            {crypto::key_usage_end_entity(key.public_key().algorithm()),
             crypto::extended_key_usage_server(false),
             crypto::basic_constraints_end_entity(),
             crypto::subject_key_identifier(spki),
             crypto::subject_alternative_name(dns_names, addresses, false)},
    });
    auto chain = to_pem(crypto::sign_certificate(to_be_signed, key), "CERTIFICATE");
    return {.chain = std::move(chain), .key = std::move(key)};
}

bool is_due(Time not_before, Time not_after, Time now) {
    return now >= not_before + (not_after - not_before) * 2 / 3;
}

} // namespace chancery::workflow
