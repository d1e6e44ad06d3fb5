// SPDX-License-Identifier: Apache-2.0
#pragma once

// Secrets at rest: AES-256-GCM with a data key per record, which is itself sealed under the master
// key. A record is bound to its purpose and cannot be opened for another one.

#include "base/bytes.hpp"
#include "base/locked_secret.hpp"
#include "base/secret.hpp"

#include <string_view>

namespace chancery::crypto {

/// Of a sealed record. One whose first part was damaged looks like one of another master key.
enum class Condition { whole, damaged, of_another_key };

class Sealer {
public:
    /// 32 random octets.
    explicit Sealer(const Secret& master_key);

    static Secret new_master_key();

    /// `purpose` says what the record is, such as "eab:<key id>".
    Bytes seal(std::string_view purpose, const Secret& secret) const;

    /// Throws internal when the record was changed, is of another purpose or of another master key.
    Secret open(std::string_view purpose, BytesView sealed) const;

    /// Whether it can be opened, and what is wrong if not: tells a wrong master key from a record
    /// that was damaged.
    Condition inspect(std::string_view purpose, BytesView sealed) const;

    /// Whether the master key is in memory that is never written to swap.
    bool is_locked() const noexcept { return master_key_.is_locked(); }

private:
    LockedSecret master_key_;
};

} // namespace chancery::crypto
