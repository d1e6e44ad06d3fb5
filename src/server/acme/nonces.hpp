// SPDX-License-Identifier: Apache-2.0
#pragma once

// Anti-replay nonces (RFC 8555 §6.5): sealed, dated, redeemed once. Nothing is stored when one is
// given out, so that giving them out costs an attacker's victim nothing. A nonce is one block of
// AES: a guess opens to the right form, a recent time and a number that is due with a chance of
// 2^-90.

#include "base/time.hpp"
#include "crypto/block.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::server {

/// For one process: the key is made at start, so that a restart ends all nonces. No lock.
class Nonces {
public:
    Nonces();

    std::string make(Time now);

    /// The nonce's number, when it is ours and not over an hour old; none otherwise.
    std::optional<std::uint64_t> check(std::string_view nonce, Time now) const;

    /// False when it was redeemed before, or is one of over two million nonces ago.
    bool redeem(std::uint64_t number);

private:
    static constexpr std::uint64_t ring = 1 << 22; ///< Numbers remembered, one bit each.

    crypto::Block block_;
    std::atomic<std::uint64_t> next_{1};
    std::unique_ptr<std::atomic<std::uint64_t>[]> redeemed_;
};

} // namespace chancery::server
