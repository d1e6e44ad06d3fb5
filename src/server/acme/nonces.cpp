// SPDX-License-Identifier: Apache-2.0
#include "server/acme/nonces.hpp"

#include "base/encoding.hpp"
#include "crypto/random.hpp"

namespace chancery::server {

namespace {

constexpr std::uint32_t max_age = 3600;
constexpr std::uint64_t word_bits = 64;

/// What a block opens to: eight octets of number, four of time, four of zero.
constexpr std::size_t time_at = 8;
constexpr std::size_t zero_at = 12;

template <class T>
void put(Bytes& out, T value) {
    for (int shift = int{sizeof(T) * 8} - 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xff);
}

template <class T>
T take(BytesView bytes, std::size_t at) {
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value << 8 | static_cast<unsigned char>(bytes[at + i]));
    return value;
}

std::uint32_t seconds(Time time) {
    return static_cast<std::uint32_t>(time.time_since_epoch().count());
}

} // namespace

Nonces::Nonces()
    : block_(Secret(crypto::random_bytes(32))),
      redeemed_(new std::atomic<std::uint64_t>[ring / word_bits]()) {}

std::string Nonces::make(Time now) {
    const auto number = next_.fetch_add(1, std::memory_order_relaxed);
    // The word half a ring ahead is made free for the numbers to come.
    if (number % word_bits == 0)
        redeemed_[(number + ring / 2) % ring / word_bits].store(0, std::memory_order_relaxed);
    Bytes block;
    put(block, number);
    put(block, seconds(now));
    put(block, std::uint32_t{0});
    return to_base64url(block_.encrypt(block));
}

std::optional<std::uint64_t> Nonces::check(std::string_view nonce, Time now) const {
    const auto sealed = parse_base64url(nonce);
    if (!sealed || sealed->size() != crypto::Block::size) return std::nullopt;
    const auto block = block_.decrypt(*sealed);
    if (take<std::uint32_t>(block, zero_at) != 0) return std::nullopt;
    // A clock that was set back makes the difference huge, and the nonce old.
    if (seconds(now) - take<std::uint32_t>(block, time_at) > max_age) return std::nullopt;
    const auto number = take<std::uint64_t>(block, 0);
    const bool was_given = number < next_.load(std::memory_order_relaxed);
    return was_given ? std::optional(number) : std::nullopt;
}

bool Nonces::redeem(std::uint64_t number) {
    // Half a ring ago, less the words that `make` may be freeing just now.
    constexpr auto remembered = ring / 2 - 2 * word_bits;
    if (number + remembered <= next_.load(std::memory_order_relaxed)) return false;
    const auto bit = std::uint64_t{1} << (number % word_bits);
    return (redeemed_[number % ring / word_bits].fetch_or(bit) & bit) == 0;
}

} // namespace chancery::server
