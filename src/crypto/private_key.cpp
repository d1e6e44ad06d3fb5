// SPDX-License-Identifier: Apache-2.0
// Private keys: made, read, written, and signing.
#include "base/encoding.hpp"
#include "crypto/der.hpp"
#include "crypto/key_implementation.hpp"
#include "crypto/key_parameters.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

namespace chancery::crypto {

namespace {

[[noreturn]] void refuse(std::string why) {
    forget_errors();
    throw Error(Fault::malformed, std::move(why));
}

PublicKey public_key_of(EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "EC") == 1) // A file may hold a compressed point.
        require(
            EVP_PKEY_set_utf8_string_param(
                key,
                OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED
            ) == 1,
            "EVP_PKEY_set_utf8_string_param"
        );
    return PublicKey::from_spki(encoded(key, i2d_PUBKEY));
}

DigestContext signing_context(EVP_PKEY* key, KeyAlgorithm type) {
    DigestContext context(EVP_MD_CTX_new());
    const auto* digest = type == KeyAlgorithm::ed25519 ? nullptr : fetched(own_hash(type));
    require(
        context && EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key) == 1,
        "EVP_DigestSignInit"
    );
    return context;
}

std::shared_ptr<const PrivateKey::Impl> make(KeyHandle key) {
    auto public_key = public_key_of(key.get());
    const auto type = public_key.algorithm();
    auto signing = type == KeyAlgorithm::ed25519 ? nullptr : signing_context(key.get(), type);
    return std::make_shared<const PrivateKey::Impl>(PrivateKey::Impl{
        std::move(key), std::move(public_key), std::move(signing)});
}

/// One that came from outside: its type must be ours, and its halves must belong together.
std::shared_ptr<const PrivateKey::Impl> adopt(KeyHandle key);

Bytes sign_der(const PrivateKey::Impl& impl, BytesView message) {
    DigestContext context;
    if (impl.signing) {
        context.reset(EVP_MD_CTX_new());
        require(
            context && EVP_MD_CTX_copy_ex(context.get(), impl.signing.get()) == 1,
            "EVP_MD_CTX_copy_ex"
        );
    } else {
        context = signing_context(impl.key.get(), impl.public_key.algorithm());
    }
    Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(impl.key.get())), '\0');
    std::size_t size = signature.size();
    require(
        EVP_DigestSign(context.get(), octets(signature), &size, octets(message), message.size()) ==
            1,
        "EVP_DigestSign"
    );
    signature.resize(size);
    return signature;
}

void append_padded(Bytes& to, BytesView integer, std::size_t size) {
    while (integer.starts_with('\0'))
        integer.remove_prefix(1);
    to.append(size - integer.size(), '\0').append(integer);
}

/// RFC 7518 §3.4: r and s, each of the curve's size.
Bytes to_raw_signature(BytesView der, std::size_t size) {
    auto numbers = der::Reader(der).open(der::sequence);
    Bytes raw;
    append_padded(raw, numbers.content(der::integer), size);
    append_padded(raw, numbers.content(der::integer), size);
    return raw;
}

std::shared_ptr<const PrivateKey::Impl> adopt(KeyHandle key) {
    if (!key) refuse("the private key cannot be read");
    std::shared_ptr<const PrivateKey::Impl> impl;
    try {
        impl = make(std::move(key));
    } catch (const Error& error) {
        if (error.fault() != Fault::bad_public_key) throw;
        refuse("the private key has an unsupported type: " + error.problem().detail);
    }
    constexpr BytesView probe = "halves of one key";
    bool belongs = false;
    try {
        belongs = impl->public_key.verify(probe, sign_der(*impl, probe), SignatureForm::x509);
    } catch (const Error&) {
        // OpenSSL refused to sign with such numbers: the same answer.
    }
    if (!belongs) refuse("the private key does not belong to the public key that it comes with");
    return impl;
}

/// Never asks: OpenSSL would read a pass phrase from the terminal.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

MemoryStream stream_over(const Secret& text) {
    const auto value = text.reveal();
    MemoryStream stream(BIO_new_mem_buf(value.data(), static_cast<int>(value.size())));
    require(stream != nullptr, "BIO_new_mem_buf");
    return stream;
}

/// OpenSSL wipes the buffer of such a stream when it frees it.
MemoryStream new_stream() {
    MemoryStream stream(BIO_new(BIO_s_mem()));
    require(stream != nullptr, "BIO_new");
    return stream;
}

} // namespace

PrivateKey::PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

PrivateKey PrivateKey::generate(KeyType kind) {
    const auto rsa = [](std::size_t bits) {
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits);
    };
    KeyHandle key;
    switch (kind) {
    case KeyType::rsa2048: key.reset(rsa(2048)); break;
    case KeyType::rsa3072: key.reset(rsa(3072)); break;
    case KeyType::rsa4096: key.reset(rsa(4096)); break;
    case KeyType::ecdsaP256: key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); break;
    case KeyType::ecdsaP384: key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384")); break;
    case KeyType::ecdsaP521: key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521")); break;
    case KeyType::ed25519: key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); break;
    }
    require(key != nullptr, "EVP_PKEY_Q_keygen");
    return PrivateKey(make(std::move(key)));
}

PrivateKey PrivateKey::from_pkcs8(const Secret& der) {
    const auto stream = stream_over(der);
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Free<PKCS8_PRIV_KEY_INFO_free>> info(
        d2i_PKCS8_PRIV_KEY_INFO_bio(stream.get(), nullptr)
    );
    if (!info || BIO_pending(stream.get()) != 0) refuse("the private key is not PKCS#8 in DER");
    return PrivateKey(adopt(KeyHandle(EVP_PKCS82PKEY(info.get()))));
}

PrivateKey PrivateKey::from_pem(const Secret& pem) {
    const auto stream = stream_over(pem);
    KeyHandle key(PEM_read_bio_PrivateKey(stream.get(), nullptr, no_pass_phrase, nullptr));
    if (!key) refuse("there is no private key in PEM without a pass phrase");
    return PrivateKey(adopt(std::move(key)));
}

PrivateKey PrivateKey::from_rsa_jwk_parts(
    BytesView n,
    BytesView e,
    const Secret& d,
    const Secret& p,
    const Secret& q,
    const Secret& dp,
    const Secret& dq,
    const Secret& qi
) {
    KeyParameters parameters;
    parameters.add_number(OSSL_PKEY_PARAM_RSA_N, n);
    parameters.add_number(OSSL_PKEY_PARAM_RSA_E, e);
    parameters.add_number(OSSL_PKEY_PARAM_RSA_D, d.reveal());
    parameters.add_number(OSSL_PKEY_PARAM_RSA_FACTOR1, p.reveal());
    parameters.add_number(OSSL_PKEY_PARAM_RSA_FACTOR2, q.reveal());
    parameters.add_number(OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.reveal());
    parameters.add_number(OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.reveal());
    parameters.add_number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi.reveal());
    return PrivateKey(adopt(parameters.try_make("RSA", EVP_PKEY_KEYPAIR)));
}

PrivateKey
PrivateKey::from_ec_jwk_parts(KeyAlgorithm curve, BytesView x, BytesView y, const Secret& d) {
    ensure(is_elliptic(curve), "only a curve has points");
    if (x.size() != coordinate_size(curve) || y.size() != x.size() || d.reveal().size() != x.size())
        refuse("x, y and d of the private key must have the size of its curve");
    KeyParameters parameters;
    parameters.add_text(OSSL_PKEY_PARAM_GROUP_NAME, curve_name(curve));
    parameters.add_octets(OSSL_PKEY_PARAM_PUB_KEY, Bytes("\x04").append(x).append(y));
    parameters.add_number(OSSL_PKEY_PARAM_PRIV_KEY, d.reveal());
    return PrivateKey(adopt(parameters.try_make("EC", EVP_PKEY_KEYPAIR)));
}

PrivateKey PrivateKey::from_ed25519_jwk_parts(const Secret& d) {
    const auto value = d.reveal();
    KeyHandle key(
        EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, octets(value), value.size())
    );
    return PrivateKey(adopt(std::move(key)));
}

const PublicKey& PrivateKey::public_key() const noexcept {
    return impl_->public_key;
}

Secret PrivateKey::to_pkcs8() const {
    const auto stream = new_stream();
    require(
        i2d_PKCS8PrivateKeyInfo_bio(stream.get(), impl_->key.get()) == 1,
        "i2d_PKCS8PrivateKeyInfo_bio"
    );
    return Secret(written(stream.get()));
}

Secret PrivateKey::to_pem() const {
    const auto stream = new_stream();
    require(
        PEM_write_bio_PKCS8PrivateKey(
            stream.get(), impl_->key.get(), nullptr, nullptr, 0, nullptr, nullptr
        ) == 1,
        "PEM_write_bio_PKCS8PrivateKey"
    );
    return Secret(written(stream.get()));
}

Bytes PrivateKey::sign(BytesView message, SignatureForm form) const {
    auto signature = sign_der(*impl_, message);
    const auto type = impl_->public_key.algorithm();
    if (form == SignatureForm::x509 || !is_elliptic(type)) return signature;
    return to_raw_signature(signature, coordinate_size(type));
}

} // namespace chancery::crypto
