// SPDX-License-Identifier: Apache-2.0
#include "model/endpoint.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace chancery {

Limits Endpoint::limits_in_force() const {
    return overridden(eab_required ? limits_for_the_known() : limits_for_strangers(), limits);
}

bool Endpoint::offers(std::string_view wanted) const {
    return wanted == profile.name ||
           std::ranges::find(other_profiles, wanted) != other_profiles.end();
}

} // namespace chancery
