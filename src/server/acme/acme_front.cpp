// SPDX-License-Identifier: Apache-2.0
#include "server/acme/acme_front.hpp"

#include "acme/disclosed_keys.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/disclosed_key.hpp"
#include "model/limits.hpp"
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "workflow/audit.hpp"
#include "workflow/issuance/compromised_keys.hpp"

#include <algorithm>

namespace chancery::server {

namespace {

using acme::Paths;

constexpr std::string_view prefix = "/acme/";
constexpr std::size_t longest_endpoint = 32;

/// What others may keep, and everybody may read, has none.
enum class Nonce { given, none };

struct Route {
    std::string_view methods; ///< Separated by spaces.
    std::string_view Paths::*path;
    net::Response (*handle)(AcmeContext&, Call&);
    Nonce nonce = Nonce::given;
};

/// RFC 8555 §7.1. One row a resource.
constexpr Route routes[] = {
    {"GET HEAD POST", &Paths::directory, handlers::get_directory, Nonce::none},
    {"HEAD GET POST", &Paths::new_nonce, handlers::new_nonce},
    {"POST", &Paths::new_account, handlers::new_account},
    {"POST", &Paths::new_order, handlers::new_order},
    {"POST", &Paths::new_authorization, handlers::new_authorization},
    {"POST", &Paths::key_change, handlers::key_change},
    {"POST", &Paths::revoke_cert, handlers::revoke_cert},
    {"POST", &Paths::account, handlers::post_account},
    {"POST", &Paths::orders, handlers::post_account_orders},
    {"POST", &Paths::order, handlers::post_order},
    {"POST", &Paths::finalize, handlers::post_finalize},
    {"POST", &Paths::authorization, handlers::post_authorization},
    {"POST", &Paths::challenge, handlers::post_challenge},
    {"POST", &Paths::certificate, handlers::post_certificate},
    {"POST", &Paths::alternate, handlers::post_certificate},
    {"GET HEAD", &Paths::renewal_info, handlers::get_renewal_info, Nonce::none},
};

struct Found {
    const Route* route = nullptr;
    std::string_view id = {};
    std::string_view word = {};
};

/// What stands before the next '/', which goes with it.
std::string_view take_segment(std::string_view& path) {
    const auto end = path.find('/');
    const auto segment = path.substr(0, end);
    path.remove_prefix(end == path.npos ? path.size() : end + 1);
    return segment;
}

/// Whether the path is like the pattern; what it names goes into `found`.
bool matches(std::string_view pattern, std::string_view path, Found& found) {
    if (path.ends_with('/')) return false;
    take_segment(pattern);
    if (!take_segment(path).empty()) return false;
    while (!pattern.empty() && !path.empty()) {
        const auto expected = take_segment(pattern);
        const auto segment = take_segment(path);
        if (segment.empty()) return false;
        if (expected == ":")
            found.id = segment;
        else if (expected == "?")
            found.word = segment;
        else if (expected != segment)
            return false;
    }
    return pattern.empty() && path.empty();
}

Found find_route(const Paths& paths, std::string_view path) {
    for (const auto& route : routes) {
        Found found{&route};
        if (matches(paths.*route.path, path, found)) return found;
    }
    return {};
}

bool allows(const Route& route, std::string_view method) {
    const auto allowed = split(route.methods, ' ');
    return std::ranges::find(allowed, method) != allowed.end();
}

/// "POST, OPTIONS": for Allow, and for a preflight's answer.
std::string list_methods(const Route& route) {
    std::string list;
    for (const auto method : split(route.methods, ' '))
        list.append(method).append(", ");
    return list + "OPTIONS";
}

bool is_of_a_page(const net::Request& request) {
    return !request.header("Origin").empty();
}

/// RFC 8555 §6.1: any web page may use the service; there is no cookie that it could abuse. Only
/// web pages are told so: there are shell clients that take each header that names Location for
/// one.
void add_cors(net::Response& response) {
    response.set("Access-Control-Allow-Origin", "*");
    response.set("Access-Control-Expose-Headers", "Link, Location, Replay-Nonce, Retry-After");
}

net::Response preflight(const net::Request& request, const Route& route) {
    net::Response response{.status = 204};
    response.set("Allow", list_methods(route));
    if (request.header("Origin").empty()) return response;
    response.set("Access-Control-Allow-Methods", list_methods(route));
    response.set("Access-Control-Allow-Headers", "Content-Type");
    response.set("Access-Control-Max-Age", "86400");
    return response;
}

net::Response method_not_allowed(const Route& route, const net::Request& request) {
    const bool reads = route.methods == "POST" && request.method == "GET";
    auto response = problem_response(
        {Fault::method_not_allowed,
         printable(request.method, 20) + " is not allowed here; " +
             (reads ? "this resource is read by a signed POST with an empty payload (POST-as-GET)"
                    : "use one of " + list_methods(route))}
    );
    response.set("Allow", list_methods(route));
    return response;
}

/// "/acme/ov/new-order": the endpoint, and what is below it.
struct Target {
    std::string_view endpoint;
    std::string_view path;
};

Target target_of(const AcmeContext& context, std::string_view path) {
    if (!context.sole_endpoint.empty()) return {context.sole_endpoint, path};
    path.remove_prefix(std::min(prefix.size(), path.size()));
    const auto endpoint = path.substr(0, path.find('/'));
    return {.endpoint = endpoint, .path = path.substr(endpoint.size())};
}

/// What it asked for, as the audit log names it: without what all have before it.
std::string name_of(const net::Request& request) {
    auto path = request.path();
    if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
    return printable(path, 200);
}

/// What was thrown, as an answer. What is our own fault, or that of what we depend on, is logged
/// and not shown.
net::Response answer_to(
    const AcmeContext& context,
    const Error& error,
    const net::Request& request,
    const std::string& terms = {}
) {
    const bool is_ours = error.fault() == Fault::internal;
    if (!is_ours && error.fault() != Fault::unavailable)
        return problem_response(error.problem(), terms);
    context.refusals.line(
        log::Level::error,
        is_ours ? "a request failed for a reason of our own" : "a request could not be answered",
        {{"target", request.target}, {"reason", error.what()}},
        request.at
    );
    auto shown = error.problem();
    shown.detail = is_ours ? "the server made a mistake, which is in its log; try again later"
                           : "the server cannot do this at the moment; try again later";
    return problem_response(shown);
}

/// RFC 8555 §6.6: a limit's refusal links to what explains it.
void add_help(const Call& call, net::Response& response) {
    response.set("Link", "<" + *call.base + "/limits>;rel=\"help\"");
}

/// A refusal of somebody who is known has an audit row; what policy refused has one already.
void record(AcmeContext& context, const Call& call, const Problem& problem) {
    if (!call.client || problem.recorded || acme_status(problem.fault) >= 500) return;
    workflow::record_refused_request(
        context.store,
        {.actor = call.client->actor(), .now = call.request.at, .scope = Scope::all()},
        {.action = "request.refused",
         .object_type = "client",
         .object_id = to_string(call.client->client.id),
         .object_name = name_of(call.request),
         .department = call.client->department},
        problem
    );
}

/// Nobody's client: who has sent a private key.
Actor discloser(const net::Request& request) {
    return {
        .type = ActorType::client,
        .name = "who disclosed the key",
        .address = request.peer.address,
        .user_agent = printable(request.header("User-Agent"))};
}

/// The key that what was refused has disclosed.
std::optional<crypto::PublicKey> disclosed_in(const Call& call, const Error& error) {
    if (const auto* thrown = dynamic_cast<const crypto::DisclosedKey*>(&error))
        return thrown->key();
    if (acme_status(error.fault()) >= 500) return std::nullopt;
    return acme::find_disclosed_key(call.request.body);
}

/// Runs the handler. What it throws to a client that is known is recorded first. Whoever sends a
/// private key hears of that, except where RFC 8555 §7.3.1 has an answer of its own.
net::Response run(AcmeContext& context, Call& call, const Route& route) {
    try {
        return route.handle(context, call);
    } catch (const Error& error) {
        const auto disclosed = disclosed_in(call, error);
        if (!disclosed) {
            record(context, call, error.problem());
            throw;
        }
        workflow::block_disclosed_key(
            context.store,
            {.actor = call.client ? call.client->actor() : discloser(call.request),
             .now = call.request.at,
             .scope = Scope::all()},
            *disclosed
        );
        if (error.fault() == Fault::account_does_not_exist) throw;
        throw crypto::DisclosedKey(*disclosed);
    }
}

net::Response answer(AcmeContext& context, Call& call, const Route* route) {
    if (route && allows(*route, call.request.method)) return run(context, call, *route);
    require_endpoint(context, call);
    if (!route) throw Error(Fault::not_found, "there is no such resource");
    if (call.request.method == "OPTIONS") return preflight(call.request, *route);
    call.refused_for = Fault::method_not_allowed;
    return method_not_allowed(*route, call.request);
}

/// Those that a client of this endpoint must agree to; empty where none are known.
std::string terms_of(const Call& call) {
    if (call.client) return call.client->terms_of_service;
    return call.found_endpoint ? call.found_endpoint->terms_of_service : std::string();
}

/// The answer to what was thrown; to everything, at an endpoint that does not exist, the same.
net::Response answer_to(AcmeContext& context, Call& call, const Error& error) {
    call.refused_for = error.fault();
    if (acme_status(error.fault()) < 500) {
        context.refused.add();
        const auto& request = call.request;
        if (!call.client)
            context.refusals.write(
                request.peer.address, name_of(request), error.problem(), request.at
            );
    }
    try {
        if (!call.endpoint_is_known()) require_endpoint(context, call);
    } catch (const Error& other) {
        call.endpoint_is_absent = other.fault() == Fault::not_found;
        call.refused_for = other.fault();
        return answer_to(context, other, call.request);
    }
    auto response = answer_to(context, error, call.request, terms_of(call));
    if (const auto limit = error.problem().cause.find<LimitKind>()) {
        add_help(call, response);
        context.limited.count(to_string(*limit));
    }
    return response;
}

/// A word that an endpoint may have for a name; it stands in a header.
bool may_be_endpoint(std::string_view name) {
    return !name.empty() && name.size() <= longest_endpoint &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == name.npos;
}

/// Refused for what the head says, which was therefore read whole.
bool is_after_head(const net::Refusal& refusal) {
    return refusal.status == 413 || refusal.status == 429 || refusal.status == 503;
}

/// What every answer has. Only the successes of what is read by GET may be kept by others, and have
/// no nonce for that reason.
void finish(
    const AcmeContext& context, const Route* route, const Call& call, net::Response& response
) {
    const auto& request = call.request;
    const bool is_public = route && route->nonce == Nonce::none && response.status < 300 &&
                           (request.method == "GET" || request.method == "HEAD");
    response.set("Cache-Control", is_public ? "public, no-cache" : "no-store");
    if (is_public) response.set("Vary", "Origin");
    // RFC 8555 §6.5: every answer to a POST has a fresh nonce, an error too.
    if (!is_public) response.set("Replay-Nonce", context.nonces.make(request.at));
    if (call.endpoint_is_absent || !may_be_endpoint(call.endpoint_name)) return;
    // RFC 8555 §7.1: of everything but the directory.
    const bool is_directory = route && route->path == &Paths::directory;
    if (!is_directory || !is_public)
        response.set("Link", "<" + call.urls.directory() + ">;rel=\"index\"");
}

} // namespace

std::vector<Resource> list_resources(const Paths& paths) {
    std::vector<Resource> resources;
    for (const auto& route : routes)
        resources.push_back({paths.*route.path, route.methods});
    return resources;
}

net::Response AcmeFront::handle(const net::Request& request) {
    return answer(request).response;
}

Answered AcmeFront::answer(const net::Request& request) {
    const auto target = target_of(context_, request.path());
    const auto found = find_route(context_.paths, target.path);
    const auto id = acme::canonical_id(context_.paths, found.id);
    const auto& base = context_.office.bases.for_host(request.header("Host"));
    Call call{
        .request = request,
        .endpoint_name = target.endpoint,
        .base = &base,
        .urls = urls_below(context_, base, target.endpoint),
        .id = id,
        .word = found.word};
    net::Response response;
    try {
        response = chancery::server::answer(context_, call, found.route);
        if (call.client && context_.requests) context_.requests->give_back(request.peer.address);
    } catch (const Error& error) {
        response = answer_to(context_, call, error);
    } catch (const std::exception& error) {
        call.refused_for = Fault::internal;
        response = answer_to(context_, Error(Fault::internal, error.what()), request);
    }
    finish(context_, found.route, call, response);
    if (is_of_a_page(request)) add_cors(response);
    return {std::move(response), call.shown_order, call.refused_for};
}

net::Response AcmeFront::refuse(const net::Request& request, const net::Refusal& refusal) const {
    const auto target = target_of(context_, request.path());
    const auto found = find_route(context_.paths, target.path);
    const auto& base = context_.office.bases.for_host(request.header("Host"));
    const Call call{
        .request = request,
        .endpoint_name = target.endpoint,
        .base = &base,
        .urls = urls_below(context_, base, target.endpoint),
        .id = found.id};
    auto response = problem_response(refusal);
    finish(context_, found.route, call, response);
    // A web page must be able to read why, and its Origin may stand in what was not read.
    if (is_of_a_page(request) || !is_after_head(refusal)) add_cors(response);
    return response;
}

net::Service service_of(AcmeFront& front) {
    net::Service service([&front](const net::Request& request) { return front.handle(request); });
    service.refuse = [&front](const net::Request& request, const net::Refusal& refusal) {
        return front.refuse(request, refusal);
    };
    return service;
}

} // namespace chancery::server
