// SPDX-License-Identifier: Apache-2.0
#include "server/acme/nonces.hpp"

#include "base/encoding.hpp"
#include "crypto/random.hpp"

namespace chancery::server {

namespace {

constexpr std::uint64_t max_age = 3600;
constexpr std::size_t number_size = 8;
constexpr std::size_t mac_size = 16;
constexpr std::uint64_t word_bits = 64;

void put(Bytes& out, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xff);
}

std::uint64_t take(BytesView bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < number_size; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::uint64_t seconds(Time time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

} // namespace

Nonces::Nonces()
    : mac_(Secret(crypto::random_bytes(32))),
      redeemed_(new std::atomic<std::uint64_t>[ring / word_bits]()) {}

std::string Nonces::seal(std::uint64_t number, std::uint64_t time) const {
    Bytes bytes;
    put(bytes, number);
    put(bytes, time);
    return bytes + mac_(bytes).substr(0, mac_size);
}

std::string Nonces::make(Time now) {
    const auto number = next_.fetch_add(1, std::memory_order_relaxed);
    // The word half a ring ahead is made free for the numbers to come.
    if (number % word_bits == 0)
        redeemed_[(number + ring / 2) % ring / word_bits].store(0, std::memory_order_relaxed);
    return to_base64url(seal(number, seconds(now)));
}

std::optional<std::uint64_t> Nonces::check(std::string_view nonce, Time now) const {
    const auto bytes = parse_base64url(nonce);
    if (!bytes || bytes->size() != 2 * number_size + mac_size) return std::nullopt;
    const auto number = take(*bytes, 0);
    const auto time = take(*bytes, number_size);
    if (!crypto::equal_in_constant_time(seal(number, time), *bytes)) return std::nullopt;
    const auto age = seconds(now) - time;
    // A clock that was set back makes the difference huge, and the nonce old.
    if (age > max_age) return std::nullopt;
    return number;
}

bool Nonces::redeem(std::uint64_t number) {
    if (number + ring / 2 <= next_.load(std::memory_order_relaxed)) return false;
    const auto bit = std::uint64_t{1} << (number % word_bits);
    return (redeemed_[number % ring / word_bits].fetch_or(bit) & bit) == 0;
}

} // namespace chancery::server
