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
    std::string intermediates_pem; ///< That of the key that signs first, the root's not among them.
    std::string root_pem;
    crypto::PrivateKey root_key;
};

struct Authorities {
    std::string name; ///< The common name of the CA that signs.
    crypto::PrivateKey issuing_key;
    std::vector<Chain> chains; ///< The first is the default; the others are alternates.
};

struct AuthoritiesRequest {
    crypto::KeyKind key_kind;
    int intermediates = 1; ///< In each chain.
    int alternates = 0;    ///< Chains beside the first.
};

Authorities make_authorities(const AuthoritiesRequest& request, Time now);

} // namespace chancery::testca
