// SPDX-License-Identifier: Apache-2.0
#pragma once

// One block of AES under a key: for values of 16 octets that only their maker can make or read. No
// mode of operation and no authentication; for anything longer see seal.hpp.

#include "base/bytes.hpp"
#include "base/secret.hpp"

#include <memory>

namespace chancery::crypto {

/// AES-256, prepared. Safe to use from several threads.
class Block {
public:
    static constexpr std::size_t size = 16;

    /// 32 octets.
    explicit Block(const Secret& key);
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    /// Both take and give 16 octets.
    Bytes encrypt(BytesView block) const;
    Bytes decrypt(BytesView block) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::crypto
