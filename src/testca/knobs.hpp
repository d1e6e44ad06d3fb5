// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pebble's environment: how unkind a test CA is to its clients.

#include <chrono>
#include <functional>
#include <string>

namespace chancery::testca {

struct Knobs {
    std::chrono::seconds longest_sleep{5}; ///< Before a challenge is asked for; 0: none.
    bool always_valid = false;             ///< No challenge is asked for at all.
    int nonce_reject = 5;                  ///< Of a hundred good nonces.
    int authorization_reuse = 50;          ///< Of a hundred proofs.
    int alternate_roots = 0;
    int chain_length = 1; ///< Certificates between the leaf and the root; may be 0.
    int orders_a_page = 3;
};

/// From PEBBLE_VA_NOSLEEP, PEBBLE_VA_SLEEPTIME, PEBBLE_VA_ALWAYS_VALID, PEBBLE_WFE_NONCEREJECT,
/// PEBBLE_AUTHZREUSE, PEBBLE_ALTERNATE_ROOTS, PEBBLE_CHAIN_LENGTH, PEBBLE_WFE_ORDERS_PER_PAGE. A
/// value that is none is taken as absent, as Pebble does.
Knobs read_knobs(const std::function<const char*(const char*)>& environment);

} // namespace chancery::testca
