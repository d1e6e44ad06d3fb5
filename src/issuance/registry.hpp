// SPDX-License-Identifier: Apache-2.0
#pragma once

// The issuers of this process, by id: what each needs to draft a certificate, the chain that it
// hands out, and the one who signs.

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"
#include "crypto/seal.hpp"
#include "issuance/issuer.hpp"
#include "model/endpoint.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::issuance {

/// What of the issuing CA goes into the certificates that it signs.
struct IssuerFacts {
    IssuerId id;
    Bytes name;           ///< DER of its subject.
    Bytes key_identifier; ///< Its subjectKeyIdentifier.
    crypto::KeyType key_type;
    /// No certificate begins before it or outlives it: of the whole chain, root included.
    Time not_before;
    Time not_after;
    std::string chain; ///< PEM of the intermediates, sent after the leaf.
    std::string root;  ///< PEM.
    /// Its name in URLs, which no change of the register changes: certificates carry them.
    std::string word;
    std::string title = {};          ///< Its name in the register, for people.
    std::string crl_url = {};        ///< Where its CRL is; empty: certificates do not say.
    std::string ca_issuers_url = {}; ///< Where its certificate is; the same.
};

/// When an issuer may sign: while its certificate, those above it and the root are all valid.
struct CaLifetime {
    Time not_before, not_after;
};

CaLifetime lifetime_of(const IssuerRecord& record);

class Registry {
public:
    /// Opens the sealed keys. Throws invalid for another master key, unavailable for a damaged
    /// record, internal when a key and its certificate do not fit together.
    /// Below `public_http_url` are the CRLs and the issuers' certificates; empty where nothing is.
    Registry(
        const std::vector<IssuerRecord>& records,
        const crypto::Sealer& sealer,
        const std::string& public_http_url = {}
    );

    std::vector<IssuerId> ids() const;
    /// By its name in URLs; null without one.
    const IssuerFacts* find(std::string_view word) const;

    /// Throws internal for an id that is not there.
    const IssuerFacts& facts(IssuerId id) const;
    const Issuer& issuer(IssuerId id) const;

private:
    struct Entry {
        IssuerFacts facts;
        std::unique_ptr<Issuer> issuer;
    };

    const Entry& entry(IssuerId id) const;

    std::vector<Entry> entries_;
};

/// What an issuer's sealed key is bound to.
std::string seal_purpose(IssuerId id);

} // namespace chancery::issuance
