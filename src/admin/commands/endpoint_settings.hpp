// SPDX-License-Identifier: Apache-2.0
#pragma once

// The options of an endpoint, which making and changing one share, and how it is shown.

#include "admin/command.hpp"
#include "admin/commands/limits.hpp"
#include "admin/table.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chancery::admin {

struct EndpointOptions {
    std::optional<std::string> title = std::nullopt;
    std::optional<std::string> issuer = std::nullopt;
    std::vector<std::string> profiles = {};       ///< All that it offers from then on.
    std::vector<std::string> added_profiles = {}; ///< Beside those that it offers.
    std::vector<std::string> removed_profiles = {};
    std::optional<std::string> validation = std::nullopt;
    std::optional<std::string> eab = std::nullopt;
    std::optional<std::string> terms_of_service = std::nullopt;
    std::optional<std::string> reuse_pending_orders = std::nullopt;
    std::vector<std::string> challenges = {};
    std::optional<std::string> caa = std::nullopt;
    std::vector<std::string> caa_identities = {};
    std::vector<std::string> allowed_networks = {};
    std::vector<std::string> denied_networks = {};
    std::optional<std::string> http_port = std::nullopt;
    std::optional<std::string> https_port = std::nullopt;
    std::optional<std::string> tls_port = std::nullopt;
    std::optional<std::string> reuse_proofs = std::nullopt;
    LimitOptions limits = {};

    friend bool operator==(const EndpointOptions&, const EndpointOptions&) = default;
};

/// Names them; `options` must outlive the parsing.
void add_settings(CommandLine& line, EndpointOptions& options);

/// What only an endpoint that is there takes: --add-profile, --remove-profile.
void add_profile_changes(CommandLine& line, EndpointOptions& options);

/// Puts those that were given into the body of a request, the issuer by its id. `offered` are the
/// profiles that the endpoint offers already.
void put_settings(
    Api& api, Body& body, const EndpointOptions& options, const std::vector<std::string>& offered
);

/// "Names: challenge", ... of an endpoint as the API shows it.
std::vector<std::pair<std::string, Cell>> fields_of_endpoint(const json::Value& endpoint);

} // namespace chancery::admin
