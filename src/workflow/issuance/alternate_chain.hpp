// SPDX-License-Identifier: Apache-2.0
#pragma once

// Another chain of an issuer's key (RFC 8555 §7.4.2): whether it is one, and what it says.

#include "base/time.hpp"
#include "model/endpoint.hpp"

#include <string>
#include <string_view>

namespace chancery::workflow {

/// The chain's certificates in PEM and nothing else. It begins with one of the issuer's very name
/// and key, each is signed by the next, which may have so many CAs below it, all are in time, and
/// the root is left out. Throws invalid, with this pointer.
std::string require_alternate_chain(
    std::string_view pointer, std::string_view pem, const IssuerRecord& issuer, Time now
);

/// "up to CN=Old Root R1,O=Example until 2031-05-01 (SHA-256 0f3c5d7e9b1a2c4d)" of one that was
/// taken: the fingerprints, as far as one needs to tell chains apart, are of all its certificates.
std::string description_of(std::string_view chain);

/// Whether one of its certificates has: nobody is to be sent there.
bool has_ended(std::string_view chain, Time now);

} // namespace chancery::workflow
