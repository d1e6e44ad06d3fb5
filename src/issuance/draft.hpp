// SPDX-License-Identifier: Apache-2.0
#pragma once

// From a request that may be issued to what will be signed: the CSR checked against the order, the
// profile applied, the certificate written and linted. Into a certificate that we write, nothing
// but the key comes from the CSR.

#include "base/time.hpp"
#include "crypto/csr.hpp"
#include "issuance/registry.hpp"
#include "model/certificate.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "model/register.hpp"

#include <string>
#include <vector>

namespace chancery::issuance {

/// RFC 8555 §7.4: the CSR names what the order names, and its key may be certified under this
/// profile and is not the client's own. Throws bad_csr.
void require_fit(
    const crypto::Csr& csr,
    const std::vector<Name>& ordered,
    const Profile& profile,
    BytesView client_spki
);

struct DraftRequest {
    const IssuerFacts& issuer;
    const Profile& profile;
    const Organization& organization;
    const crypto::PublicKey& key;
    std::string common_name;              ///< Among the DNS names; empty for none.
    std::vector<std::string> dns_names;   ///< In the order sent.
    std::vector<Bytes> ip_addresses = {}; ///< 4 or 16 octets each.
    AskedValidity validity = {};
    bool must_staple = false; ///< The profile lets it.
    BytesView csr = {};       ///< DER as the client sent it; empty where there was none.
};

/// A word for a certificate's key: of crypto::KeyType, or "rsa" and another number of bits.
std::string word_of(const crypto::PublicKey& key);

/// The CSR's CN if it was ordered, else the first DNS name, where it fits in 64 characters; else
/// none.
std::string choose_common_name(const crypto::Csr& csr, const std::vector<Name>& ordered);

/// As the built-in CA writes it: linted and final. Throws malformed for a validity that cannot be
/// granted any more, and internal when a lint finds something: our own mistake.
Draft make_draft(const DraftRequest& request, Time now);

} // namespace chancery::issuance
