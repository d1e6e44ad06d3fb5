// SPDX-License-Identifier: Apache-2.0
#include "server/api/call.hpp"

#include "base/text.hpp"

#include <charconv>

namespace chancery::server::api {

std::optional<int> Call::seen_version() const {
    const auto header = trim(request.header("If-Match"));
    if (header.empty())
        throw Error(
            Fault::precondition_required,
            "say in If-Match which version you saw: the ETag that GET gives"
        );
    if (header == "*") return std::nullopt;
    int version = 0;
    if (header.size() > 3 && header.starts_with("\"v") && header.ends_with('"')) {
        const auto number = header.substr(2, header.size() - 3);
        const auto* end = number.data() + number.size();
        const auto result = std::from_chars(number.data(), end, version);
        if (result.ec == std::errc() && result.ptr == end) return version;
    }
    throw Error(Fault::malformed, "If-Match must be one ETag as GET gives it, such as \"v3\"");
}

void Call::require(Permission permission) const {
    if (extent_of(caller.role, permission) == Extent::none)
        throw Error(lacking(caller.role, permission));
}

Problem lacking(Role role, Permission permission) {
    const auto word = to_string(permission);
    return {
        Fault::forbidden,
        "this needs the permission " + word + ", which the role " + std::string(to_string(role)) +
            " does not have",
        {{MissingPermission{word}, Fault::forbidden, "needs the permission " + word}},
    };
}

} // namespace chancery::server::api
