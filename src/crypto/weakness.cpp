// SPDX-License-Identifier: Apache-2.0
// Keys that others can compute or have read.
#include "crypto/key_implementation.hpp"
#include "crypto/known_keys.hpp"

#include <array>

namespace chancery::crypto {

namespace {

using Arithmetic = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;

constexpr int largest_small_prime = 1000;
constexpr int largest_roca_prime = 167;
constexpr int fermat_rounds = 100;

constexpr bool is_prime(unsigned number) {
    for (unsigned divisor = 2; divisor * divisor <= number; ++divisor)
        if (number % divisor == 0) return false;
    return number >= 2;
}

unsigned remainder(const BIGNUM* modulus, unsigned divisor) {
    return static_cast<unsigned>(BN_mod_word(modulus, divisor));
}

bool has_small_factor(const BIGNUM* modulus) {
    for (unsigned prime = 3; prime < largest_small_prime; prime += 2)
        if (is_prime(prime) && remainder(modulus, prime) == 0) return true;
    return false;
}

/// Whether some power of 65537 has this remainder.
bool is_power_of_65537(unsigned wanted, unsigned prime) {
    const unsigned generator = 65537 % prime;
    unsigned power = 1;
    do {
        if (power == wanted) return true;
        power = power * generator % prime;
    } while (power != 1 && power != 0);
    return false;
}

/// ROCA, CVE-2017-15361: that generator's primes are k * M + (65537^a mod M) for a product M of
/// small primes, so the modulus is a power of 65537 modulo each of them. A sound one is so by an
/// accident of less than one in 2^27.
bool has_roca_fingerprint(const BIGNUM* modulus) {
    for (unsigned prime = 3; prime <= largest_roca_prime; prime += 2)
        if (is_prime(prime) && !is_power_of_65537(remainder(modulus, prime), prime)) return false;
    return true;
}

/// x with x * x <= n < (x + 1) * (x + 1), by Newton's method.
Number square_root(const BIGNUM* n, BN_CTX* arithmetic) {
    Number x(BN_new());
    if (BN_is_zero(n)) return x;
    Number next(BN_new());
    require(x && next && BN_set_bit(x.get(), (BN_num_bits(n) + 1) / 2) == 1, "BN_set_bit");
    for (;;) {
        require(
            BN_div(next.get(), nullptr, n, x.get(), arithmetic) == 1 &&
                BN_add(next.get(), next.get(), x.get()) == 1 &&
                BN_rshift1(next.get(), next.get()) == 1,
            "BN_div"
        );
        if (BN_cmp(next.get(), x.get()) >= 0) return x;
        x.swap(next);
    }
}

/// False for four numbers of five that are no square: by their last six bits.
bool may_be_square(const BIGNUM* number) {
    const unsigned last = remainder(number, 64);
    for (unsigned root = 0; root < 32; ++root)
        if (root * root % 64 == last) return true;
    return false;
}

/// Fermat: n = a^2 - b^2 with a near the root of n when the primes are close to each other.
bool has_close_primes(const BIGNUM* modulus) {
    const Arithmetic arithmetic(BN_CTX_new());
    const auto a = square_root(modulus, arithmetic.get());
    const Number rest(BN_new());
    const Number square(BN_new());
    require(rest && square, "BN_new");
    for (int round = 0; round < fermat_rounds; ++round) {
        require(
            BN_sqr(rest.get(), a.get(), arithmetic.get()) == 1 &&
                BN_sub(rest.get(), rest.get(), modulus) == 1,
            "BN_sqr"
        );
        if (!BN_is_negative(rest.get()) && may_be_square(rest.get())) {
            const auto b = square_root(rest.get(), arithmetic.get());
            require(BN_sqr(square.get(), b.get(), arithmetic.get()) == 1, "BN_sqr");
            if (BN_cmp(square.get(), rest.get()) == 0) return true;
        }
        require(BN_add_word(a.get(), 1) == 1, "BN_add_word");
    }
    return false;
}

} // namespace

std::optional<std::string> weakness(const PublicKey& key) {
    const auto publication = publication_of(sha256(key.spki()));
    if (!publication.empty())
        return "the key's private half is published in " + std::string(publication) +
               "; make a new key";
    if (key.algorithm() != KeyAlgorithm::rsa) return std::nullopt;
    const auto modulus = to_number(rsa_numbers(key).modulus);
    if (has_small_factor(modulus.get()))
        return "the RSA key's modulus has a small factor; make a new key";
    if (has_roca_fingerprint(modulus.get()))
        return "the RSA key was made by a flawed generator (ROCA, CVE-2017-15361); make a new key "
               "with other software";
    if (has_close_primes(modulus.get()))
        return "the RSA key's primes are so close that its private half can be computed; make a "
               "new key with other software";
    return std::nullopt;
}

} // namespace chancery::crypto
