// SPDX-License-Identifier: Apache-2.0
#pragma once

// DER (X.690): a small writer and a strict reader, for certificates, CRLs and signing requests. The
// writer exists because building through OpenSSL 3's X509_* runs its key decoder (300 microseconds
// a certificate, against one).

#include "base/bytes.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>

namespace chancery::der {

enum Tag : std::uint8_t {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    null = 0x05,
    object_identifier = 0x06,
    enumerated = 0x0a,
    utf8_string = 0x0c,
    printable_string = 0x13,
    ia5_string = 0x16,
    utc_time = 0x17,
    generalized_time = 0x18,
    sequence = 0x30,
    set = 0x31,
};

/// [n] IMPLICIT of a primitive type.
constexpr std::uint8_t context(std::uint8_t n) {
    return static_cast<std::uint8_t>(0x80 | n);
}

/// [n] EXPLICIT, or IMPLICIT of a constructed type.
constexpr std::uint8_t context_constructed(std::uint8_t n) {
    return static_cast<std::uint8_t>(0xa0 | n);
}

/// One element: tag, length, content.
Bytes element(std::uint8_t tag, BytesView content);
Bytes element(std::uint8_t tag, std::initializer_list<BytesView> contents);

/// A non-negative INTEGER from big-endian octets; leading zeros are dropped, one is added where the
/// high bit is set.
Bytes unsigned_integer(BytesView big_endian);

/// "1.2.840.10045.2.1".
Bytes oid(std::string_view dotted);

/// Without unused bits.
Bytes bits(BytesView octets);

/// RFC 5280 §4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050 on.
Bytes time(Time time);

/// Reads elements one after the other. Throws malformed for an indefinite or non-minimal length, a
/// tag that was not expected, an element that runs past its container or an object identifier that
/// is not well-formed.
class Reader {
public:
    explicit Reader(BytesView der) : rest_(der) {}

    bool at_end() const noexcept { return rest_.empty(); }

    /// The next element's tag; none at the end.
    std::optional<std::uint8_t> peek() const noexcept;

    /// The content of the next element, which must have this tag.
    BytesView content(std::uint8_t tag);
    /// The next element whole, with tag and length.
    BytesView whole(std::uint8_t tag);

    Reader open(std::uint8_t tag) { return Reader(content(tag)); }

    /// The next element whole, whatever its tag.
    BytesView any();

    /// Throws malformed when something is left.
    void finish() const;

private:
    BytesView rest_;
};

} // namespace chancery::der
