// SPDX-License-Identifier: Apache-2.0
#include "testca/chance.hpp"

#include "crypto/random.hpp"

#include <cstdint>

namespace chancery::testca {

namespace {

/// Less than `bound`, which is so small beside 2^32 that no remainder is favoured to be seen.
std::int64_t below(std::int64_t bound) {
    std::int64_t number = 0;
    for (const char octet : crypto::random_bytes(4))
        number = number << 8 | static_cast<unsigned char>(octet);
    return number % bound;
}

} // namespace

bool happens(int percent) {
    return below(100) < percent;
}

std::chrono::milliseconds some_of(std::chrono::milliseconds longest) {
    return std::chrono::milliseconds(below(longest.count() + 1));
}

} // namespace chancery::testca
