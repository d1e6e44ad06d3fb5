// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.hpp"

#include "base/encoding.hpp"
#include "crypto/openssl.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <atomic>

namespace chancery::crypto {

namespace {

void fill(unsigned char* to, std::size_t count) {
    require(RAND_bytes(to, static_cast<int>(count)) == 1, "RAND_bytes");
}

/// 48 bits of milliseconds and 12 of a counter, in one number that only grows (RFC 9562 §6.2,
/// method 3): a clock that is set back, or more ids than the counter holds, borrow from the future.
std::uint64_t next_timestamp(Time now) {
    static std::atomic<std::uint64_t> last = 0;
    const auto seconds = std::max<std::int64_t>(now.time_since_epoch().count(), 0);
    const auto current = (static_cast<std::uint64_t>(seconds) * 1000) << 12;
    auto before = last.load(std::memory_order_relaxed);
    std::uint64_t next = 0;
    do
        next = std::max(before + 1, current);
    while (!last.compare_exchange_weak(before, next, std::memory_order_relaxed));
    return next;
}

} // namespace

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count, '\0');
    fill(octets(bytes), count);
    return bytes;
}

IdBytes new_id_bytes(Time now) {
    IdBytes id{};
    fill(id.data() + 8, 8);
    const auto timestamp = next_timestamp(now);
    for (std::size_t i = 0; i < 6; ++i)
        id[i] = static_cast<std::uint8_t>(timestamp >> (52 - 8 * i));
    id[6] = static_cast<std::uint8_t>(0x70 | ((timestamp >> 8) & 0x0f)); // version 7
    id[7] = static_cast<std::uint8_t>(timestamp);
    id[8] = static_cast<std::uint8_t>(0x80 | (id[8] & 0x3f)); // the variant of RFC 9562
    return id;
}

std::string random_text(std::size_t count) {
    std::string text;
    do
        text = to_base64url(random_bytes(count));
    while (text.starts_with('-'));
    return text;
}

} // namespace chancery::crypto
