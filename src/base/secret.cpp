// SPDX-License-Identifier: Apache-2.0
#include "base/secret.hpp"

#include <cstring>

namespace chancery {

void Secret::swap(Secret& other) noexcept {
    value_.swap(other.value_);
}

void Secret::wipe() noexcept {
    // The whole buffer: a value that was moved away leaves its bytes behind. explicit_bzero is not
    // optimised away.
    explicit_bzero(value_.data(), value_.capacity());
}

} // namespace chancery
