// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: the shapes of certificates that endpoints offer.

#include "model/endpoint.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// What is not given stays, or is as the model begins it.
struct ProfileSettings {
    std::optional<std::string> description = std::nullopt;
    std::optional<std::chrono::seconds> lifetime = std::nullopt;
    std::optional<SubjectForm> subject = std::nullopt;
    std::optional<std::vector<std::string>> key_types = std::nullopt; ///< Empty: all but P-521.
    std::optional<bool> client_auth = std::nullopt;
    std::optional<std::vector<std::string>> policies = std::nullopt; ///< OIDs.
    std::optional<int> max_names = std::nullopt;
    std::optional<bool> takes_validity = std::nullopt;
    std::optional<bool> takes_must_staple = std::nullopt;
    std::optional<RuleSet> rules = std::nullopt;
    std::optional<bool> underscores = std::nullopt;
};

/// Throws invalid, conflict (there is one of this name).
Profile add_profile(
    store::Store& store,
    const Request& request,
    const std::string& name,
    const ProfileSettings& settings
);

/// Takes effect with the next certificate. `seen`: none for whichever version it is. Throws
/// invalid, not_found, stale.
Profile change_profile(
    store::Store& store,
    const Request& request,
    const std::string& name,
    std::optional<int> seen,
    const ProfileSettings& settings
);

} // namespace chancery::workflow
