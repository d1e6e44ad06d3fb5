// SPDX-License-Identifier: Apache-2.0
#pragma once

// Secrets at rest: AES-256-GCM with a data key per record, which is itself sealed under the master
// key. A record is bound to its purpose and cannot be opened for another one.

#include "base/bytes.hpp"
#include "base/secret.hpp"

#include <string_view>

namespace chancery::crypto {

class Sealer {
public:
    /// 32 random octets.
    explicit Sealer(Secret master_key);

    static Secret new_master_key();

    /// `purpose` says what the record is, such as "eab:<key id>".
    Bytes seal(std::string_view purpose, const Secret& secret) const;

    /// Throws internal when the record was changed, is of another purpose or of another master key.
    Secret open(std::string_view purpose, BytesView sealed) const;

private:
    Secret master_key_;
};

} // namespace chancery::crypto
