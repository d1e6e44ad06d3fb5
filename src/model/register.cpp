// SPDX-License-Identifier: Apache-2.0
#include "model/register.hpp"

#include "base/error.hpp"

namespace chancery {

bool is_credential_algorithm(std::string_view word) {
    return word == "HS256" || word == "HS384" || word == "HS512";
}

AccountStatus status_of(const Account& account, Time now) {
    if (!account.enabled) return AccountStatus::disabled;
    if (account.credential_state != CredentialState::current) return AccountStatus::revoked;
    if (account.terms.expires_at && *account.terms.expires_at <= now) return AccountStatus::expired;
    return AccountStatus::active;
}

} // namespace chancery
