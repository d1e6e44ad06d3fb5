// SPDX-License-Identifier: Apache-2.0
#pragma once

// OpenSSL for this folder's sources: owners for its objects and the way its failures become ours.
// No header that others include may include this one.

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "crypto/digest.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>

namespace chancery::crypto {

template <auto free_function>
struct Free {
    template <class T>
    void operator()(T* object) const noexcept {
        free_function(object);
    }
};

using KeyHandle = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;
/// Wiped when it goes, since it may be part of a private key.
using Number = std::unique_ptr<BIGNUM, Free<BN_clear_free>>;
using MemoryStream = std::unique_ptr<BIO, Free<BIO_free_all>>;
using X509Handle = std::unique_ptr<X509, Free<X509_free>>;

inline const unsigned char* octets(BytesView bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

inline unsigned char* octets(Bytes& bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// For a call that fails only when memory or OpenSSL itself does. Empties its queue of errors and
/// throws internal with the first of them when the call failed.
void require(bool succeeded, std::string_view call);

/// What a failing call may have left, where failing is an answer.
inline void forget_errors() noexcept {
    ERR_clear_error();
}

/// Fetched once: a fetch takes longer than a digest of a small message.
const EVP_MD* fetched(Hash hash);

/// The octets of an `i2d` function.
template <class T, class Encode>
Bytes encoded(const T* object, Encode encode) {
    unsigned char* der = nullptr;
    const int size = encode(object, &der);
    require(size >= 0, "i2d");
    Bytes bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

Bytes written(BIO* stream);
Number to_number(BytesView big_endian);

} // namespace chancery::crypto
