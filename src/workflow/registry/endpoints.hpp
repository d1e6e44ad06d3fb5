// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: the ACME directories of the office, and under which rules each issues.

#include "crypto/seal.hpp"
#include "model/endpoint.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"
#include "workflow/registry/limit_settings.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// What is not given stays, or is as the model begins it.
struct EndpointSettings {
    std::optional<std::string> title = std::nullopt;
    std::optional<IssuerId> issuer = std::nullopt;
    /// By name: what orders get, then what they may choose instead.
    std::optional<std::vector<std::string>> profiles = std::nullopt;
    std::optional<ValidationPolicy> validation = std::nullopt;
    /// Without one, the endpoint has an open ACME account in the department "Office".
    std::optional<bool> eab_required = std::nullopt;
    std::optional<bool> enabled = std::nullopt;
    std::optional<std::string> terms_of_service = std::nullopt; ///< Empty: none.
    std::optional<bool> reuse_pending_orders = std::nullopt;

    std::optional<std::vector<std::string>> challenge_types = std::nullopt;
    std::optional<bool> caa = std::nullopt;
    std::optional<std::vector<std::string>> caa_identities = std::nullopt;
    std::optional<std::vector<std::string>> allowed_networks = std::nullopt;
    std::optional<std::vector<std::string>> denied_networks = std::nullopt;
    std::optional<int> http_port = std::nullopt;
    std::optional<int> https_port = std::nullopt;
    std::optional<int> tls_port = std::nullopt;
    std::optional<std::chrono::seconds> proof_lifetime = std::nullopt;
    LimitsChange limits = {}; ///< An endpoint without credentials begins with those for strangers.
};

/// What stays for good, since clients keep the URL and their credentials.
struct NewEndpoint {
    std::string name;
    std::optional<EndpointId> staging_of = std::nullopt;
    EndpointSettings settings;
};

/// Throws invalid, conflict (there is one of this name).
Endpoint add_endpoint(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const NewEndpoint& input
);

/// Takes effect with the next request. Throws invalid, not_found, stale.
Endpoint change_endpoint(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const Seen<EndpointId>& seen,
    const EndpointSettings& settings
);

} // namespace chancery::workflow
