// SPDX-License-Identifier: Apache-2.0
#pragma once

// A key's numbers on their way into OpenSSL, wiped afterwards (its own OSSL_PARAM_BLD wipes nothing
// that is not on its secure heap).

#include "crypto/openssl.hpp"

#include <deque>
#include <vector>

namespace chancery::crypto {

class KeyParameters {
public:
    void add_number(const char* name, BytesView big_endian);
    void add_text(const char* name, std::string_view text);
    void add_octets(const char* name, BytesView octets);

    /// `selection` is an EVP_PKEY_*. Throws internal when OpenSSL finds no key in them.
    KeyHandle make(const char* algorithm, int selection);
    /// The same; null when OpenSSL finds no key in them.
    KeyHandle try_make(const char* algorithm, int selection);

private:
    std::deque<Secret> held_;
    std::vector<OSSL_PARAM> parameters_;
};

} // namespace chancery::crypto
