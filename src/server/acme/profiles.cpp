// SPDX-License-Identifier: Apache-2.0
#include "server/acme/profiles.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "store/registry/profiles.hpp"

namespace chancery::server {

std::vector<Profile> offered_profiles(const store::Reader& reader, const Endpoint& endpoint) {
    std::vector<Profile> profiles{endpoint.profile};
    for (const auto& name : endpoint.other_profiles)
        if (auto profile = store::find_profile(reader, name))
            profiles.push_back(*std::move(profile));
    return profiles;
}

std::optional<Profile>
find_offered(const store::Reader& reader, const Endpoint& endpoint, const std::string& name) {
    if (name.empty() || name == endpoint.profile.name) return endpoint.profile;
    return endpoint.offers(name) ? store::find_profile(reader, name) : std::nullopt;
}

void refuse_profile(const Endpoint& endpoint, const std::string& name) {
    auto names = endpoint.other_profiles;
    names.insert(names.begin(), endpoint.profile.name);
    throw Error(
        Fault::invalid_profile,
        "the profile \"" + printable(name, 64) + "\" is not issued here; there are " +
            join(names, ", ")
    );
}

} // namespace chancery::server
