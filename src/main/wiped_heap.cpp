// SPDX-License-Identifier: Apache-2.0
// What is freed is wiped first: a token in a request's header, an HMAC key in the JSON of an
// answer, a key's digits on their way through a parser leave no copy behind, whoever held them.
// Secret is for what lives longer. A program has this by linking it.

#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>

// A sanitizer replaces these functions itself, and spoils what was freed.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

void operator delete(void* block) noexcept {
    if (!block) return;
    explicit_bzero(block, malloc_usable_size(block));
    std::free(block);
}

void operator delete(void* block, std::size_t size) noexcept {
    if (!block) return;
    explicit_bzero(block, size);
    std::free(block);
}

void operator delete[](void* block) noexcept {
    operator delete(block);
}

void operator delete[](void* block, std::size_t size) noexcept {
    operator delete(block, size);
}

#endif
