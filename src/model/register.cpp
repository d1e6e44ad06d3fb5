// SPDX-License-Identifier: Apache-2.0
#include "model/register.hpp"

#include "base/error.hpp"

namespace chancery {

std::string_view to_string(Reach reach) {
    switch (reach) {
    case Reach::exact: return "exact";
    case Reach::below: return "below";
    }
    throw Error(Fault::internal, "a reach without a word");
}

std::optional<Reach> find_reach(std::string_view word) {
    for (const auto reach : {Reach::exact, Reach::below})
        if (to_string(reach) == word) return reach;
    return std::nullopt;
}

std::string_view to_string(DelegationStatus status) {
    switch (status) {
    case DelegationStatus::requested: return "requested";
    case DelegationStatus::active: return "active";
    case DelegationStatus::refused: return "refused";
    case DelegationStatus::withdrawn: return "withdrawn";
    }
    throw Error(Fault::internal, "a delegation status without a word");
}

std::optional<DelegationStatus> find_delegation_status(std::string_view word) {
    using enum DelegationStatus;
    for (const auto status : {requested, active, refused, withdrawn})
        if (to_string(status) == word) return status;
    return std::nullopt;
}

} // namespace chancery
