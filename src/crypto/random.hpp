// SPDX-License-Identifier: Apache-2.0
#pragma once

// Randomness, of which this is the only source in the program.

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

namespace chancery::crypto {

/// From OpenSSL's generator. Throws internal when it has none.
Bytes random_bytes(std::size_t count);

/// UUIDv7, each greater than the one before within this process.
IdBytes new_id_bytes(Time now);

template <class SomeId>
SomeId new_id(Time now) {
    return SomeId{new_id_bytes(now)};
}

/// base64url of so many random octets; never begins with '-', which argparse takes for an option.
std::string random_text(std::size_t octets);

} // namespace chancery::crypto
