// SPDX-License-Identifier: Apache-2.0
#include "crypto/disclosed_key.hpp"

#include "base/encoding.hpp"
#include "crypto/jwk.hpp"
#include "crypto/key_implementation.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

namespace chancery::crypto {

namespace {

/// "k" is a symmetric key's, which has no public half at all.
constexpr std::array private_members{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

/// Without padding and line ends.
std::string in_url_alphabet(const std::string& text) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        if (c == '=' || c == '\r' || c == '\n') continue;
        result.push_back(c == '+' ? '-' : c == '/' ? '_' : c);
    }
    return result;
}

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

/// A member of the private half, as whichever base64 programs write it: the standard's alphabet or
/// the URLs', with padding or without. None where it is absent or something else.
std::optional<Secret> find_octets(const json::Value& jwk, const char* name) {
    const auto* member = jwk.find(name);
    if (!member || !std::holds_alternative<std::string>(member->variant())) return std::nullopt;
    auto octets = parse_base64url(in_url_alphabet(std::get<std::string>(member->variant())));
    return octets ? std::optional<Secret>(*std::move(octets)) : std::nullopt;
}

/// The same as a number; none too where it is longer than the modulus.
Number find_number(const json::Value& jwk, const char* name, std::size_t most_octets) {
    const auto held = find_octets(jwk, name);
    if (!held) return nullptr;
    auto digits = held->reveal();
    digits.remove_prefix(std::min(digits.find_first_not_of('\0'), digits.size()));
    return digits.size() > most_octets ? nullptr : to_number(digits);
}

/// Whether it undoes the public exponent, modulo n or a prime of it: (2^d)^e is 2 again there. The
/// second is what d mod (p - 1) does, and gives p away. Of a number that was made up neither is so.
bool is_private_exponent(const BIGNUM* d, const BIGNUM* e, const BIGNUM* n) {
    const auto context = new_context();
    const auto two = new_number();
    const auto signature = new_number();
    const auto message = new_number();
    const auto common = new_number();
    require(
        BN_set_word(two.get(), 2) == 1 &&
            BN_mod_exp(signature.get(), two.get(), d, n, context.get()) == 1 &&
            BN_mod_exp(message.get(), signature.get(), e, n, context.get()) == 1 &&
            BN_sub(message.get(), message.get(), two.get()) == 1 &&
            BN_gcd(common.get(), message.get(), n, context.get()) == 1,
        "BN_mod_exp"
    );
    return !BN_is_one(common.get());
}

bool is_factor(const BIGNUM* factor, const BIGNUM* n) {
    if (BN_is_zero(factor) || BN_is_one(factor) || BN_cmp(factor, n) >= 0) return false;
    const auto context = new_context();
    const auto rest = new_number();
    require(BN_mod(rest.get(), n, factor, context.get()) == 1, "BN_mod");
    return BN_is_zero(rest.get());
}

struct Modulus {
    BytesView octets;
    Number n;
    Number e;
};

bool has_factor(const json::Value& jwk, const char* name, const Modulus& modulus) {
    const auto factor = find_number(jwk, name, modulus.octets.size());
    return factor && is_factor(factor.get(), modulus.n.get());
}

bool has_exponent(const json::Value& jwk, const char* name, const Modulus& modulus) {
    const auto d = find_number(jwk, name, modulus.octets.size());
    return d && is_private_exponent(d.get(), modulus.e.get(), modulus.n.get());
}

/// RFC 7518 §6.3.2.7: the third prime of the modulus and those after it.
bool has_other_primes(const json::Value& jwk, const Modulus& modulus) {
    constexpr std::size_t most_primes = 8; // OpenSSL makes five at most
    const auto* member = jwk.find("oth");
    const auto* primes = member ? std::get_if<json::Array>(&member->variant()) : nullptr;
    if (!primes) return false;
    const auto some = std::span(*primes).first(std::min(primes->size(), most_primes));
    return std::ranges::any_of(some, [&](const json::Value& prime) {
        return has_factor(prime, "r", modulus) || has_exponent(prime, "d", modulus);
    });
}

/// Each of d, p, q, dp and dq is enough for whoever has it.
bool discloses_rsa(const json::Value& jwk, const PublicKey& key) {
    // No certificate and no account has such a key, so that nobody needs its exponentiation.
    if (unfit_for_use(key)) return false;
    const auto [octets, exponent] = rsa_numbers(key);
    const Modulus modulus{octets, to_number(octets), to_number(exponent)};
    for (const char* name : {"p", "q"})
        if (has_factor(jwk, name, modulus)) return true;
    for (const char* name : {"d", "dp", "dq"})
        if (has_exponent(jwk, name, modulus)) return true;
    return has_other_primes(jwk, modulus);
}

/// With the public key behind it, as some libraries write it (NaCl's), it has 64 octets.
bool discloses_ed25519(const json::Value& jwk, const PublicKey& key) {
    const auto held = find_octets(jwk, "d");
    if (!held || (held->reveal().size() != 32 && held->reveal().size() != 64)) return false;
    const Secret seed{Bytes(held->reveal().substr(0, 32))};
    return PrivateKey::from_ed25519_jwk_parts(seed).public_key() == key;
}

bool discloses(const json::Value& jwk, const PublicKey& key) {
    if (key.algorithm() == KeyAlgorithm::rsa) return discloses_rsa(jwk, key);
    if (key.algorithm() == KeyAlgorithm::ed25519) return discloses_ed25519(jwk, key);
    return parse_private_jwk(json::Reader(jwk)).public_key() == key;
}

/// The JWK with its texts as the parsers want them.
json::Value in_url_alphabet(const json::Object& jwk) {
    auto copy = jwk;
    for (auto& [name, value] : copy)
        if (auto* text = std::get_if<std::string>(&value.variant())) *text = in_url_alphabet(*text);
    return copy;
}

const char* find_private_member(const json::Value& jwk) {
    const auto* const found = std::ranges::find_if(private_members, [&](const char* name) {
        return jwk.find(name) != nullptr;
    });
    return found == private_members.end() ? nullptr : *found;
}

} // namespace

DisclosedKey::DisclosedKey(PublicKey key)
    : Error(
          Fault::bad_public_key,
          "the JWK holds the private key too, which has thereby been disclosed: the key is blocked "
          "and no longer accepted here; make a new key and send only its public part"
      ),
      key_(std::move(key)) {}

bool has_private_members(const json::Value& jwk) {
    return find_private_member(jwk) != nullptr;
}

std::optional<PublicKey> find_disclosed_key(const json::Value& jwk) {
    const auto* object = std::get_if<json::Object>(&jwk.variant());
    if (!object || !has_private_members(jwk)) return std::nullopt;
    try {
        const auto read = in_url_alphabet(*object);
        auto key = parse_public_half(json::Reader(read));
        return discloses(read, key) ? std::optional(std::move(key)) : std::nullopt;
    } catch (const Error& error) {
        if (error.fault() != Fault::malformed && error.fault() != Fault::bad_public_key) throw;
        return std::nullopt;
    }
}

void refuse_private_members(const json::Value& jwk) {
    const auto* member = find_private_member(jwk);
    if (!member) return;
    throw Error(
        Fault::bad_public_key,
        "the JWK has the member \"" + std::string(member) +
            "\", which belongs to a private key; send only the public part"
    );
}

} // namespace chancery::crypto
