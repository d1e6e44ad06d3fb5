// SPDX-License-Identifier: Apache-2.0
#include "server/api/reply.hpp"
#include "store/organizations.hpp"

#include <array>

namespace chancery::server::api {

namespace {

net::Response me(const Call& call) {
    const auto& caller = call.caller;
    json::Array permissions;
    for (const auto permission : permissions_of(caller.role))
        permissions.push_back(to_string(permission));
    return reply(json::Object{
        {"type", to_string(caller.actor.type)},
        {"id", caller.actor.id},
        {"name", caller.actor.name},
        {"role", to_string(caller.role)},
        {"permissions", std::move(permissions)},
    });
}

/// Whether the server can do its work, and nothing else, is for everyone.
net::Response health(const Call& call) {
    if (const auto& objection = call.context.objection)
        if (const auto reason = objection())
            throw Error(Fault::unavailable, "not ready: " + *reason);
    call.store().read([](const store::Reader& reader) {
        return store::list_organizations(reader).size();
    });
    return reply(json::Object{{"status", "ok"}});
}

constexpr std::array routes{
    Route{"GET", "/me", Permission::signed_in, me},
    Route{"GET", "/health", Permission::none, health},
};

} // namespace

std::span<const Route> caller_routes() {
    return routes;
}

} // namespace chancery::server::api
