// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"

#include "crypto/openssl.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

namespace chancery::crypto {

namespace {

using MacContext = std::unique_ptr<EVP_MAC_CTX, Free<EVP_MAC_CTX_free>>;

EVP_MAC_CTX* hmac_template(const char* hash) {
    const std::unique_ptr<EVP_MAC, Free<EVP_MAC_free>> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    require(mac != nullptr, "EVP_MAC_fetch");
    EVP_MAC_CTX* context = EVP_MAC_CTX_new(mac.get());
    require(context != nullptr, "EVP_MAC_CTX_new");
    std::string name(hash);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0), OSSL_PARAM_END};
    require(EVP_MAC_CTX_set_params(context, parameters) == 1, "EVP_MAC_CTX_set_params");
    return context;
}

/// Without a key; only ever copied.
const EVP_MAC_CTX* hmac_template(Hash hash) {
    static const EVP_MAC_CTX* const sha256 = hmac_template("SHA256");
    static const EVP_MAC_CTX* const sha384 = hmac_template("SHA384");
    static const EVP_MAC_CTX* const sha512 = hmac_template("SHA512");
    switch (hash) {
    case Hash::sha256: return sha256;
    case Hash::sha384: return sha384;
    case Hash::sha512: return sha512;
    }
    throw Error(Fault::internal, "no such hash");
}

Bytes digest(const EVP_MD* type, BytesView data) {
    thread_local const DigestContext context(EVP_MD_CTX_new());
    Bytes result(static_cast<std::size_t>(EVP_MD_get_size(type)), '\0');
    require(
        context && EVP_DigestInit_ex2(context.get(), type, nullptr) == 1 &&
            EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
            EVP_DigestFinal_ex(context.get(), octets(result), nullptr) == 1,
        "EVP_Digest"
    );
    return result;
}

} // namespace

Bytes digest(Hash hash, BytesView data) {
    return digest(fetched(hash), data);
}

Bytes hmac(Hash hash, const Secret& key, BytesView data) {
    const MacContext context(EVP_MAC_CTX_dup(hmac_template(hash)));
    const auto value = key.reveal();
    Bytes result(static_cast<std::size_t>(EVP_MD_get_size(fetched(hash))), '\0');
    std::size_t size = 0;
    require(
        context && EVP_MAC_init(context.get(), octets(value), value.size(), nullptr) == 1 &&
            EVP_MAC_update(context.get(), octets(data), data.size()) == 1 &&
            EVP_MAC_final(context.get(), octets(result), &size, result.size()) == 1 &&
            size == result.size(),
        "EVP_MAC"
    );
    return result;
}

Bytes md5(BytesView data) {
    return digest(EVP_md5(), data);
}

bool equal_in_constant_time(BytesView a, BytesView b) noexcept {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace chancery::crypto
