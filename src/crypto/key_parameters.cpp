// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_parameters.hpp"

#include <openssl/params.h>

#include <algorithm>
#include <bit>

namespace chancery::crypto {

namespace {

/// OpenSSL takes pointers to what it does not change.
void* mutable_data(const Secret& secret) {
    return const_cast<char*>(secret.reveal().data());
}

} // namespace

void KeyParameters::add_number(const char* name, BytesView big_endian) {
    // In the machine's own order, as OSSL_PARAM has its integers.
    Bytes native(big_endian);
    if constexpr (std::endian::native == std::endian::little)
        std::reverse(native.begin(), native.end());
    const auto& held = held_.emplace_back(std::move(native));
    parameters_.push_back(OSSL_PARAM_construct_BN(
        name, static_cast<unsigned char*>(mutable_data(held)), held.reveal().size()
    ));
}

void KeyParameters::add_text(const char* name, std::string_view text) {
    const auto& held = held_.emplace_back(Bytes(text));
    parameters_.push_back(
        OSSL_PARAM_construct_utf8_string(name, static_cast<char*>(mutable_data(held)), text.size())
    );
}

void KeyParameters::add_octets(const char* name, BytesView octets) {
    const auto& held = held_.emplace_back(Bytes(octets));
    parameters_.push_back(OSSL_PARAM_construct_octet_string(name, mutable_data(held), octets.size())
    );
}

KeyHandle KeyParameters::try_make(const char* algorithm, int selection) {
    parameters_.push_back(OSSL_PARAM_construct_end());
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    require(context && EVP_PKEY_fromdata_init(context.get()) == 1, "EVP_PKEY_fromdata_init");
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata(context.get(), &key, selection, parameters_.data()) != 1) forget_errors();
    return KeyHandle(key);
}

KeyHandle KeyParameters::make(const char* algorithm, int selection) {
    auto key = try_make(algorithm, selection);
    ensure(key != nullptr, "OpenSSL makes a key of sound numbers");
    return key;
}

} // namespace chancery::crypto
