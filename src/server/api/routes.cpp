// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "server/api/call.hpp"

#include <array>

namespace chancery::server::api {

namespace {

using Routes = std::span<const Route> (*)();

constexpr std::array<Routes, 16> resources{
    organization_routes,
    department_routes,
    domain_routes,
    delegation_routes,
    endpoint_routes,
    issuer_routes,
    profile_routes,
    account_routes,
    account_name_routes,
    account_credential_routes,
    client_routes,
    certificate_routes,
    event_routes,
    explanation_routes,
    token_routes,
    caller_routes,
};

/// What stands for "{id}", empty without one; none when the path is another.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto wanted = split(pattern, '/');
    const auto parts = split(path, '/');
    if (wanted.size() != parts.size()) return std::nullopt;
    std::string_view id;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "{id}")
            id = parts[i];
        else if (wanted[i] != parts[i])
            return std::nullopt;
    }
    return id;
}

} // namespace

std::vector<Route> all_routes() {
    std::vector<Route> all;
    for (const auto routes : resources)
        all.insert(all.end(), routes().begin(), routes().end());
    return all;
}

Match find_route(std::string_view method, std::string_view path) {
    Match found;
    for (const auto routes : resources)
        for (const auto& route : routes()) {
            const auto id = match(route.path, path);
            if (!id) continue;
            if (route.method == method) {
                found.route = &route;
                found.id_text = *id;
            }
            found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(route.method);
        }
    return found;
}

} // namespace chancery::server::api
