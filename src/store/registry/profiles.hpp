// SPDX-License-Identifier: Apache-2.0
#pragma once

// Profiles: the named shapes of certificates.

#include "model/endpoint.hpp"
#include "store/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const Profile& profile);
/// Saves all but its name, as its next version. Throws stale when it is not the version that is
/// stored.
void update(Transaction& tx, Profile& profile, Time now);

std::optional<Profile> find_profile(const Reader& reader, std::string_view name);
/// What a profile says of names, without reading the rest: every order asks.
std::optional<NameRules> find_name_rules(const Reader& reader, std::string_view profile);
/// By name.
std::vector<Profile> list_profiles(const Reader& reader);

} // namespace chancery::store
