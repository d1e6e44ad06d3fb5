// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/endpoint_rules.hpp"

#include "acme/challenge.hpp"
#include "base/text.hpp"
#include "model/name.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/profiles.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_url = 1000;
constexpr std::size_t most_identities = 10;
constexpr auto shortest_proof = 1h; ///< Or an order could outlive what it relies on.

/// It stands in a header, between angle brackets (RFC 8555 §7.3.3).
void require_terms_url(std::string_view url) {
    if (url.empty()) return;
    const auto is_printable = [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; };
    if (url.size() > longest_url || !std::ranges::all_of(url, is_printable) ||
        !(url.starts_with("https://") || url.starts_with("http://")))
        fail_field("/termsOfServiceUrl", "must be a URL, such as https://pki.example.org/terms");
}

void require_types(const std::vector<std::string>& types) {
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto place = "/validation/challengeTypes/" + std::to_string(i);
        if (!find_value<acme::ChallengeType>(types[i]))
            fail_field(place, "must be " + choices<acme::ChallengeType>());
        if (std::count(types.begin(), types.end(), types[i]) > 1)
            fail_field(place, "is named twice");
    }
}

void require_identities(const std::vector<std::string>& identities) {
    if (identities.size() > most_identities)
        fail_field("/validation/caaIdentities", "must have at most 10 names");
    for (std::size_t i = 0; i < identities.size(); ++i) {
        const auto name = parse_dns_name(identities[i]);
        const auto* own = std::get_if<Name>(&name);
        if (!own || own->is_wildcard() || own->value != identities[i])
            fail_field(
                "/validation/caaIdentities/" + std::to_string(i),
                "must be a domain name in lower case, such as pki.example.org"
            );
    }
}

void require_port(std::string_view pointer, int port) {
    if (port < 1 || port > 65535) fail_field(std::string(pointer), "must be 1 to 65535");
}

void require_valid(const ChallengeTerms& terms) {
    require_types(terms.types);
    require_identities(terms.caa_identities);
    require_port("/validation/ports/http", terms.http_port);
    require_port("/validation/ports/https", terms.https_port);
    require_port("/validation/ports/tls", terms.tls_port);
    if (terms.lifetime < shortest_proof || terms.lifetime > ChallengeTerms::longest_lifetime)
        fail_field("/validation/lifetime", "must be an hour (PT1H) to 198 days (P198D)");
}

/// Of strangers nothing is known but what they prove.
void require_safe_for_strangers(const Endpoint& endpoint, const std::vector<Profile>& profiles) {
    if (endpoint.validation != ValidationPolicy::challenge)
        fail_field(
            "/validation/policy",
            "must be challenge where clients are, or were, taken without a credential: the "
            "register knows nothing of them"
        );
    if (std::ranges::any_of(profiles, &names_the_organization))
        fail_field(
            "/profiles",
            "must name profiles without the organization's name where clients are, or were, taken "
            "without a credential"
        );
}

/// All that it offers. Throws invalid for one that is not there.
std::vector<Profile> require_profiles(const store::Reader& reader, const Endpoint& endpoint) {
    std::vector<Profile> profiles{endpoint.profile};
    for (const auto& name : endpoint.other_profiles) {
        const auto place = "/profiles/" + std::to_string(profiles.size());
        if (std::ranges::find(profiles, name, &Profile::name) != profiles.end())
            fail_field(place, "is named twice");
        auto profile = store::find_profile(reader, name);
        if (!profile) fail_field(place, "does not name a profile");
        profiles.push_back(*std::move(profile));
    }
    return profiles;
}

} // namespace

void require_valid(const Endpoint& endpoint) {
    require_slug("/name", endpoint.name);
    require_text("/title", endpoint.title, {1, 128});
    require_terms_url(endpoint.terms_of_service);
    require_valid(endpoint.challenges);
    if (endpoint.validation != ValidationPolicy::prevalidated && endpoint.challenges.types.empty())
        fail_field(
            "/validation/challengeTypes",
            "must name at least one type where names are proven by challenge, such as http-01"
        );
}

bool takes_strangers(const store::Reader& reader, const Endpoint& endpoint) {
    return !endpoint.eab_required || store::find_open_credential(reader, endpoint.id);
}

bool names_the_organization(const Profile& profile) {
    return profile.subject == SubjectForm::organization;
}

void require_known(const store::Reader& reader, const Endpoint& endpoint) {
    const auto profiles = require_profiles(reader, endpoint);
    if (takes_strangers(reader, endpoint)) require_safe_for_strangers(endpoint, profiles);
    if (!store::find_issuer(reader, endpoint.issuer))
        fail_field("/issuerIds/0", "does not name an issuer");
    if (!endpoint.staging_of) return;
    const auto real = store::find_endpoint(reader, *endpoint.staging_of);
    if (!real) fail_field("/stagingOf", "does not name an endpoint");
    if (real->staging_of)
        fail_field("/stagingOf", "names " + real->name + ", which is itself a staging endpoint");
}

} // namespace chancery::workflow
