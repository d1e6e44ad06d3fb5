// SPDX-License-Identifier: Apache-2.0
#pragma once

// The register's objects by the names that people give them, and changes that never overwrite
// somebody else's.

#include "admin/api_client.hpp"

#include <string>
#include <string_view>

namespace chancery::admin {

/// A kind of object; most have a name.
struct Kind {
    std::string_view noun;        ///< "department", for sentences.
    std::string_view path;        ///< "/departments".
    std::string_view command;     ///< What lists them: "department list".
    std::string_view enable = {}; ///< Before a name, what enables it; empty where nothing does.
};

inline constexpr Kind organizations{"organization", "/organizations", "organization show"};
inline constexpr Kind departments{
    "department", "/departments", "department list", "department enable"};
inline constexpr Kind domains{"domain", "/domains", "domain list", "domain enable"};
inline constexpr Kind endpoints{"endpoint", "/endpoints", "endpoint list", "endpoint set --enable"};
inline constexpr Kind issuers{"issuer", "/issuers", "issuer list"};
inline constexpr Kind profiles{"profile", "/profiles", "profile list"};
inline constexpr Kind accounts{"ACME account", "/acme-accounts", "account list", "account enable"};

/// By its id alone. Throws not_found with what to do.
json::Value get_object(Api& api, const Kind& kind, const std::string& id);

/// By name, or by id. Throws not_found or conflict with what to do.
json::Value find_object(Api& api, const Kind& kind, const std::string& name_or_id);

/// "/departments/0198...".
std::string path_of(const Kind& kind, const json::Value& object);

/// What is to be done to an object.
struct Change {
    std::string method;
    std::string path;
    std::optional<Body> body = std::nullopt;
};

/// Sends it under the object's version, as it was read. `what` names the object in a sentence.
/// Throws stale when somebody else changed it in between.
json::Value
change(Api& api, const json::Value& object, const std::string& what, const Change& change);

} // namespace chancery::admin
