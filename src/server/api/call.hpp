// SPDX-License-Identifier: Apache-2.0
#pragma once

// A request to the API once its route and its caller are known, and the route itself.

#include "acme/bases.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "crypto/seal.hpp"
#include "model/permission.hpp"
#include "model/scope.hpp"
#include "net/http.hpp"
#include "server/api/authentication.hpp"
#include "server/api/parameters.hpp"
#include "server/request_rate.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::server::api {

/// What the handlers use.
struct Context {
    store::Store& store;
    const crypto::Sealer& sealer;
    acme::Bases bases;               ///< The first one is that of every URL that is handed out.
    RequestRate* requests = nullptr; ///< Which gives back to known callers; null without a rate.
    std::function<std::optional<std::string>()> objection = {}; ///< To the server's being ready.
};

struct Call {
    const Context& context;
    const net::Request& request;
    const Caller& caller;
    const Parameters& parameters;
    std::string_view id_text; ///< What stands for {id} in the path; empty without one.
    Scope scope;              ///< With whose things the caller may do what the route does.

    store::Store& store() const { return context.store; }

    Time now() const { return request.at; }

    workflow::Request by() const { return {caller.actor, request.at, scope}; }

    /// The {id} of the path. Throws not_found for a text that is none.
    template <class SomeId>
    SomeId id() const {
        const auto id = parse_id<SomeId>(id_text);
        if (!id) throw Error(Fault::not_found, "there is nothing with this id");
        return *id;
    }

    /// The {id} and what If-Match says that the caller saw. Throws precondition_required.
    template <class SomeId>
    workflow::Seen<SomeId> seen() const {
        return {id<SomeId>(), seen_version()};
    }

    /// None for "*". Throws precondition_required, malformed.
    std::optional<int> seen_version() const;

    /// For what a request needs beside the permission of its route. Throws forbidden.
    void require(Permission permission) const;
};

/// What somebody is told whose role does not have this permission.
Problem lacking(Role role, Permission permission);

/// What a handler answers.
struct Reply {
    net::Response response = {};
    /// What the body is the text of. None: the body stands in the response.
    std::optional<json::Value> document = std::nullopt;
};

struct Route {
    std::string_view method;
    std::string_view path; ///< Below /api/v1; "{id}" stands for one segment.
    Permission permission;
    Reply (*handle)(const Call&);
    std::string_view parameters = {}; ///< The names that its query may have, parted by spaces.
};

/// The table: each resource's own routes, one file each.
std::span<const Route> organization_routes();
std::span<const Route> department_routes();
std::span<const Route> domain_routes();
std::span<const Route> delegation_routes();
std::span<const Route> endpoint_routes();
std::span<const Route> issuer_routes();
std::span<const Route> profile_routes();
std::span<const Route> account_routes();
std::span<const Route> account_name_routes();
std::span<const Route> account_credential_routes();
std::span<const Route> client_routes();
std::span<const Route> certificate_routes();
std::span<const Route> event_routes();
std::span<const Route> explanation_routes();
std::span<const Route> token_routes();
std::span<const Route> caller_routes();

/// All of them.
std::vector<Route> all_routes();

/// The row of the table for a path, and what stands for its {id}.
struct Match {
    const Route* route = nullptr; ///< Null where no row has this path and method.
    std::string_view id_text = {};
    std::string allowed = {}; ///< The methods that this path has: "GET, PATCH"; empty for no path.
};

Match find_route(std::string_view method, std::string_view path);

} // namespace chancery::server::api
