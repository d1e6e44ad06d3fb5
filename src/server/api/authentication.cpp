// SPDX-License-Identifier: Apache-2.0
#include "server/api/authentication.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "store/registry/scopes.hpp"
#include "store/registry/tokens.hpp"

#include <array>
#include <optional>
#include <pwd.h>
#include <unistd.h>

namespace chancery::server::api {

namespace {

std::string user_name(uid_t user) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found)
        return found->pw_name;
    return std::to_string(user);
}

/// The socket's mode keeps strangers out already; this does not rely on it.
bool is_own(uid_t user) {
    return user == 0 || user == geteuid();
}

std::string_view bearer_token(const net::Request& request) {
    const auto header = request.header("Authorization");
    constexpr std::string_view scheme = "Bearer ";
    if (header.size() <= scheme.size() ||
        !equals_ignoring_case(header.substr(0, scheme.size()), scheme))
        return {};
    return trim(header.substr(scheme.size()));
}

/// A token, and whose administrator it is now.
struct Bearer {
    Token token;
    Scope own;
};

/// By its digest, so that no comparison's time tells anything of a token.
std::optional<Bearer> find_bearer(const store::Store& store, const net::Request& request) {
    const auto text = bearer_token(request);
    if (!text.starts_with("chy_")) return std::nullopt;
    const auto digest = crypto::sha256(text);
    return store.read([&](const store::Reader& reader) -> std::optional<Bearer> {
        auto token = store::find_token(reader, digest);
        if (!token || !is_current(*token, request.at)) return std::nullopt;
        auto own = store::scope_of(reader, *token);
        return Bearer{*std::move(token), std::move(own)};
    });
}

} // namespace

Scope Caller::scope(Permission permission) const {
    switch (extent_of(role, permission)) {
    case Extent::none: return {};
    case Extent::own: return own;
    case Extent::all: return Scope::all();
    }
    return {};
}

Actor local_actor(uid_t user) {
    return {.type = ActorType::user, .name = "local:" + user_name(user)};
}

Caller authenticate(const store::Store& store, const net::Request& request) {
    const auto user = request.peer.local_user;
    const bool is_local = user && is_own(*user);
    auto actor = is_local ? local_actor(*user) : Actor{};
    actor.address = request.peer.address;
    actor.user_agent = printable(request.header("User-Agent"));
    if (is_local) return {std::move(actor), Role::administrator, Scope::all()};
    auto bearer = find_bearer(store, request);
    // One answer for each: nobody learns which tokens there were.
    if (!bearer)
        throw Error(
            Fault::unauthenticated,
            "this needs a valid API token (Authorization: Bearer chy_...); yours is missing, "
            "unknown, expired or revoked"
        );
    actor.type = ActorType::token;
    actor.id = to_string(bearer->token.id);
    actor.name = bearer->token.name;
    return {std::move(actor), bearer->token.role, std::move(bearer->own)};
}

} // namespace chancery::server::api
