// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's own TLS certificate from the built-in CA. It is in the inventory like any other, its
// serial stored before it was signed.

#include "crypto/key.hpp"
#include "workflow/context.hpp"
#include "workflow/issuance/issuer_registry.hpp"

#include <string>
#include <vector>

namespace chancery::workflow {

struct ServerIdentity {
    std::string chain; ///< PEM, leaf first.
    crypto::PrivateKey key;
};

/// For these names, which may be single labels and addresses, from the issuer of this endpoint,
/// with a new key. Throws not_issuing where that issuer is not done at once: nobody could keep the
/// key so long.
ServerIdentity issue_server_certificate(
    Issuing& issuing,
    const Request& request,
    const std::vector<std::string>& hostnames,
    const std::string& endpoint
);

/// For these names, with a new key, signed by itself for a day: what a server shows while the CA
/// cannot issue, so that it can be reached to mend that.
ServerIdentity self_signed_certificate(const std::vector<std::string>& hostnames, Time now);

/// Two thirds of its life are over.
bool is_due(Time not_before, Time not_after, Time now);

} // namespace chancery::workflow
