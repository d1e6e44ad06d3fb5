// SPDX-License-Identifier: Apache-2.0
#include "admin/endpoint_settings.hpp"

#include "admin/command_line.hpp"
#include "admin/objects.hpp"
#include "admin/read.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <charconv>
#include <fmt/format.h>

namespace chancery::admin {

namespace {

constexpr auto none = "none"; ///< Empties what may be empty.

const std::vector<std::string> on_or_off{"on", "off"};

std::optional<int> number_of(const std::string& text) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::string> objection_to_port(const std::string& text) {
    const auto port = number_of(text);
    if (port && *port >= 1 && *port <= 65535) return std::nullopt;
    return "\"" + text + "\" is no port, 1 to 65535";
}

std::optional<std::string> objection_to_duration(const std::string& text) {
    if (parse_duration(text)) return std::nullopt;
    return "\"" + text + "\" is no duration such as P30D or PT12H";
}

void add_challenge_settings(CommandLine& line, EndpointOptions& options) {
    const auto networks = [&](const char* name, auto& into, const std::string& help) {
        line.optional(
            name, into, help + "; again, or separated by commas, for more; none for none"
        );
    };
    line.optional(
        "--challenge",
        options.challenges,
        "A challenge type that is offered, such as http-01; again, or separated by commas, for "
        "more, in their order; none for none"
    );
    line.one_of(
        "--caa", options.caa, on_or_off, "Whether CAA records must let this office issue (RFC 8659)"
    );
    line.optional(
        "--caa-identity",
        options.caa_identities,
        "The office's name in CAA and persistent records; the host of its URL unless given; none "
        "for that again"
    );
    networks(
        "--allow-network",
        options.allowed_networks,
        "A network beside the public ones whose hosts are asked to prove a name"
    );
    networks("--deny-network", options.denied_networks, "A network whose hosts are never asked");
    line.optional("--http-port", options.http_port, "Of http-01; 80", objection_to_port);
    line.optional(
        "--https-port",
        options.https_port,
        "Of a redirect of http-01 to HTTPS; 443",
        objection_to_port
    );
    line.optional("--tls-port", options.tls_port, "Of tls-alpn-01; 443", objection_to_port);
    line.optional(
        "--reuse-proofs",
        options.reuse_proofs,
        "For how long a proof is relied on for later orders, such as P30D; 198 days at most",
        objection_to_duration
    );
}

void put(json::Object& body, const char* member, const std::optional<std::string>& text) {
    if (text) body.emplace_back(member, *text == none ? std::string() : *text);
}

void put_switch(json::Object& body, const char* member, const std::optional<std::string>& text) {
    if (text) body.emplace_back(member, *text == "on");
}

void put_port(json::Object& body, const char* member, const std::optional<std::string>& text) {
    if (text) body.emplace_back(member, json::Value(number_of(*text)));
}

void put_list(json::Object& body, const char* member, const std::vector<std::string>& texts) {
    if (texts == std::vector<std::string>{none})
        body.emplace_back(member, json::Array());
    else if (!texts.empty())
        body.emplace_back(member, json::Array(texts.begin(), texts.end()));
}

std::string list_or(const json::Value& endpoint, const char* member, const char* otherwise) {
    const auto all = texts(endpoint, member);
    return all.empty() ? otherwise : join(all, ", ");
}

std::string ports_of(const json::Value& endpoint) {
    return fmt::format(
        "http {}, https {}, tls-alpn {}",
        number(endpoint, "httpPort"),
        number(endpoint, "httpsPort"),
        number(endpoint, "tlsPort")
    );
}

} // namespace

void add_settings(CommandLine& line, EndpointOptions& options) {
    line.optional("--title", options.title, "What it is for, 1 to 128 characters");
    line.optional("--issuer", options.issuer, "Who signs; see `chancery admin issuer list`");
    line.optional(
        "--profile",
        options.profiles,
        "The shape of its certificates; again, or separated by commas, for those that an order may "
        "choose instead"
    );
    line.one_of(
        "--validation",
        options.validation,
        {"prevalidated", "challenge", "either"},
        "How control of a name is shown: by the register, by a challenge, or by either"
    );
    line.one_of(
        "--eab", options.eab, on_or_off, "Whether a client needs an ACME account's credential"
    );
    line.optional(
        "--terms-of-service",
        options.terms_of_service,
        "The URL of terms that clients must agree to; none for none"
    );
    line.one_of(
        "--reuse-pending-orders",
        options.reuse_pending_orders,
        on_or_off,
        "Whether a client that orders the same names again gets the order that is open"
    );
    add_challenge_settings(line, options);
    add_limits(line, options.limits, "for none too");
}

void put_settings(Api& api, json::Object& body, const EndpointOptions& options) {
    put(body, "title", options.title);
    if (options.issuer) {
        const auto issuer = find_object(api, issuers, *options.issuer);
        body.emplace_back("issuerIds", json::Array{require_text(issuer, "id")});
    }
    put_list(body, "profileIds", options.profiles);
    put(body, "validation", options.validation);
    put_switch(body, "eabRequired", options.eab);
    put(body, "termsOfServiceUrl", options.terms_of_service);
    put_switch(body, "reusePendingOrders", options.reuse_pending_orders);
    put_list(body, "challengeTypes", options.challenges);
    put_switch(body, "caa", options.caa);
    put_list(body, "caaIdentities", options.caa_identities);
    put_list(body, "allowedNetworks", options.allowed_networks);
    put_list(body, "deniedNetworks", options.denied_networks);
    put_port(body, "httpPort", options.http_port);
    put_port(body, "httpsPort", options.https_port);
    put_port(body, "tlsPort", options.tls_port);
    put(body, "proofLifetime", options.reuse_proofs);
    put_limits(body, options.limits);
}

std::vector<std::pair<std::string, Cell>>
fields_of_endpoint(Api& api, const json::Value& endpoint) {
    const auto ids = texts(endpoint, "issuerIds");
    std::vector<std::pair<std::string, Cell>> fields{
        {"Name", text(endpoint, "name")},
        {"Title", text(endpoint, "title")},
        {"State", state(truth(endpoint, "enabled") ? "enabled" : "disabled")},
        {"ACME URL", text(endpoint, "directoryUrl")},
        {"Issuer", ids.empty() ? "" : name_of(api, issuers, ids.front())},
        {"Profiles", join(texts(endpoint, "profileIds"), ", ")},
        {"Validation", text(endpoint, "validation")},
        {"Credential", truth(endpoint, "eabRequired") ? "required (EAB)" : "not required"},
        {"Staging of", name_of(api, endpoints, text(endpoint, "stagingOf"))},
        {"Terms", text(endpoint, "termsOfServiceUrl")},
        {"Pending",
         truth(endpoint, "reusePendingOrders") ? "the same order again gets the one that is open"
                                               : "the same order again is a new one"},
        {"Limits", limits_of(endpoint, none)},
    };
    if (text(endpoint, "validation") == "prevalidated") return fields;
    fields.insert(
        fields.end(),
        {{"Challenges", list_or(endpoint, "challengeTypes", none)},
         {"CAA", truth(endpoint, "caa") ? "checked" : "not checked"},
         {"CAA names", list_or(endpoint, "caaIdentities", "the host of the server's URL")},
         {"Networks", list_or(endpoint, "allowedNetworks", "public ones only")},
         {"Denied", list_or(endpoint, "deniedNetworks", none)},
         {"Ports", ports_of(endpoint)},
         {"Proofs", "relied on for " + text(endpoint, "proofLifetime")}}
    );
    return fields;
}

} // namespace chancery::admin
