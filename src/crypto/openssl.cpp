// SPDX-License-Identifier: Apache-2.0
#include "crypto/openssl.hpp"

#include <array>

namespace chancery::crypto {

namespace {

const EVP_MD* fetch(const char* name) {
    const EVP_MD* digest = EVP_MD_fetch(nullptr, name, nullptr);
    require(digest != nullptr, name);
    return digest;
}

} // namespace

void require(bool succeeded, std::string_view call) {
    if (succeeded) return;
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    forget_errors();
    throw Error(Fault::internal, "OpenSSL: " + std::string(call) + ": " + reason.data());
}

const EVP_MD* fetched(Hash hash) {
    static const EVP_MD* const sha256 = fetch("SHA256");
    static const EVP_MD* const sha384 = fetch("SHA384");
    static const EVP_MD* const sha512 = fetch("SHA512");
    switch (hash) {
    case Hash::sha256: return sha256;
    case Hash::sha384: return sha384;
    case Hash::sha512: return sha512;
    }
    throw Error(Fault::internal, "no such hash");
}

Bytes written(BIO* stream) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(stream, &data);
    return size > 0 ? Bytes(data, static_cast<std::size_t>(size)) : Bytes();
}

Number to_number(BytesView big_endian) {
    Number number(BN_bin2bn(octets(big_endian), static_cast<int>(big_endian.size()), nullptr));
    require(number != nullptr, "BN_bin2bn");
    return number;
}

} // namespace chancery::crypto
