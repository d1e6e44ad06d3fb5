// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"
#include "crypto/signature_algorithm.hpp"
#include "issuance/lints/lints.hpp"

namespace chancery::issuance::lints {

/// The issuer is the one that will sign, byte for byte, and the key the one that was asked for.
Finding check_issuer(const ToBeSigned& certificate, const DraftRequest& request) {
    constexpr BytesView authority_key_identifier("\x55\x1d\x23", 3);
    if (certificate.version != BytesView("\x02", 1)) return "its version is not 3";
    if (certificate.issuer != request.issuer.name) return "its issuer is not the one that signs";
    if (certificate.signature_algorithm !=
        crypto::algorithm_identifier(request.issuer.key_algorithm))
        return "its algorithm is not that of the issuer's key";
    if (certificate.spki != request.key.spki()) return "its key is not the one that was asked for";

    const auto* extension = certificate.find(authority_key_identifier);
    if (!extension) return "there is no authorityKeyIdentifier";
    der::Reader value(extension->value);
    if (value.open(der::sequence).content(der::context(0)) != request.issuer.key_identifier)
        return "its authorityKeyIdentifier is not the issuer's";
    return std::nullopt;
}

} // namespace chancery::issuance::lints
