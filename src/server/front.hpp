// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which front a request is for: the ACME service, the API, the CA's public material, health.

#include "net/http.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::server {

/// What keeps the server from its work, for anybody to read; none when it is ready.
using Objection = std::function<std::optional<std::string>()>;

struct Fronts {
    std::function<net::Response(const net::Request&)> acme;   ///< "/acme/..."
    std::function<net::Response(const net::Request&)> api;    ///< "/api/v1/..."
    std::function<net::Response(const net::Request&)> ca;     ///< "/ca/..."
    std::function<net::Response(const net::Request&)> limits; ///< "/limits"
    Objection objection;                                      ///< To the server's being ready.
};

/// Of the HTTPS listener.
net::Response dispatch(const Fronts& fronts, const net::Request& request);

/// "/healthz": the process runs. "/readyz": it can do its work, or 503 with the reason. None for
/// another path.
std::optional<net::Response> health(const Objection& objection, const net::Request& request);

/// How large a body may be: 1 MiB for the API, else `other`.
std::size_t body_limit(std::string_view target, std::size_t other);

} // namespace chancery::server
