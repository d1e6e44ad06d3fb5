// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an HTTP server on a local socket that gives recorded answers of the API, and a command
// line that talks to it.

#include "admin/admin.hpp"
#include "base/json.hpp"
#include "net/net_for_tests.hpp"
#include "net/server/http_server.hpp"

#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

namespace chancery::admin {

// The API's answers, as docs/api.md has them.

inline constexpr auto physics = R"({"id": "01990000-0000-7000-8000-000000000001", "version": 3,
    "name": "Physics", "organizationId": "01990000-0000-7000-8000-000000000009", "enabled": true,
    "contacts": ["it@physics.campus.example"], "createdAt": "2026-11-24T10:00:00Z",
    "updatedAt": "2026-11-24T10:00:00Z"})";

inline constexpr auto ov = R"({"id": "01990000-0000-7000-8000-000000000002", "version": 1,
    "name": "ov", "title": "OV certificates", "enabled": true, "eabRequired": true,
    "directoryUrl": "https://pki.campus.example:8443/acme/ov/directory",
    "validation": {"policy": "prevalidated"}, "profiles": ["ov"], "stagingOf": null})";

inline constexpr auto physics_web = R"({"id": "01990000-0000-7000-8000-000000000003", "version": 7,
    "name": "physics-web", "departmentName": "Physics", "endpointName": "ov", "enabled": true,
    "status": "active",
    "departmentId": "01990000-0000-7000-8000-000000000001",
    "endpointId": "01990000-0000-7000-8000-000000000002",
    "credential": {"keyId": "8pJ2w5sQm1T7xkRb0VfYzA", "algorithm": "HS256", "uses": 2, "maxUses": 5,
    "expiresAt": "2026-11-26T10:00:00Z", "rotatedAt": "2026-11-25T10:00:00Z",
    "previousValidUntil": "2026-12-02T10:00:00Z", "revoked": "blockNew"},
    "allowedNetworks": ["192.0.2.0/24", "2001:db8::/32"],
    "directoryUrl": "https://pki.campus.example:8443/acme/ov/directory",
    "contacts": [], "lastUsedAt": "2026-11-25T07:00:00Z", "counts": {"names": 2, "clients": 1},
    "createdAt": "2026-11-01T10:00:00Z"})";

inline constexpr auto stale = R"({"type": "https://pki.campus.example/problems/stale",
    "title": "Changed meanwhile", "status": 412, "detail": "the object has version 8 now",
    "current": {}})";

inline constexpr auto refusal = R"({"type": "https://pki.campus.example/problems/refused",
    "title": "Refused by policy", "status": 422,
    "detail": "*.lab.campus.example is not delegated to the department as a wildcard",
    "verdicts": [{"name": "*.lab.campus.example", "code": "notDelegated",
    "detail": "*.lab.campus.example is not delegated to the department as a wildcard"}]})";

/// What a command left behind.
struct Result {
    int code = -1;
    std::string out;
    std::string error;
};

using Environment = std::map<std::string, std::string>;

inline constexpr auto test_time = "2026-11-25T10:00:00Z";

inline Result run_with(const std::vector<std::string>& arguments, const Environment& environment) {
    std::ostringstream out;
    std::ostringstream error;
    const Surroundings surroundings{
        .out = out,
        .error = error,
        .now = *parse_rfc3339(test_time),
        .environment = [&](const std::string& name) -> std::optional<std::string> {
            const auto found = environment.find(name);
            return found == environment.end() ? std::nullopt : std::optional(found->second);
        }};
    const int code = run(arguments, surroundings);
    return {code, out.str(), error.str()};
}

/// Its department and its endpoint are enabled, and so is every domain, until a test says
/// otherwise.
class OfficeForTests {
public:
    OfficeForTests() : server_({.threads = 1}, metrics_) {
        on("GET /departments/01990000-0000-7000-8000-000000000001", physics);
        on("GET /endpoints/01990000-0000-7000-8000-000000000002", ov);
        on_list("/domains?enabled=false", "");
        for (const auto* status : {"disabled", "revoked", "expired"})
            on("GET /acme-accounts?departmentId=01990000-0000-7000-8000-000000000001&status=" +
                   std::string(status) + "&limit=6",
               R"({"items": [], "nextCursor": null})");
        net::Service service([this](const net::Request& request) { return answer(request); });
        service.admit = [](const net::Request&) { return std::size_t{1} << 20; };
        server_.listen_local(directory / "api.sock", std::move(service));
        server_.start();
    }

    /// `request` is "GET /departments?name=Physics&limit=200", below /api/v1.
    void on(const std::string& request, const std::string& body, int status = 200) {
        net::Response response;
        response.status = status;
        response.content_type =
            status < 400 ? "application/json" : "application/problem+json; charset=utf-8";
        response.body = body;
        answers_[request] = std::move(response);
    }

    void on(const std::string& request, net::Response response) {
        answers_[request] = std::move(response);
    }

    void on_list(const std::string& path, const std::string& items) {
        on("GET " + path + (path.find('?') == path.npos ? "?" : "&") + "limit=200",
           "{\"items\": [" + items + "], \"nextCursor\": null}");
    }

    Result run(const std::vector<std::string>& arguments) {
        return run_with(arguments, {{"CHANCERY_DATA", directory / ""}});
    }

    /// Those that were sent, in their order.
    std::vector<net::Request> requests() {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

    /// The last one's.
    net::Request last() { return requests().back(); }

    json::Value last_body() { return json::parse(last().body); }

    net::Response answer(const net::Request& request) {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        constexpr std::string_view prefix = "/api/v1";
        const auto target = request.target.starts_with(prefix)
                                ? request.target.substr(prefix.size())
                                : request.target;
        const auto found = answers_.find(request.method + " " + target);
        if (found != answers_.end()) return found->second;
        net::Response response{.status = 404};
        response.content_type = "application/problem+json";
        response.body = R"({"type": "https://pki.campus.example/problems/notFound", "status": 404,
            "detail": "no recorded answer for )" +
                        request.method + " " + target + "\"}";
        return response;
    }

    net::testing::Directory directory;

private:
    Metrics metrics_;
    std::mutex mutex_;
    std::vector<net::Request> requests_;
    std::map<std::string, net::Response> answers_;
    net::HttpServer server_; ///< Last: it stops before what its handler uses goes.
};

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != text.npos;
}

} // namespace chancery::admin
