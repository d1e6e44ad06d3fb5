// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tests' way from our keys to OpenSSL's.

#include "crypto/key.hpp"
#include "crypto/openssl.hpp"

namespace chancery::crypto {

inline KeyHandle openssl_key(const PrivateKey& key) {
    const auto pkcs8 = key.to_pkcs8();
    const auto* at = octets(pkcs8.reveal());
    return KeyHandle(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.reveal().size())));
}

inline BytesView bytes_of(const ASN1_STRING* string) {
    return {
        reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
        static_cast<std::size_t>(ASN1_STRING_length(string))};
}

} // namespace chancery::crypto
