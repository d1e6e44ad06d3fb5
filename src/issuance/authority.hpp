// SPDX-License-Identifier: Apache-2.0
#pragma once

// The built-in CA's own certificates: a root that is kept away, and the issuing CA below it.

#include "base/time.hpp"
#include "crypto/key.hpp"

#include <string>

namespace chancery::issuance {

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
