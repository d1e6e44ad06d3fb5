// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificate signing requests (PKCS#10, RFC 2986).

#include "base/bytes.hpp"
#include "crypto/certificate.hpp"
#include "crypto/key.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery::crypto {

/// What a request asks for; its signature has been verified.
struct Csr {
    PublicKey key;
    std::vector<std::string> dns_names;       ///< As written, in their order.
    std::vector<Bytes> ip_addresses;          ///< 4 or 16 octets each.
    std::vector<std::string> common_names;    ///< Of the subject, as written, in their order.
    std::vector<std::string> other_san_types; ///< Words such as "rfc822Name", for the message.
    bool asks_for_ca = false;                 ///< A basicConstraints with cA TRUE.
    bool asks_for_must_staple = false;
};

/// A dNSName or a CN as names are compared: without case and final dot. Old tools write an address
/// there as text, in whatever spelling; no DNS name is one, so its type is clear.
std::string comparable_name(std::string_view text);

/// Lenient where clients differ and nothing is at stake: the version, which attribute holds the
/// extensions (or both, if they name the same), an empty subjectAltName, parameters of algorithms,
/// a compressed point.
/// Throws bad_csr with the sentence for the requester: not DER, trailing bytes, a key or a
/// signature algorithm that is not taken, a self-signature that does not match.
Csr parse_csr(BytesView der);

/// With a subjectAltName of these DNS names, and the first as CN where it fits in 64 characters.
/// `ip_addresses` are 4 or 16 octets each; `others` are further extensions to ask for.
Bytes make_csr(
    const PrivateKey& key,
    const std::vector<std::string>& dns_names,
    const std::vector<Bytes>& ip_addresses = {},
    const std::vector<Extension>& others = {}
);

} // namespace chancery::crypto
