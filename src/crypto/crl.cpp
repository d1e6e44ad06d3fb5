// SPDX-License-Identifier: Apache-2.0
#include "crypto/crl.hpp"

#include "base/error.hpp"
#include "crypto/certificate.hpp"
#include "crypto/der.hpp"
#include "crypto/signature_algorithm.hpp"

namespace chancery::crypto {

namespace {

using namespace std::literals;

constexpr auto version_2 = "\x02\x01\x01"sv;

/// RFC 5280 §5.3.1.
bool is_reason(int code) {
    return code >= 0 && code <= 10 && code != 7;
}

Bytes written(const RevokedEntry& entry) {
    ensure(is_reason(entry.reason), "a CRLReason is one of RFC 5280's");
    Bytes extensions;
    if (entry.reason != 0) {
        const Bytes code(1, static_cast<char>(entry.reason));
        extensions = der::element(
            der::sequence,
            to_der(Extension{"2.5.29.21", false, der::element(der::enumerated, code)})
        );
    }
    return der::element(
        der::sequence,
        {der::unsigned_integer(entry.serial), der::time(entry.revoked_at), extensions}
    );
}

/// RFC 5280 §5.2.3.
Extension crl_number(std::int64_t number) {
    ensure(number > 0, "a CRL's number is positive");
    Bytes octets;
    for (int shift = 56; shift >= 0; shift -= 8)
        octets += static_cast<char>(number >> shift & 0xff);
    return {"2.5.29.20", false, der::unsigned_integer(octets)};
}

} // namespace

Bytes to_be_signed(const CrlFields& fields) {
    Bytes entries;
    for (const auto& entry : fields.entries)
        entries += written(entry);
    // RFC 5280 §5.1.2.6: absent, not empty, where nothing is revoked.
    const auto revoked = entries.empty() ? Bytes() : der::element(der::sequence, entries);
    const auto extensions = to_der(authority_key_identifier(fields.issuer_key_identifier)) +
                            to_der(crl_number(fields.number));
    return der::element(
        der::sequence,
        {version_2,
         algorithm_identifier(fields.issuer_key_algorithm),
         fields.issuer,
         der::time(fields.this_update),
         der::time(fields.next_update),
         revoked,
         der::element(der::context_constructed(0), der::element(der::sequence, extensions))}
    );
}

Bytes sign_crl(BytesView to_be_signed, const PrivateKey& key) {
    auto fields = der::Reader(to_be_signed).open(der::sequence);
    fields.content(der::integer);
    return to_signed(to_be_signed, fields.whole(der::sequence), key);
}

} // namespace chancery::crypto
