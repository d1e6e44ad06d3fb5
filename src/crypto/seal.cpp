// SPDX-License-Identifier: Apache-2.0
// A record: version 1, then the data key sealed under the master key, then the secret sealed under
// the data key; each part is a nonce of 12 octets, the ciphertext, and a tag of 16. Version and
// purpose are authenticated with both parts.
#include "crypto/seal.hpp"

#include "crypto/openssl.hpp"
#include "crypto/random.hpp"

#include <optional>

namespace chancery::crypto {

namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t sealed_key_size = nonce_size + key_size + tag_size;
constexpr char version = 1;

const EVP_CIPHER* aes_256_gcm() {
    static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    require(cipher != nullptr, "EVP_CIPHER_fetch");
    return cipher;
}

int size_of(BytesView bytes) {
    return static_cast<int>(bytes.size());
}

Bytes bound_to(std::string_view purpose) {
    return version + Bytes(purpose);
}

Bytes encrypt(BytesView key, BytesView bound, BytesView plain) {
    Bytes sealed = random_bytes(nonce_size);
    sealed.resize(nonce_size + plain.size() + tag_size);
    auto* const out = octets(sealed);
    const CipherContext context(EVP_CIPHER_CTX_new());
    int size = 0;
    require(
        context &&
            EVP_EncryptInit_ex2(context.get(), aes_256_gcm(), octets(key), out, nullptr) == 1 &&
            EVP_EncryptUpdate(context.get(), nullptr, &size, octets(bound), size_of(bound)) == 1 &&
            EVP_EncryptUpdate(
                context.get(), out + nonce_size, &size, octets(plain), size_of(plain)
            ) == 1 &&
            EVP_EncryptFinal_ex(context.get(), out + nonce_size + plain.size(), &size) == 1 &&
            EVP_CIPHER_CTX_ctrl(
                context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, out + nonce_size + plain.size()
            ) == 1,
        "EVP_Encrypt"
    );
    return sealed;
}

/// None when it was changed, or sealed under another key or for another purpose.
std::optional<Secret> decrypt(BytesView key, BytesView bound, BytesView sealed) {
    const auto cipher = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
    Bytes tag(sealed.substr(sealed.size() - tag_size));
    Bytes plain(cipher.size(), '\0');
    const CipherContext context(EVP_CIPHER_CTX_new());
    int size = 0;
    unsigned char nothing = 0;
    const bool opened =
        context &&
        EVP_DecryptInit_ex2(context.get(), aes_256_gcm(), octets(key), octets(sealed), nullptr) ==
            1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &size, octets(bound), size_of(bound)) == 1 &&
        EVP_DecryptUpdate(context.get(), octets(plain), &size, octets(cipher), size_of(cipher)) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, octets(tag)) == 1 &&
        EVP_DecryptFinal_ex(context.get(), &nothing, &size) == 1;
    Secret secret(std::move(plain)); // What was not authenticated is wiped too.
    if (opened) return secret;
    forget_errors();
    return std::nullopt;
}

Secret opened(std::optional<Secret> secret) {
    ensure(
        secret.has_value(),
        "a sealed record is whole, of its purpose, and sealed under this master key"
    );
    return *std::move(secret);
}

bool is_record(BytesView sealed) {
    return sealed.size() >= 1 + sealed_key_size + nonce_size + tag_size &&
           sealed.front() == version;
}

} // namespace

Sealer::Sealer(const Secret& master_key) : master_key_(master_key) {
    ensure(master_key_.reveal().size() == key_size, "a master key has 32 octets");
}

Secret Sealer::new_master_key() {
    return Secret(random_bytes(key_size));
}

Bytes Sealer::seal(std::string_view purpose, const Secret& secret) const {
    const auto bound = bound_to(purpose);
    const Secret data_key(random_bytes(key_size));
    return version + encrypt(master_key_.reveal(), bound, data_key.reveal()) +
           encrypt(data_key.reveal(), bound, secret.reveal());
}

Secret Sealer::open(std::string_view purpose, BytesView sealed) const {
    const auto bound = bound_to(purpose);
    ensure(is_record(sealed), "a sealed record is of version 1");
    const auto data_key =
        opened(decrypt(master_key_.reveal(), bound, sealed.substr(1, sealed_key_size)));
    return opened(decrypt(data_key.reveal(), bound, sealed.substr(1 + sealed_key_size)));
}

Condition Sealer::inspect(std::string_view purpose, BytesView sealed) const {
    if (!is_record(sealed)) return Condition::damaged;
    const auto bound = bound_to(purpose);
    const auto data_key = decrypt(master_key_.reveal(), bound, sealed.substr(1, sealed_key_size));
    if (!data_key) return Condition::of_another_key;
    const auto secret = decrypt(data_key->reveal(), bound, sealed.substr(1 + sealed_key_size));
    return secret ? Condition::whole : Condition::damaged;
}

} // namespace chancery::crypto
