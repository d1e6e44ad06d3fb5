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

bool is_credential_algorithm(std::string_view word) {
    return word == "HS256" || word == "HS384" || word == "HS512";
}

std::string_view to_string(CredentialState state) {
    switch (state) {
    case CredentialState::current: return "current";
    case CredentialState::blocked: return "blocked";
    case CredentialState::cut_off: return "cut_off";
    }
    throw Error(Fault::internal, "a credential's state without a word");
}

std::optional<CredentialState> find_credential_state(std::string_view word) {
    using enum CredentialState;
    for (const auto state : {current, blocked, cut_off})
        if (to_string(state) == word) return state;
    return std::nullopt;
}

std::string_view to_string(AccountStatus status) {
    switch (status) {
    case AccountStatus::active: return "active";
    case AccountStatus::disabled: return "disabled";
    case AccountStatus::revoked: return "revoked";
    case AccountStatus::expired: return "expired";
    }
    throw Error(Fault::internal, "an account's status without a word");
}

std::optional<AccountStatus> find_account_status(std::string_view word) {
    using enum AccountStatus;
    for (const auto status : {active, disabled, revoked, expired})
        if (to_string(status) == word) return status;
    return std::nullopt;
}

AccountStatus status_of(const Account& account, Time now) {
    if (!account.enabled) return AccountStatus::disabled;
    if (account.credential_state != CredentialState::current) return AccountStatus::revoked;
    if (account.terms.expires_at && *account.terms.expires_at <= now) return AccountStatus::expired;
    return AccountStatus::active;
}

} // namespace chancery
