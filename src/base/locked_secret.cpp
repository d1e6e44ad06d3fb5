// SPDX-License-Identifier: Apache-2.0
#include "base/locked_secret.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

namespace chancery {

namespace {

std::size_t page_size() {
    return static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

LockedSecret::LockedSecret(const Secret& secret) : size_(secret.reveal().size()) {
    ensure(size_ <= page_size(), "a locked secret fits into a page");
    void* const page =
        mmap(nullptr, page_size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        throw Error(
            Fault::unavailable,
            "cannot allocate memory for the master key; free some memory and start again"
        );
    page_ = static_cast<char*>(page);
    // Before the secret is there.
    locked_ = mlock(page, page_size()) == 0;
    madvise(page, page_size(), MADV_DONTDUMP);
    madvise(page, page_size(), MADV_WIPEONFORK);
    std::ranges::copy(secret.reveal(), page_);
}

LockedSecret::LockedSecret(LockedSecret&& other) noexcept
    : page_(std::exchange(other.page_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      locked_(std::exchange(other.locked_, false)) {}

LockedSecret::~LockedSecret() {
    if (!page_) return;
    explicit_bzero(page_, size_);
    munmap(page_, page_size());
}

} // namespace chancery
