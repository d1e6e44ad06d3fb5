// SPDX-License-Identifier: Apache-2.0
// Checking signatures: the server's most frequent piece of cryptography.
#include "crypto/der.hpp"
#include "crypto/key_implementation.hpp"

#include <openssl/rsa.h>

namespace chancery::crypto {

namespace {

/// A DER ECDSA-Sig-Value of r and s side by side. Their ranges are OpenSSL's to check.
Bytes to_der_signature(BytesView raw) {
    const auto half = raw.size() / 2;
    return der::element(
        der::sequence,
        {der::unsigned_integer(raw.substr(0, half)), der::unsigned_integer(raw.substr(half))}
    );
}

KeyContext verification_context(const PublicKey::Impl& impl, Hash rsa_hash) {
    KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, impl.key.get(), nullptr));
    require(context && EVP_PKEY_verify_init(context.get()) == 1, "EVP_PKEY_verify_init");
    if (impl.type == KeyAlgorithm::rsa)
        require(
            EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                EVP_PKEY_CTX_set_signature_md(context.get(), fetched(rsa_hash)) == 1,
            "EVP_PKEY_CTX_set_signature_md"
        );
    return context;
}

bool verify_with(EVP_PKEY_CTX* context, BytesView digest, BytesView signature) {
    const bool fits =
        EVP_PKEY_verify(
            context, octets(signature), signature.size(), octets(digest), digest.size()
        ) == 1;
    if (!fits) forget_errors();
    return fits;
}

bool verify_digest(const PublicKey::Impl& impl, Hash hash, BytesView data, BytesView signature) {
    const auto digest = crypto::digest(hash, data);
    if (impl.type == KeyAlgorithm::rsa && hash != own_hash(impl.type))
        return verify_with(verification_context(impl, hash).get(), digest, signature);
    const std::lock_guard lock(impl.mutex);
    if (!impl.verification) impl.verification = verification_context(impl, own_hash(impl.type));
    return verify_with(impl.verification.get(), digest, signature);
}

bool verify_ed25519(const PublicKey::Impl& impl, BytesView message, BytesView signature) {
    const DigestContext context(EVP_MD_CTX_new());
    require(
        context && EVP_DigestVerifyInit_ex(
                       context.get(), nullptr, nullptr, nullptr, nullptr, impl.key.get(), nullptr
                   ) == 1,
        "EVP_DigestVerifyInit_ex"
    );
    const bool fits =
        EVP_DigestVerify(
            context.get(), octets(signature), signature.size(), octets(message), message.size()
        ) == 1;
    if (!fits) forget_errors();
    return fits;
}

} // namespace

bool PublicKey::verify(BytesView message, BytesView signature, SignatureForm form) const {
    if (algorithm() == KeyAlgorithm::ed25519) return verify_ed25519(*impl_, message, signature);
    const auto hash = own_hash(algorithm());
    if (!is_elliptic(algorithm()) || form == SignatureForm::x509)
        return verify_digest(*impl_, hash, message, signature);
    // RFC 7518 §3.4: exactly two numbers of the curve's size.
    if (signature.size() != 2 * coordinate_size(algorithm())) return false;
    return verify_digest(*impl_, hash, message, to_der_signature(signature));
}

bool PublicKey::verify(Hash hash, BytesView message, BytesView signature) const {
    if (algorithm() == KeyAlgorithm::ed25519) return false;
    return verify_digest(*impl_, hash, message, signature);
}

} // namespace chancery::crypto
