// SPDX-License-Identifier: Apache-2.0
#pragma once

// A secret for the life of the process, in a page of its own that is never written to swap and not
// part of a core dump. For the one key that opens all others; Secret is for what comes and goes.

#include "base/secret.hpp"

#include <cstddef>

namespace chancery {

class LockedSecret {
public:
    /// Copies it; at most a page. Throws unavailable without memory.
    explicit LockedSecret(const Secret& secret);
    ~LockedSecret();

    LockedSecret(LockedSecret&& other) noexcept;
    LockedSecret& operator=(LockedSecret&&) = delete;
    LockedSecret(const LockedSecret&) = delete;
    LockedSecret& operator=(const LockedSecret&) = delete;

    /// Valid as long as this, wherever it is moved to.
    BytesView reveal() const noexcept { return {page_, size_}; }

    /// False where the system lets this process lock no memory (RLIMIT_MEMLOCK).
    bool is_locked() const noexcept { return locked_; }

private:
    char* page_ = nullptr;
    std::size_t size_ = 0;
    bool locked_ = false;
};

} // namespace chancery
