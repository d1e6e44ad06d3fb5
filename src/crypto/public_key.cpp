// SPDX-License-Identifier: Apache-2.0
// Public keys as they come from outside: SubjectPublicKeyInfo, points, RSA numbers.
#include "crypto/der.hpp"
#include "crypto/key_implementation.hpp"
#include "crypto/key_parameters.hpp"

#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <bit>

namespace chancery::crypto {

namespace {

using namespace std::literals;

// What stands before the key itself in a SubjectPublicKeyInfo of these types. DER has one form for
// each, so that comparing it is reading it (RFC 5480 §2, RFC 8410 §4).
constexpr auto p256_head =
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
    "\x03\x42\x00"sv;
constexpr auto p384_head =
    "\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00"sv;
constexpr auto p521_head = "\x30\x81\x9b\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b"
                           "\x81\x04\x00\x23\x03\x81\x86"
                           "\x00"sv;
constexpr auto ed25519_head = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"sv;
/// rsaEncryption with NULL (RFC 3279 §2.3.1).
constexpr auto rsa_algorithm = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"sv;

constexpr std::size_t ed25519_size = 32;
constexpr int least_rsa_bits = 1024;
constexpr int most_rsa_bits = 8192;
constexpr std::size_t most_exponent_octets = 4;

[[noreturn]] void refuse(std::string why) {
    throw Error(Fault::bad_public_key, std::move(why));
}

BytesView head_of(KeyAlgorithm curve) {
    if (curve == KeyAlgorithm::ec_p521) return p521_head;
    return curve == KeyAlgorithm::ec_p384 ? p384_head : p256_head;
}

KeyHandle curve_parameters(KeyAlgorithm curve) {
    KeyParameters parameters;
    parameters.add_text(OSSL_PKEY_PARAM_GROUP_NAME, curve_name(curve));
    return parameters.make("EC", EVP_PKEY_KEY_PARAMETERS);
}

/// Copying these is a third of the price of making a key from its curve's name. One a thread: no
/// lock.
EVP_PKEY* curve_template(KeyAlgorithm curve) {
    thread_local const KeyHandle p256 = curve_parameters(KeyAlgorithm::ec_p256);
    thread_local const KeyHandle p384 = curve_parameters(KeyAlgorithm::ec_p384);
    thread_local const KeyHandle p521 = curve_parameters(KeyAlgorithm::ec_p521);
    if (curve == KeyAlgorithm::ec_p521) return p521.get();
    return curve == KeyAlgorithm::ec_p384 ? p384.get() : p256.get();
}

/// `point` is uncompressed: 04, x, y.
KeyHandle ec_key(KeyAlgorithm curve, BytesView point) {
    KeyHandle key(EVP_PKEY_dup(curve_template(curve)));
    require(key != nullptr, "EVP_PKEY_dup");
    // This also checks that the point is on the curve.
    if (EVP_PKEY_set1_encoded_public_key(key.get(), octets(point), point.size()) != 1) {
        forget_errors();
        refuse("the key's point is not on its curve");
    }
    return key;
}

int bit_length(BytesView big_endian) {
    return static_cast<int>(8 * (big_endian.size() - 1)) +
           std::bit_width(static_cast<std::uint8_t>(big_endian.front()));
}

bool is_odd(BytesView big_endian) {
    return (big_endian.back() & 1) != 0;
}

/// Of a positive INTEGER; an unsigned one as DER has it.
BytesView positive(BytesView integer) {
    const bool padded = integer.size() > 1 && integer[0] == '\0';
    const auto number = padded ? integer.substr(1) : integer;
    const bool minimal = !number.empty() && padded == ((number[0] & '\x80') != 0);
    if (!minimal || number == "\0"sv) refuse("the RSA key's numbers are not positive integers");
    return number;
}

RsaNumbers read_rsa_numbers(BytesView rsa_public_key) {
    der::Reader outer(rsa_public_key);
    auto inner = outer.open(der::sequence);
    outer.finish();
    const auto modulus = positive(inner.content(der::integer));
    const auto exponent = positive(inner.content(der::integer));
    inner.finish();
    return {modulus, exponent};
}

void require_sound_rsa(const RsaNumbers& numbers) {
    const auto& [modulus, exponent] = numbers;
    if (modulus.empty() || modulus[0] == '\0' || exponent.empty() || exponent[0] == '\0')
        refuse("the RSA key's modulus or exponent is empty or begins with a zero octet");
    const int bits = bit_length(modulus);
    if (bits < least_rsa_bits || bits > most_rsa_bits)
        refuse("an RSA key must have 1024 to 8192 bits, this one has " + std::to_string(bits));
    if (!is_odd(modulus)) refuse("the RSA key's modulus is even");
    // CA/Browser Forum, Baseline Requirements §6.1.6: odd, 3 or more. The upper bound keeps the
    // price of a verification small; nobody uses larger ones.
    const bool fits =
        exponent.size() <= most_exponent_octets && is_odd(exponent) && exponent != "\x01"sv;
    if (!fits) refuse("the RSA key's exponent must be odd and from 3 to 4294967295");
}

KeyHandle rsa_key(const RsaNumbers& numbers) {
    KeyParameters parameters;
    parameters.add_number(OSSL_PKEY_PARAM_RSA_N, numbers.modulus);
    parameters.add_number(OSSL_PKEY_PARAM_RSA_E, numbers.exponent);
    return parameters.make("RSA", EVP_PKEY_PUBLIC_KEY);
}

std::shared_ptr<const PublicKey::Impl>
make(KeyAlgorithm type, int bits, Bytes spki, KeyHandle key) {
    // Not make_shared: an aggregate with a mutex has no constructor to call.
    return std::shared_ptr<const PublicKey::Impl>(new PublicKey::Impl{
        type, bits, std::move(spki), std::move(key)});
}

std::shared_ptr<const PublicKey::Impl> make_ec(KeyAlgorithm curve, BytesView point) {
    auto key = ec_key(curve, point);
    const int bits =
        curve == KeyAlgorithm::ec_p521 ? 521 : static_cast<int>(8 * coordinate_size(curve));
    return make(curve, bits, Bytes(head_of(curve)).append(point), std::move(key));
}

/// The uncompressed point of a key of this curve; none in anything else.
std::optional<BytesView> find_point(KeyAlgorithm curve, BytesView spki) {
    const auto head = head_of(curve);
    if (!spki.starts_with(head)) return std::nullopt;
    const auto point = spki.substr(head.size());
    const bool fits = point.size() == 1 + 2 * coordinate_size(curve) && point.front() == '\x04';
    return fits ? std::optional(point) : std::nullopt;
}

/// y of a point whose order divides 8: such a key's owner can make signatures that fit any
/// message. Written little-endian, without the sign of x.
bool has_small_order(BytesView y) {
    static const std::array<Bytes, 5> small{
        Bytes(ed25519_size, '\0'),
        "\x01" + Bytes(ed25519_size - 1, '\0'),
        "\xec" + Bytes(ed25519_size - 2, '\xff') + "\x7f",
        "\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0"
        "\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
        "\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f"
        "\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
    };
    return std::find(small.begin(), small.end(), y) != small.end();
}

/// RFC 8032 §5.1.3: y must be less than 2^255 - 19.
bool is_canonical(BytesView y) {
    return y.back() != '\x7f' || static_cast<std::uint8_t>(y.front()) < 0xed ||
           y.substr(1, ed25519_size - 2).find_first_not_of('\xff') != BytesView::npos;
}

} // namespace

PublicKey::PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

PublicKey PublicKey::from_spki(BytesView der) {
    for (const auto curve : {KeyAlgorithm::ec_p256, KeyAlgorithm::ec_p384, KeyAlgorithm::ec_p521})
        if (const auto point = find_point(curve, der)) return PublicKey(make_ec(curve, *point));
    if (der.starts_with(ed25519_head) && der.size() == ed25519_head.size() + ed25519_size)
        return from_ed25519(der.substr(ed25519_head.size()));
    try {
        der::Reader outer(der);
        auto inner = outer.open(der::sequence);
        outer.finish();
        if (inner.whole(der::sequence) != rsa_algorithm)
            refuse("the key is none of ECDSA P-256, P-384 or P-521 (uncompressed), Ed25519 and RSA"
            );
        const auto bits = inner.content(der::bit_string);
        inner.finish();
        if (!bits.starts_with('\0')) refuse("the RSA key has unused bits");
        const auto numbers = read_rsa_numbers(bits.substr(1));
        return from_rsa(numbers.modulus, numbers.exponent);
    } catch (const Error& error) {
        if (error.fault() != Fault::malformed) throw;
        refuse("the key cannot be read: " + error.problem().detail);
    }
}

PublicKey PublicKey::from_ec_point(KeyAlgorithm curve, BytesView x, BytesView y) {
    ensure(is_elliptic(curve), "only a curve has points");
    const auto size = coordinate_size(curve);
    if (x.size() != size || y.size() != size)
        refuse("each coordinate of the key's point must have " + std::to_string(size) + " octets");
    return PublicKey(make_ec(curve, Bytes("\x04").append(x).append(y)));
}

PublicKey PublicKey::from_ed25519(BytesView point) {
    if (point.size() != ed25519_size) refuse("an Ed25519 key has 32 octets");
    Bytes y(point);
    y.back() = static_cast<char>(y.back() & 0x7f);
    if (!is_canonical(y) || has_small_order(y)) refuse("the Ed25519 key is not a fit point");
    KeyHandle key(
        EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets(point), point.size())
    );
    require(key != nullptr, "EVP_PKEY_new_raw_public_key_ex");
    return PublicKey(
        make(KeyAlgorithm::ed25519, 256, Bytes(ed25519_head).append(point), std::move(key))
    );
}

PublicKey PublicKey::from_rsa(BytesView modulus, BytesView exponent) {
    const RsaNumbers numbers{modulus, exponent};
    require_sound_rsa(numbers);
    auto spki = der::element(
        der::sequence,
        {rsa_algorithm,
         der::bits(der::element(
             der::sequence, {der::unsigned_integer(modulus), der::unsigned_integer(exponent)}
         ))}
    );
    return PublicKey(make(KeyAlgorithm::rsa, bit_length(modulus), std::move(spki), rsa_key(numbers))
    );
}

KeyAlgorithm PublicKey::algorithm() const noexcept {
    return impl_->type;
}

int PublicKey::bits() const noexcept {
    return impl_->bits;
}

const Bytes& PublicKey::spki() const noexcept {
    return impl_->spki;
}

BytesView subject_public_key(const PublicKey& key) {
    der::Reader outer(key.spki());
    auto inner = outer.open(der::sequence);
    inner.content(der::sequence);
    return inner.content(der::bit_string).substr(1);
}

RsaNumbers rsa_numbers(const PublicKey& key) {
    ensure(key.algorithm() == KeyAlgorithm::rsa, "only an RSA key has a modulus");
    return read_rsa_numbers(subject_public_key(key));
}

} // namespace chancery::crypto
