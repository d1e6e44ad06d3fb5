// SPDX-License-Identifier: Apache-2.0
#include "issuance/draft.hpp"

#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "issuance/authority.hpp"
#include "issuance/lints.hpp"
#include "issuance/validity.hpp"

#include <algorithm>
#include <set>

namespace chancery::issuance {

namespace {

constexpr std::size_t max_common_name = 64;

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(Fault::bad_csr, sentence);
}

std::string listed(const std::set<std::string>& names) {
    return join({names.begin(), names.end()}, ", ");
}

/// RFC 8555 §7.4: in the CN, in the subjectAltName, or some in each.
void require_same_names(const crypto::Csr& csr, const std::vector<Name>& ordered) {
    std::set<std::string> expected;
    for (const auto& name : ordered)
        expected.insert(name.value);
    std::set<std::string> asked;
    for (const auto& name : csr.dns_names)
        asked.insert(crypto::comparable_name(name));
    for (const auto& address : csr.ip_addresses)
        asked.insert(address_name(address).value);
    for (const auto& name : csr.common_names) {
        if (!expected.contains(crypto::comparable_name(name)))
            refuse(
                "the CSR's CN \"" + printable(name, 80) +
                "\" is not among the names of the order: " + printable(listed(expected), 400)
            );
        asked.insert(crypto::comparable_name(name));
    }
    if (asked != expected)
        refuse(
            "the CSR must name exactly what the order names: the CSR has " +
            printable(asked.empty() ? "no name" : listed(asked), 400) + "; the order has " +
            printable(listed(expected), 400)
        );
}

void require_fit_key(const crypto::PublicKey& key, const Profile& profile) {
    if (const auto why = crypto::unfit_for_use(key)) refuse(*why);
    if (const auto why = crypto::weakness(key)) refuse("the CSR's key is not safe: " + *why);
    if (profile.key_types.empty()) {
        if (key.algorithm() != crypto::KeyAlgorithm::ec_p521) return;
        refuse("the profile " + profile.name + " does not accept P-521 keys: use P-256 or P-384");
    }
    const auto kind = key.type();
    const bool allowed =
        kind && std::ranges::find(profile.key_types, to_string(*kind)) != profile.key_types.end();
    if (!allowed)
        refuse(
            "the profile " + profile.name + " accepts keys of " + join(profile.key_types, ", ") +
            "; the CSR's is " + key.description()
        );
}

crypto::DistinguishedName subject_of(const DraftRequest& request) {
    crypto::DistinguishedName subject;
    subject.common_name = request.common_name;
    if (request.profile.subject == SubjectForm::none) return subject;
    subject.organization = request.organization.name;
    subject.country = request.organization.country;
    subject.state = request.organization.state;
    subject.locality = request.organization.locality;
    return subject;
}

} // namespace

std::string word_of(const crypto::PublicKey& key) {
    const auto kind = key.type();
    return kind ? std::string(to_string(*kind)) : "rsa" + std::to_string(key.bits());
}

void require_fit(
    const crypto::Csr& csr,
    const std::vector<Name>& ordered,
    const Profile& profile,
    BytesView client_spki
) {
    if (!csr.other_san_types.empty())
        refuse(
            "the CSR asks for a subjectAltName of the type " + csr.other_san_types.front() +
            "; only dNSName and, where addresses are issued, iPAddress may be there"
        );
    if (csr.asks_for_ca) refuse("the CSR asks for a CA certificate, which this CA does not issue");
    if (csr.asks_for_must_staple && !profile.takes_must_staple)
        refuse(
            "the CSR asks for OCSP must-staple, which the profile " + profile.name +
            " does not offer"
        );
    require_same_names(csr, ordered);
    // RFC 8555 §11.1: a certificate's key is not an account's.
    if (csr.key.spki() == client_spki)
        refuse("the CSR's key is the account key; use a different key for the certificate");
    require_fit_key(csr.key, profile);
}

std::string choose_common_name(const crypto::Csr& csr, const std::vector<Name>& ordered) {
    const auto is_possible = [](const Name& name) { return !name.is_address(); };
    auto chosen = ordered.end();
    for (const auto& name : csr.common_names)
        if (const auto found = std::ranges::find(ordered, Name{crypto::comparable_name(name)});
            found != ordered.end() && is_possible(*found))
            chosen = found;
    if (chosen == ordered.end()) chosen = std::ranges::find_if(ordered, is_possible);
    if (chosen == ordered.end() || chosen->value.size() > max_common_name) return {};
    return chosen->value;
}

Draft make_draft(const DraftRequest& request, Time now) {
    const auto [not_before, not_after] =
        period_of(request.profile, request.issuer, request.validity, now);
    const auto subject = crypto::to_der(subject_of(request));
    const bool subject_is_empty = subject.size() == 2;
    crypto::CertificateFields fields{
        .serial = new_serial(now),
        .issuer_key_algorithm = request.issuer.key_algorithm,
        .issuer = request.issuer.name,
        .subject = subject,
        .not_before = not_before,
        .not_after = not_after,
        .spki = request.key.spki(),
        .extensions =
            {crypto::key_usage_end_entity(request.key.algorithm()),
             crypto::extended_key_usage_server(request.profile.client_auth),
             crypto::basic_constraints_end_entity(),
             crypto::subject_key_identifier(request.key.spki()),
             crypto::authority_key_identifier(request.issuer.key_identifier),
             // RFC 5280 §4.2.1.6: critical where the subject is empty.
             crypto::subject_alternative_name(
                 request.dns_names, request.ip_addresses, subject_is_empty
             )},
    };
    if (!request.profile.policies.empty())
        fields.extensions.push_back(crypto::certificate_policies(request.profile.policies));
    if (request.must_staple) fields.extensions.push_back(crypto::must_staple());
    if (!request.issuer.crl_url.empty())
        fields.extensions.push_back(crypto::crl_distribution_points(request.issuer.crl_url));
    if (!request.issuer.ca_issuers_url.empty())
        fields.extensions.push_back(
            crypto::authority_information_access(request.issuer.ca_issuers_url)
        );

    Draft draft{
        .serial = fields.serial,
        .to_be_signed = crypto::to_be_signed(fields),
        .not_before = not_before,
        .not_after = not_after,
        .key_digest = crypto::sha256(request.key.spki()),
        .key_type = word_of(request.key),
    };
    require_no_findings(draft.to_be_signed, request);
    return draft;
}

} // namespace chancery::issuance
