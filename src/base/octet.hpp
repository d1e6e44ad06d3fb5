// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.hpp"

#include <cstddef>

namespace chancery {

/// The octet at this index as a number from 0 to 255: a `char` may be negative.
constexpr unsigned octet(BytesView bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

} // namespace chancery
