// SPDX-License-Identifier: Apache-2.0
#include "model/token.hpp"

#include "base/error.hpp"

namespace chancery {

bool is_current(const Token& token, Time now) {
    return !token.revoked_at && (!token.expires_at || now < *token.expires_at);
}

} // namespace chancery
