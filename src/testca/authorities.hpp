// SPDX-License-Identifier: Apache-2.0
#pragma once

// The test CA's own CAs, new with each start: one key that signs, under one root or several.

#include "base/time.hpp"
#include "crypto/key.hpp"

#include <string>
#include <vector>

namespace chancery::testca {

/// One way from the key that signs to a root.
struct Chain {
    /// That of the key that signs first, the root's not among them. Empty where that is the root's.
    std::string intermediates_pem;
    std::string root_pem;
    crypto::PrivateKey root_key;
};

struct Authorities {
    std::string name; ///< The common name of the CA that signs.
    crypto::PrivateKey issuing_key;
    std::vector<Chain> chains; ///< The first is the default; the others are alternates.
};

/// That of the key that signs and what follows it: the root's where there is nothing between.
inline const std::string& issuing_pem(const Chain& chain) {
    return chain.intermediates_pem.empty() ? chain.root_pem : chain.intermediates_pem;
}

struct AuthoritiesRequest {
    crypto::KeyType key_kind;
    int intermediates = 1; ///< In each chain. 0: all roots are certificates of the one key.
    int alternates = 0;    ///< Chains beside the first.
};

Authorities make_authorities(const AuthoritiesRequest& request, Time now);

} // namespace chancery::testca
