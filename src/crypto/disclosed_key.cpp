// SPDX-License-Identifier: Apache-2.0
#include "crypto/disclosed_key.hpp"

#include "base/encoding.hpp"
#include "crypto/jwk.hpp"
#include "crypto/key_implementation.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace chancery::crypto {

namespace {

/// "k" is a symmetric key's, which has no public half at all.
constexpr std::array private_members{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

using Context = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;

Number new_number() {
    Number number(BN_new());
    require(number != nullptr, "BN_new");
    return number;
}

Context new_context() {
    Context context(BN_CTX_new());
    require(context != nullptr, "BN_CTX_new");
    return context;
}

/// A member of the private half as a number; none where it is absent, malformed or longer than the
/// modulus.
Number find_number(const json::Reader& jwk, const char* name, std::size_t most_octets) {
    const auto member = jwk.find(name);
    auto octets = member && member->is_string() ? parse_base64url(member->string()) : std::nullopt;
    if (!octets) return nullptr;
    const Secret held(*std::move(octets));
    auto digits = held.reveal();
    digits.remove_prefix(std::min(digits.find_first_not_of('\0'), digits.size()));
    return digits.size() > most_octets ? nullptr : to_number(digits);
}

/// Whether it undoes the public exponent: (2^d)^e is 2 again.
bool is_private_exponent(const BIGNUM* d, const BIGNUM* e, const BIGNUM* n) {
    const auto context = new_context();
    const auto two = new_number();
    const auto signature = new_number();
    const auto message = new_number();
    require(
        BN_set_word(two.get(), 2) == 1 &&
            BN_mod_exp(signature.get(), two.get(), d, n, context.get()) == 1 &&
            BN_mod_exp(message.get(), signature.get(), e, n, context.get()) == 1,
        "BN_mod_exp"
    );
    return BN_cmp(message.get(), two.get()) == 0;
}

bool is_factor(const BIGNUM* factor, const BIGNUM* n) {
    if (BN_is_zero(factor) || BN_is_one(factor) || BN_cmp(factor, n) >= 0) return false;
    const auto context = new_context();
    const auto rest = new_number();
    require(BN_mod(rest.get(), n, factor, context.get()) == 1, "BN_mod");
    return BN_is_zero(rest.get());
}

/// Each of d, p and q is enough for whoever has it.
bool discloses_rsa(const json::Reader& jwk, const PublicKey& key) {
    // No certificate and no account has such a key, so that nobody needs its exponentiation.
    if (unfit_for_use(key)) return false;
    const auto [modulus, exponent] = rsa_numbers(key);
    const auto n = to_number(modulus);
    const auto e = to_number(exponent);
    for (const char* name : {"p", "q"})
        if (const auto factor = find_number(jwk, name, modulus.size());
            factor && is_factor(factor.get(), n.get()))
            return true;
    const auto d = find_number(jwk, "d", modulus.size());
    return d && is_private_exponent(d.get(), e.get(), n.get());
}

bool discloses(const json::Reader& jwk, const PublicKey& key) {
    if (key.type() == KeyType::rsa) return discloses_rsa(jwk, key);
    try {
        return parse_private_jwk(jwk).public_key() == key;
    } catch (const Error& error) {
        if (error.fault() != Fault::malformed) throw;
        return false;
    }
}

} // namespace

DisclosedKey::DisclosedKey(PublicKey key)
    : Error(
          Fault::bad_public_key,
          "the JWK holds the private key too, which has thereby been disclosed: the key is blocked "
          "and no longer accepted here; make a new key and send only its public part"
      ),
      key_(std::move(key)) {}

void refuse_private_members(const json::Reader& jwk, const PublicKey& key) {
    const auto* const found = std::ranges::find_if(private_members, [&](const char* name) {
        return jwk.find(name).has_value();
    });
    if (found == private_members.end()) return;
    if (discloses(jwk, key)) throw DisclosedKey(key);
    throw Error(
        Fault::bad_public_key,
        "the JWK has the member \"" + std::string(*found) +
            "\", which belongs to a private key; send only the public part"
    );
}

} // namespace chancery::crypto
