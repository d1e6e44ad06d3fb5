// SPDX-License-Identifier: Apache-2.0
#include "acme/resources.hpp"

#include "acme/problem.hpp"

namespace chancery::acme {

namespace {

json::Value dns_identifier(std::string_view name) {
    return json::Object{{"type", "dns"}, {"value", name}};
}

} // namespace

json::Value directory_json(const Urls& urls, const Endpoint& endpoint, const std::string& website) {
    json::Object meta;
    if (!endpoint.terms_of_service.empty())
        meta.emplace_back("termsOfService", endpoint.terms_of_service);
    if (!website.empty()) meta.emplace_back("website", website);
    if (endpoint.eab_required) meta.emplace_back("externalAccountRequired", true);
    return json::Object{
        {"newNonce", urls.new_nonce()},
        {"newAccount", urls.new_account()},
        {"newOrder", urls.new_order()},
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
        identifiers.push_back(dns_identifier(name.value));
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
    if (!order.replaces.empty()) object.emplace_back("replaces", order.replaces);
    if (order.problem) object.emplace_back("error", to_json(*order.problem));
    return object;
}

json::Value authorization_json(const Authorization& authorization, Time now) {
    json::Object object{
        // RFC 8555 §7.1.4: without the "*.", and `wildcard` says that it was there.
        {"identifier", dns_identifier(authorization.name.base())},
        {"status", to_string(status_at(authorization, now))},
        {"expires", to_rfc3339(authorization.expires)},
        {"challenges", json::Array{}},
    };
    if (authorization.name.is_wildcard()) object.emplace_back("wildcard", true);
    return object;
}

} // namespace chancery::acme
