// SPDX-License-Identifier: Apache-2.0
#include "server/front.hpp"

#include "base/json.hpp"

namespace chancery::server {

namespace {

constexpr std::size_t api_body = 1024 * 1024;

net::Response plain(int status, std::string text) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

} // namespace

std::optional<net::Response> health(const Objection& objection, const net::Request& request) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (request.path() == "/healthz" && reads) return plain(200, "ok\n");
    if (request.path() != "/readyz" || !reads) return std::nullopt;
    const auto reason = objection();
    return reason ? plain(503, "not ready: " + *reason + "\n") : plain(200, "ready\n");
}

net::Response dispatch(const Fronts& fronts, const net::Request& request) {
    const auto path = request.path();
    if (path.starts_with("/acme/")) return fronts.acme(request);
    if (path == "/api" || path.starts_with("/api/")) return fronts.api(request);
    if (path.starts_with("/ca/")) return fronts.ca(request);
    if (path == "/limits") return fronts.limits(request);
    if (auto response = health(fronts.objection, request)) return *std::move(response);
    return {
        .status = 404,
        .content_type = "application/problem+json",
        .body = json::to_text(json::Object{
            {"type", "about:blank"},
            {"title", "Not found"},
            {"status", 404},
            {"detail",
             "there is nothing here; ACME clients want /acme/ENDPOINT/directory, programs /api/v1, "
             "and the root certificate is at /ca/root.pem"},
        }),
    };
}

std::size_t body_limit(std::string_view target, std::size_t other) {
    return target.starts_with("/api/") ? api_body : other;
}

} // namespace chancery::server
