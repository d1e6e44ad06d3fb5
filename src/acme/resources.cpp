// SPDX-License-Identifier: Apache-2.0
#include "acme/resources.hpp"

#include "acme/problem.hpp"
#include "base/address.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace chancery::acme {

namespace {

/// RFC 8555 §7.1.4: without the "*."; RFC 8738 §3.
json::Value identifier_json(const Name& name, std::string_view value) {
    return json::Object{{"type", name.is_address() ? "ip" : "dns"}, {"value", value}};
}

json::Value descriptions_of(const std::vector<Profile>& profiles) {
    json::Object descriptions;
    for (const auto& profile : profiles)
        descriptions.emplace_back(
            profile.name, profile.description.empty() ? profile.name : profile.description
        );
    return descriptions;
}

/// The host of "https://host:port" as a name, which an address is not.
std::optional<std::string> find_host_name(std::string_view url) {
    url.remove_prefix(std::min(url.find("//") + 2, url.size()));
    if (url.starts_with('[')) return std::nullopt;
    auto host = to_lower(url.substr(0, url.find_first_of(":/")));
    return parse_address(host) ? std::nullopt : std::optional(std::move(host));
}

} // namespace

std::optional<ClientId> Urls::find_account(std::string_view url) const {
    const auto prefix = at(without_id(paths_->account)) + "/";
    if (!url.starts_with(prefix)) return std::nullopt;
    return parse_id<ClientId>(canonical_id(*paths_, url.substr(prefix.size())));
}

std::vector<std::string> identities_of(const Endpoint& endpoint, const Bases& bases) {
    if (!endpoint.challenges.caa_identities.empty()) return endpoint.challenges.caa_identities;
    std::vector<std::string> hosts;
    for (const auto& url : bases.all())
        if (auto host = find_host_name(url); host && std::ranges::find(hosts, *host) == hosts.end())
            hosts.push_back(*std::move(host));
    return hosts;
}

std::vector<std::string>
account_urls(const Bases& bases, std::string_view endpoint_name, ClientId client) {
    std::vector<std::string> urls;
    for (const auto& url : bases.all())
        urls.push_back(Urls(url + "/acme/" + std::string(endpoint_name)).account(client));
    return urls;
}

json::Value directory_json(
    const Urls& urls,
    const Endpoint& endpoint,
    const std::vector<Profile>& profiles,
    const Office& office
) {
    json::Object meta;
    if (!endpoint.terms_of_service.empty())
        meta.emplace_back("termsOfService", endpoint.terms_of_service);
    if (!office.website.empty()) meta.emplace_back("website", office.website);
    const auto identities = identities_of(endpoint, office.bases);
    // RFC 8555 §9.7.6: our names in CAA records, where these are asked for. A persistent record's
    // issuer is named by its challenge.
    if ((endpoint.challenges.caa || office.always_names_itself) && !identities.empty())
        meta.emplace_back("caaIdentities", json::Array(identities.begin(), identities.end()));
    meta.emplace_back("externalAccountRequired", endpoint.eab_required);
    // Ours: clients must not take what is issued here for a good certificate.
    if (endpoint.staging_of) meta.emplace_back("staging", true);
    if (!profiles.empty()) meta.emplace_back("profiles", descriptions_of(profiles));
    return json::Object{
        {"newNonce", urls.new_nonce()},
        {"newAccount", urls.new_account()},
        {"newOrder", urls.new_order()},
        {"newAuthz", urls.new_authorization()},
        {"keyChange", urls.key_change()},
        {"revokeCert", urls.revoke_cert()},
        {"renewalInfo", urls.renewal_info()},
        {"meta", std::move(meta)},
    };
}

json::Value account_json(const Urls& urls, const Client& client) {
    json::Array contacts(client.contacts.begin(), client.contacts.end());
    return json::Object{
        {"status", to_string(client.status)},
        {"contact", std::move(contacts)},
        {"orders", urls.orders(client.id)},
    };
}

json::Value order_json(const Urls& urls, const Order& order, Time now) {
    json::Array identifiers;
    for (const auto& name : order.names)
        identifiers.push_back(identifier_json(name, name.value));
    json::Array authorizations;
    for (const auto& id : order.authorizations)
        authorizations.emplace_back(urls.authorization(id));
    json::Object object{
        {"status", to_string(status_at(order, now))},
        {"expires", to_rfc3339(order.expires)},
        {"identifiers", std::move(identifiers)},
        {"authorizations", std::move(authorizations)},
        {"finalize", urls.finalize(order.id)},
    };
    if (order.certificate && order.status == OrderStatus::valid)
        object.emplace_back("certificate", urls.certificate(*order.certificate));
    const auto& validity = order.validity;
    if (validity.not_before) object.emplace_back("notBefore", to_rfc3339(*validity.not_before));
    if (validity.not_after) object.emplace_back("notAfter", to_rfc3339(*validity.not_after));
    if (!order.profile.empty()) object.emplace_back("profile", order.profile);
    if (!order.replaces.empty()) object.emplace_back("replaces", order.replaces);
    if (order.problem) object.emplace_back("error", to_json(*order.problem));
    return object;
}

json::Value authorization_json(
    const Urls& urls,
    const Authorization& authorization,
    const std::vector<Challenge>& challenges,
    const Parties& parties,
    Time now
) {
    const auto& name = authorization.name;
    json::Array offered;
    for (const auto& challenge : challenges)
        offered.push_back(challenge_json(urls.challenge(challenge), challenge, parties));
    json::Object object{
        {"identifier", identifier_json(name, name.base())},
        {"status", to_string(status_at(authorization, now))},
        {"expires", to_rfc3339(authorization.expires)},
        {"challenges", std::move(offered)},
    };
    if (name.is_wildcard()) object.emplace_back("wildcard", true);
    return object;
}

} // namespace chancery::acme
