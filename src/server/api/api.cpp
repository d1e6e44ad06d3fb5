// SPDX-License-Identifier: Apache-2.0
#include "server/api/api.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"
#include "server/api/problem.hpp"
#include "server/api/reply.hpp"
#include "server/too_many_requests.hpp"
#include "workflow/audit.hpp"

#include <charconv>

namespace chancery::server::api {

namespace {

constexpr std::string_view prefix = "/api/v1";

/// "/domains/0198..." of "/domains/0198.../names".
std::string_view object_path(std::string_view path) {
    const auto resource = path.find('/', 1);
    if (resource == path.npos) return {};
    return path.substr(0, path.find('/', resource + 1));
}

/// The name that the body has for what is to be made; empty where there is none.
std::string name_in(const net::Request& request) {
    try {
        const auto body = json::parse(request.body);
        const auto* name = body.find("name");
        const auto* text = name ? std::get_if<std::string>(&name->variant()) : nullptr;
        return text ? printable(*text) : std::string();
    } catch (const Error&) {
        return {};
    }
}

/// What a request was about, as far as its route and its body say.
workflow::Deed deed_of(const Call& call, const Route& route) {
    return {
        .action = to_string(route.permission),
        .object_type = std::string(object_of(route.permission)),
        .object_id = printable(call.id_text, 36),
        .object_name = call.id_text.empty() ? name_in(call.request) : std::string(),
    };
}

/// Whether the body may be longer than this, as far as its head says.
bool may_be_longer(const net::Request& head, std::size_t usual) {
    if (!head.header("Transfer-Encoding").empty()) return true;
    const auto length = head.header("Content-Length");
    std::uint64_t value = 0;
    return std::from_chars(length.data(), length.data() + length.size(), value).ec == std::errc() &&
           value > usual;
}

} // namespace

net::Response Api::handle(const net::Request& request) const {
    Exchange exchange{request, to_text(crypto::new_id_bytes(request.at))};
    auto response = answer(exchange);
    if (exchange.is_known && context_.requests) context_.requests->give_back(request.peer.address);
    finish(exchange, response);
    return response;
}

net::Admission Api::admit(const net::Request& head, std::size_t usual) const {
    if (!may_be_longer(head, usual)) return usual;
    // It costs a look into the database, as any request does.
    if (context_.requests)
        if (const auto wait = context_.requests->take(head.peer.address, head.at))
            return too_many_requests(*wait);
    try {
        (void)authenticate(context_.store, head);
        return longest_body;
    } catch (const Error& error) {
        // What keeps us from knowing who asks is not that the body is too long.
        const auto status = kind_of(error.fault()).status;
        if (error.fault() != Fault::internal)
            return net::Refusal{status, error.problem().detail, error.problem().retry_after};
        log::error("the bearer of a token could not be looked up", {{"reason", error.what()}});
        return net::Refusal{status, error.problem().detail};
    }
}

net::Response Api::refuse(const net::Request& request, const net::Refusal& refusal) const {
    const Exchange exchange{request, to_text(crypto::new_id_bytes(request.at))};
    auto response = respond(refusal, context_.bases.first(), exchange.id);
    finish(exchange, response);
    return response;
}

void Api::finish(const Exchange& exchange, net::Response& response) const {
    const auto& request = exchange.request;
    response.set("X-Request-Id", exchange.id);
    response.set("Cache-Control", "no-store");
    note(
        exchange,
        log::Level::info,
        "API",
        {{"method", printable(request.method, 20)},
         {"path", printable(request.path())},
         {"status", response.status},
         {"address", request.peer.address},
         {"requestId", exchange.id}}
    );
}

/// A line for each request of those who are known, and a bounded number for all others.
void Api::note(
    const Exchange& exchange, log::Level level, std::string_view sentence, json::Object values
) const {
    if (exchange.is_known)
        log::write(level, sentence, values);
    else
        strangers_.line(level, sentence, std::move(values), exchange.request.at);
}

net::Response Api::answer(Exchange& exchange) const {
    try {
        const auto path = exchange.request.path();
        if (!path.starts_with(prefix)) throw Error(Fault::not_found, "there is nothing here");
        return run(exchange, path.substr(prefix.size()));
    } catch (const Error& error) {
        return answer_to(error, exchange, nullptr);
    } catch (const std::exception& error) {
        return answer_to(Error(Fault::internal, error.what()), exchange, nullptr);
    }
}

net::Response Api::run(Exchange& exchange, std::string_view path) const {
    const auto& request = exchange.request;
    const auto match = find_route(request.method, path);
    // Strangers learn nothing of which paths there are.
    const bool open = match.route && match.route->permission == Permission::none;
    const auto caller = open ? Caller{.actor = {}, .role = Role::auditor, .own = {}}
                             : authenticate(context_.store, request);
    exchange.is_known = !open;
    if (!match.route && match.allowed.empty())
        throw Error(Fault::not_found, "the API has no such path");
    if (!match.route) {
        auto response = answer_to(
            Error(Fault::method_not_allowed, "this path takes only " + match.allowed),
            exchange,
            nullptr
        );
        response.set("Allow", match.allowed);
        return response;
    }

    const auto& route = *match.route;
    const auto none = Parameters({}, {});
    // A route for everyone has no scope, so that it cannot show what belongs to somebody.
    const auto scope = open ? Scope() : caller.scope(route.permission);
    const Call unread{context_, request, caller, none, match.id_text, scope};
    if (!open && extent_of(caller.role, route.permission) == Extent::none)
        return refuse(unread, route, exchange);
    const Parameters parameters(request.query(), route.parameters);
    const Call call{context_, request, caller, parameters, match.id_text, scope};
    try {
        return written(route.handle(call));
    } catch (const Error& error) {
        if (!open) record(call, route, error.problem());
        return answer_to(error, exchange, &call);
    }
}

/// What somebody whom we know was refused; what policy refused has its row already. What only
/// reads is refused nothing but what is not there.
void Api::record(const Call& call, const Route& route, const Problem& problem) const {
    if (problem.recorded || route.method == "GET" || kind_of(problem.fault).status >= 500) return;
    workflow::record_refused_request(call.store(), call.by(), deed_of(call, route), problem);
}

net::Response Api::refuse(const Call& call, const Route& route, const Exchange& exchange) const {
    const auto problem = lacking(call.caller.role, route.permission);
    workflow::record_refused_request(call.store(), call.by(), deed_of(call, route), problem);
    return answer_to(Error(problem), exchange, nullptr);
}

net::Response Api::answer_to(const Error& error, const Exchange& exchange, const Call* call) const {
    const auto& problem = error.problem();
    const auto kind = kind_of(problem.fault);
    if (kind.status >= 500)
        note(
            exchange,
            log::Level::error,
            error.what(),
            {{"requestId", exchange.id}, {"status", kind.status}}
        );
    auto document = to_json(problem, context_.bases.first(), exchange.id);
    if (problem.fault == Fault::stale && call) document.emplace_back("current", current(*call));
    return respond(problem, std::move(document));
}

json::Value Api::current(const Call& call) const {
    const auto path = object_path(call.request.path().substr(prefix.size()));
    const auto match = find_route("GET", path);
    if (!match.route || extent_of(call.caller.role, match.route->permission) == Extent::none)
        return {};
    const Parameters none({}, {});
    const auto scope = call.caller.scope(match.route->permission);
    const Call read{context_, call.request, call.caller, none, match.id_text, scope};
    return match.route->handle(read).document.value_or(json::Value());
}

net::Service service_of(const Api& api, std::size_t usual) {
    net::Service service([&api](const net::Request& request) { return api.handle(request); });
    service.admit = [&api, usual](const net::Request& head) { return api.admit(head, usual); };
    service.refuse = [&api](const net::Request& request, const net::Refusal& refusal) {
        return api.refuse(request, refusal);
    };
    return service;
}

} // namespace chancery::server::api
