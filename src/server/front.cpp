// SPDX-License-Identifier: Apache-2.0
#include "server/front.hpp"

#include "net/server/answer.hpp"
#include "server/too_many_requests.hpp"

#include <memory>

namespace chancery::server {

namespace {

net::Response plain(int status, std::string text) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

/// Null for what is none's.
const net::Service* find_front(const Fronts& fronts, std::string_view path) {
    if (path.starts_with("/acme/")) return &fronts.acme;
    if (path == "/api" || path.starts_with("/api/")) return &fronts.api;
    if (path.starts_with("/ca/")) return &fronts.ca;
    if (path == "/limits") return &fronts.limits;
    return nullptr;
}

net::Response dispatch(const Fronts& fronts, const net::Request& request) {
    if (const auto* front = find_front(fronts, request.path())) return front->handle(request);
    if (auto response = health(fronts.objection, request)) return *std::move(response);
    return net::problem(
        404,
        "there is nothing here; ACME clients want /acme/ENDPOINT/directory, programs /api/v1, and "
        "the root certificate is at /ca/root.pem"
    );
}

net::Response
refuse_with(const net::Service* front, const net::Request& request, const net::Refusal& refusal) {
    if (front && front->refuse) return front->refuse(request, refusal);
    return net::problem(refusal.status, refusal.detail);
}

/// What is known already, and cheaper to say than to refuse.
bool is_about_health(const net::Request& request) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    return reads && (request.path() == "/healthz" || request.path() == "/readyz");
}

} // namespace

std::optional<net::Response> health(const Objection& objection, const net::Request& request) {
    if (!is_about_health(request)) return std::nullopt;
    if (request.path() == "/healthz") return plain(200, "ok\n");
    const auto reason = objection();
    return reason ? plain(503, "not ready: " + *reason + "\n") : plain(200, "ready\n");
}

net::Service service_of(Fronts its_fronts, std::size_t body_bytes) {
    const auto fronts = std::make_shared<const Fronts>(std::move(its_fronts));
    net::Service service([fronts](const net::Request& request) {
        return dispatch(*fronts, request);
    });
    service.admit = [fronts, body_bytes](const net::Request& head) -> net::Admission {
        const auto* front = find_front(*fronts, head.path());
        return front && front->admit ? front->admit(head) : body_bytes;
    };
    service.refuse = [fronts](const net::Request& request, const net::Refusal& refusal) {
        return refuse_with(find_front(*fronts, request.path()), request, refusal);
    };
    return service;
}

net::Service within_rate(
    net::Service service, RequestRate& rate, LimitCounters& counters, const acme::Bases& bases
) {
    const auto inner = std::make_shared<const net::Service>(service);
    service.handle = [inner, bases, &rate, &counters](const net::Request& request) {
        if (is_about_health(request)) return inner->handle(request);
        // Before anything that costs more than this.
        const auto wait = rate.take(request.peer.address, request.at);
        if (!wait) return inner->handle(request);
        counters.count(RequestRate::limit);
        const auto refusal = too_many_requests(*wait);
        auto response = refuse_with(inner.get(), request, refusal);
        if (response.header("Retry-After").empty())
            response.set("Retry-After", std::to_string(wait->count()));
        // RFC 8555 §6.6: what explains the limit.
        const auto& base = bases.for_host(request.header("Host"));
        response.set("Link", "<" + base + "/limits>;rel=\"help\"");
        return response;
    };
    return service;
}

} // namespace chancery::server
