// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/endpoint_settings.hpp"

#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/given.hpp"
#include "admin/objects.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "model/endpoint.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::admin {

namespace {

constexpr auto none = "none"; ///< Empties what may be empty.

const std::vector<std::string> on_or_off{"on", "off"};

std::optional<std::string> objection_to_port(const std::string& text) {
    const auto port = number_of(text);
    if (port && *port >= 1 && *port <= 65535) return std::nullopt;
    return "\"" + text + "\" is not a port from 1 to 65535";
}

std::optional<std::string> objection_to_duration(const std::string& text) {
    if (parse_duration(text)) return std::nullopt;
    return "\"" + text + "\" is not an ISO 8601 duration, e.g. P30D or PT12H";
}

void add_challenge_settings(CommandLine& line, EndpointOptions& options) {
    const auto networks = [&](const char* name, auto& into, const std::string& help) {
        line.optional(
            name, into, help + "; may be repeated or a list with commas; none empties the list"
        );
    };
    line.optional(
        "--challenge",
        options.challenges,
        "Challenge type to offer, e.g. http-01; may be repeated or a list with commas, in order of "
        "preference; none empties the list"
    );
    line.one_of(
        "--caa", options.caa, on_or_off, "Whether CAA records must let this office issue (RFC 8659)"
    );
    line.optional(
        "--caa-identity",
        options.caa_identities,
        "The office's name in CAA and persistent records; none restores the default "
        "(default: the host of its URL)"
    );
    networks(
        "--allow-network",
        options.allowed_networks,
        "Network whose hosts may be contacted for validation, in addition to public ones"
    );
    networks(
        "--deny-network",
        options.denied_networks,
        "Network whose hosts are never contacted for validation"
    );
    line.optional(
        "--http-port",
        options.http_port,
        "Port for http-01 validation (default: 80)",
        objection_to_port
    );
    line.optional(
        "--https-port",
        options.https_port,
        "Port for redirects of http-01 to HTTPS (default: 443)",
        objection_to_port
    );
    line.optional(
        "--tls-port",
        options.tls_port,
        "Port for tls-alpn-01 validation (default: 443)",
        objection_to_port
    );
    line.optional(
        "--reuse-proofs",
        options.reuse_proofs,
        "How long a proof can be reused for later orders, e.g. P30D (at most 198 days)",
        objection_to_duration
    );
}

/// Each item is named by the option that brought it.
void put_profiles(
    Body& body, const EndpointOptions& options, const std::vector<std::string>& offered
) {
    if (options.added_profiles.empty() && options.removed_profiles.empty())
        return body.put_list("--profile", "profiles", given_list(options.profiles, none));
    auto profiles = offered;
    for (const auto& name : options.removed_profiles)
        if (std::erase(profiles, name) == 0)
            throw Error(
                Fault::invalid,
                fmt::format(
                    "--remove-profile {}: the endpoint offers only {}",
                    printable(name),
                    join(offered, ", ")
                )
            );
    for (const auto& name : options.added_profiles)
        if (std::ranges::find(profiles, name) == profiles.end()) profiles.push_back(name);
    body.put_list(
        options.added_profiles.empty() ? "--remove-profile" : "--add-profile", "profiles", profiles
    );
}

/// Only what may be empty has a word for that.
std::optional<json::Value> given_url(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return *text == none ? json::Value("") : json::Value(*text);
}

Body targets_of(const EndpointOptions& options) {
    Body targets;
    targets.put_list("--allow-network", "allowed", given_list(options.allowed_networks, none));
    targets.put_list("--deny-network", "denied", given_list(options.denied_networks, none));
    return targets;
}

Body ports_of(const EndpointOptions& options) {
    Body ports;
    ports.put_given("--http-port", "http", given_number(options.http_port));
    ports.put_given("--https-port", "https", given_number(options.https_port));
    ports.put_given("--tls-port", "tls", given_number(options.tls_port));
    return ports;
}

Body validation_of(const EndpointOptions& options) {
    Body validation;
    validation.put_given("--validation", "policy", options.validation);
    validation.put_list("--challenge", "challengeTypes", given_list(options.challenges, none));
    validation.put_given("--reuse-proofs", "lifetime", options.reuse_proofs);
    validation.put_switch("--caa", "checkCaa", options.caa);
    validation.put_list(
        "--caa-identity", "caaIdentities", given_list(options.caa_identities, none)
    );
    validation.put_given_object("targets", targets_of(options));
    validation.put_given_object("ports", ports_of(options));
    return validation;
}

std::string list_or(const json::Value& object, const char* member, const char* otherwise) {
    const auto all = texts(object, member);
    return all.empty() ? otherwise : join(all, ", ");
}

std::string ports_of(const json::Value& validation) {
    const auto& ports = member(validation, "ports");
    return fmt::format(
        "http {}, https {}, tls-alpn {}",
        number(ports, "http"),
        number(ports, "https"),
        number(ports, "tls")
    );
}

} // namespace

void add_settings(CommandLine& line, EndpointOptions& options) {
    line.optional("--title", options.title, "Purpose, 1 to 128 characters");
    line.optional(
        "--issuer", options.issuer, "Issuer that signs; see `chancery admin issuer list`"
    );
    line.optional(
        "--profile",
        options.profiles,
        "Profile of its certificates; may be repeated. Orders that choose none get the first. "
        "Replaces all that it offers"
    );
    line.one_of(
        "--validation",
        options.validation,
        every_word<ValidationPolicy>(),
        "How control of a name is shown: by the register, by a challenge, or by either"
    );
    line.one_of(
        "--eab", options.eab, on_or_off, "Whether a client needs an ACME account's credential"
    );
    line.optional(
        "--terms-of-service",
        options.terms_of_service,
        "URL of the terms that clients must agree to; none removes it"
    );
    line.one_of(
        "--reuse-pending-orders",
        options.reuse_pending_orders,
        on_or_off,
        "Whether a client that orders the same names again gets its open order"
    );
    add_challenge_settings(line, options);
    add_limits(line, options.limits, "for what holds where none is set");
}

void add_profile_changes(CommandLine& line, EndpointOptions& options) {
    line.optional(
        "--add-profile",
        options.added_profiles,
        "Profile to offer too, after the others; may be repeated"
    );
    line.optional(
        "--remove-profile", options.removed_profiles, "Profile to stop offering; may be repeated"
    );
    line.exclude("--profile", "--add-profile");
    line.exclude("--profile", "--remove-profile");
}

void put_settings(
    Api& api, Body& body, const EndpointOptions& options, const std::vector<std::string>& offered
) {
    body.put_given("--title", "title", options.title);
    std::optional<json::Value> signers;
    if (options.issuer)
        signers = json::Array{require_text(find_object(api, issuers, *options.issuer), "id")};
    body.put_given("--issuer", "issuerIds", std::move(signers));
    put_profiles(body, options, offered);
    body.put_given_object("validation", validation_of(options));
    body.put_switch("--eab", "eabRequired", options.eab);
    body.put_given("--terms-of-service", "termsOfServiceUrl", given_url(options.terms_of_service));
    body.put_switch("--reuse-pending-orders", "reusePendingOrders", options.reuse_pending_orders);
    put_limits(body, options.limits);
}

std::vector<std::pair<std::string, Cell>> fields_of_endpoint(const json::Value& endpoint) {
    const auto& validation = member(endpoint, "validation");
    const auto& targets = member(validation, "targets");
    std::vector<std::pair<std::string, Cell>> fields{
        {"Name", text(endpoint, "name")},
        {"Title", text(endpoint, "title")},
        {"State", state(truth(endpoint, "enabled") ? "enabled" : "disabled")},
        {"ACME URL", text(endpoint, "directoryUrl")},
        {"Issuer", join(texts(endpoint, "issuerNames"), ", ")},
        {"Profiles", join(texts(endpoint, "profiles"), ", ")},
        {"Validation", text(validation, "policy")},
        {"Credential", truth(endpoint, "eabRequired") ? "required (EAB)" : "not required"},
        {"Staging of", text(endpoint, "stagingOfName")},
        {"Terms", text(endpoint, "termsOfServiceUrl")},
        {"Pending",
         truth(endpoint, "reusePendingOrders") ? "the same order again gets the one that is open"
                                               : "the same order again is a new one"},
        {"Limits", limits_of(endpoint, none)},
    };
    if (text(validation, "policy") == "prevalidated") return fields;
    fields.insert(
        fields.end(),
        {{"Challenges", list_or(validation, "challengeTypes", none)},
         {"CAA", truth(validation, "checkCaa") ? "checked" : "not checked"},
         {"CAA names", list_or(validation, "caaIdentities", "the host of the server's URL")},
         {"Networks", list_or(targets, "allowed", "public ones only")},
         {"Denied", list_or(targets, "denied", none)},
         {"Ports", ports_of(validation)},
         {"Proofs", "reused for " + text(validation, "lifetime")}}
    );
    return fields;
}

} // namespace chancery::admin
