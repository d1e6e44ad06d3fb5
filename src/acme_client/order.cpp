// SPDX-License-Identifier: Apache-2.0
#include "acme_client/order.hpp"

#include "acme_client/links.hpp"
#include "acme_client/problem.hpp"
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "model/name.hpp"

#include <fmt/format.h>

namespace chancery::acme_client {

namespace {

constexpr std::size_t most_items = 1000;

OrderStatus order_status(const json::Reader& status) {
    const auto& word = status.string();
    if (word == "pending") return OrderStatus::pending;
    if (word == "ready") return OrderStatus::ready;
    if (word == "processing") return OrderStatus::processing;
    if (word == "valid") return OrderStatus::valid;
    if (word == "invalid") return OrderStatus::invalid;
    status.fail("the status of an order");
}

AuthorizationStatus authorization_status(const std::string& word) {
    if (word == "pending") return AuthorizationStatus::pending;
    if (word == "valid") return AuthorizationStatus::valid;
    if (word == "invalid") return AuthorizationStatus::invalid;
    return AuthorizationStatus::other;
}

std::string optional_text(const json::Reader& object, std::string_view name) {
    const auto member = object.find(name);
    return member ? member->string() : std::string();
}

std::optional<Problem> optional_problem(const json::Reader& object) {
    const auto error = object.find("error");
    return error ? std::optional(read_problem(*error)) : std::nullopt;
}

Order read_order(const net::Response& response, std::string url) {
    const auto value = json::parse(response.body);
    const json::Reader document(value);
    Order order{
        .url = std::move(url),
        .status = order_status(document.at("status")),
        .finalize = document.at("finalize").string(),
        .certificate = optional_text(document, "certificate"),
        .problem = optional_problem(document),
        .retry_after = retry_after(response)};
    for (const auto& each : document.at("authorizations").array()) {
        if (order.authorizations.size() == most_items)
            throw Error(Fault::malformed, "the server's order has too many authorizations");
        order.authorizations.push_back(each.string());
    }
    return order;
}

Challenge read_challenge(const json::Reader& document) {
    Challenge challenge{
        .type = document.at("type").string(),
        .url = optional_text(document, "url"),
        .status = optional_text(document, "status"),
        .token = optional_text(document, "token"),
        .problem = optional_problem(document)};
    // It becomes part of a path and of what is served there: RFC 8555 §8.3.
    if (challenge.token.size() > 1024 ||
        challenge.token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789-_") != std::string::npos)
        document.at("token").fail("base64url");
    return challenge;
}

} // namespace

Order new_order(Session& session, const NewOrder& wanted) {
    json::Array identifiers;
    for (const auto& name : wanted.names)
        identifiers.emplace_back(json::Object{
            {"type", Name{name}.is_address() ? "ip" : "dns"}, {"value", name}});
    json::Object payload{{"identifiers", std::move(identifiers)}};
    if (wanted.profile) payload.emplace_back("profile", *wanted.profile);
    if (wanted.replaces) payload.emplace_back("replaces", *wanted.replaces);
    const auto response =
        session.post(session.directory().new_order, json::to_text(std::move(payload)));
    const auto url = response.header("Location");
    if (url.empty())
        throw Error(Fault::malformed, "the server created an order but did not return its URL");
    return read_order(response, std::string(url));
}

Order get_order(Session& session, const std::string& url) {
    return read_order(session.get(url), url);
}

Authorization get_authorization(Session& session, const std::string& url) {
    const auto response = session.get(url);
    const auto value = json::parse(response.body);
    const json::Reader document(value);
    Authorization authorization{
        .url = url,
        .name = document.at("identifier").at("value").string(),
        .status = authorization_status(document.at("status").string()),
        .retry_after = retry_after(response)};
    if (const auto wildcard = document.find("wildcard"))
        authorization.wildcard = wildcard->boolean();
    if (const auto challenges = document.find("challenges"))
        for (const auto& each : challenges->array())
            if (authorization.challenges.size() < most_items)
                authorization.challenges.push_back(read_challenge(each));
    return authorization;
}

void answer_challenge(Session& session, const Challenge& challenge) {
    session.post(challenge.url, "{}");
}

Order finalize_order(Session& session, const Order& order, BytesView csr) {
    const auto response =
        session.post(order.finalize, json::to_text(json::Object{{"csr", to_base64url(csr)}}));
    return read_order(response, order.url);
}

std::vector<std::string> download_chains(Session& session, const Order& order, bool all) {
    if (order.certificate.empty())
        throw Error(Fault::malformed, "the server's order is valid but has no certificate URL");
    const auto response = session.get(order.certificate);
    std::vector<std::string> chains{response.body};
    if (all)
        for (const auto& url : find_links(response, "alternate", order.certificate))
            chains.push_back(session.get(url).body);
    return chains;
}

} // namespace chancery::acme_client
