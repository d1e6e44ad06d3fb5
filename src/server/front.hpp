// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which front a request is for: the ACME service, the API, the CA's public material, health; and
// what all of them have in common.

#include "acme/bases.hpp"
#include "net/server/service.hpp"
#include "server/limit_counters.hpp"
#include "server/request_rate.hpp"

#include <functional>
#include <optional>
#include <string>

namespace chancery::server {

/// What keeps the server from its work, for anybody to read; none when it is ready.
using Objection = std::function<std::optional<std::string>()>;

struct Fronts {
    net::Service acme;   ///< "/acme/..."
    net::Service api;    ///< "/api/v1/..."
    net::Service ca;     ///< "/ca/..."
    net::Service limits; ///< "/limits"
    Objection objection; ///< To the server's being ready.
};

/// Of the HTTPS listener. What a front does not say itself, the listener says: the longest body,
/// the form of a refusal.
net::Service service_of(Fronts fronts, std::size_t body_bytes);

/// "/healthz": the process runs. "/readyz": it can do its work, or 503 with the reason. None for
/// another path.
std::optional<net::Response> health(const Objection& objection, const net::Request& request);

/// The service for as many requests as an address may make; beyond that it refuses them, with 429,
/// but for those of health: a flood from a proxy's own host must not take the proxy for dead.
/// What it is given must outlive it.
net::Service within_rate(
    net::Service service, RequestRate& rate, LimitCounters& counters, const acme::Bases& bases
);

} // namespace chancery::server
