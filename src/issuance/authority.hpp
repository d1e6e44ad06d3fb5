// SPDX-License-Identifier: Apache-2.0
#pragma once

// The built-in CA's own certificates: a root that is kept away, and the issuing CA below it.

#include "base/time.hpp"
#include "crypto/certificate.hpp"
#include "crypto/key.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace chancery::issuance {

/// What one certificate of a CA is to say.
struct CaRequest {
    crypto::DistinguishedName subject;
    crypto::DistinguishedName issuer;
    const crypto::PrivateKey& issuer_key; ///< Its own: a root.
    const crypto::PublicKey& key;
    std::chrono::seconds lifetime;
    std::optional<int> path_length = std::nullopt;
};

/// PEM.
std::string ca_certificate(const CaRequest& request, Time now);

/// A root (P-384, 20 years) and its issuing CA (P-256, 10 years, pathlen 0).
struct Authority {
    std::string name; ///< The issuing CA's common name.
    std::string root_pem;
    crypto::PrivateKey root_key;
    std::string issuing_pem;
    crypto::PrivateKey issuing_key;
};

/// "O=<organization>, CN=<organization> Root R1" and "... Issuing CA I1". `prefix`, such as
/// "STAGING untrusted ", stands before both common names.
Authority create_authority(const std::string& organization, const std::string& prefix, Time now);

/// Half of the Unix time, so that serials are in order, then 128 random bits: 20 octets.
Bytes new_serial(Time now);

} // namespace chancery::issuance
