// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: what the office may change of those who sign.

#include "model/endpoint.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// What is not given stays.
struct IssuerSettings {
    /// PEM: other chains of the issuer's key, up to other roots and without these.
    std::optional<std::vector<std::string>> alternate_chains = std::nullopt;
    std::optional<bool> enabled = std::nullopt; ///< False: it issues nothing.
};

/// Takes effect at once, in every process: chains with the next certificate that is fetched,
/// whenever it was issued. Throws invalid,
/// not_found, stale.
IssuerRecord change_issuer(
    store::Store& store,
    const Request& request,
    const Seen<IssuerId>& seen,
    const IssuerSettings& settings
);

} // namespace chancery::workflow
