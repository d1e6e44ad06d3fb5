// SPDX-License-Identifier: Apache-2.0
#include "crypto/block.hpp"

#include "crypto/openssl.hpp"

#include <mutex>

namespace chancery::crypto {

namespace {

using Context = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;

enum class Direction { decrypt = 0, encrypt = 1 };

constexpr std::size_t key_size = 32;

Context prepared(BytesView key, Direction direction) {
    Context context(EVP_CIPHER_CTX_new());
    const int encrypts = static_cast<int>(direction);
    require(
        context &&
            EVP_CipherInit_ex2(
                context.get(), EVP_aes_256_ecb(), octets(key), nullptr, encrypts, nullptr
            ) == 1 &&
            EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1,
        "EVP_CipherInit"
    );
    return context;
}

/// A context and the lock that it is used under, for a fraction of a microsecond.
struct Half {
    Context context;
    std::mutex mutex;

    Bytes operator()(BytesView block) {
        ensure(block.size() == Block::size, "a block has 16 octets");
        Bytes result(Block::size, '\0');
        int written = 0;
        const std::lock_guard lock(mutex);
        require(
            EVP_CipherUpdate(
                context.get(), octets(result), &written, octets(block), int{Block::size}
            ) == 1 &&
                written == int{Block::size},
            "EVP_CipherUpdate"
        );
        return result;
    }
};

} // namespace

struct Block::Impl {
    Half encrypting;
    Half decrypting;
};

Block::Block(const Secret& key) : impl_(std::make_unique<Impl>()) {
    ensure(key.reveal().size() == key_size, "a key of AES-256 has 32 octets");
    impl_->encrypting.context = prepared(key.reveal(), Direction::encrypt);
    impl_->decrypting.context = prepared(key.reveal(), Direction::decrypt);
}

Block::~Block() = default;

Bytes Block::encrypt(BytesView block) const {
    return impl_->encrypting(block);
}

Bytes Block::decrypt(BytesView block) const {
    return impl_->decrypting(block);
}

} // namespace chancery::crypto
