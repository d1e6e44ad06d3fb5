// SPDX-License-Identifier: Apache-2.0
#pragma once

// The issuers of the register as they were at one moment, by id: what each needs to draft a
// certificate, the chain that it hands out, and the one who issues.

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"
#include "crypto/seal.hpp"
#include "issuance/issuer.hpp"
#include "model/endpoint.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::issuance {

/// What of the issuing CA goes into the certificates that it signs. Of one that is elsewhere only
/// what the register knows.
struct IssuerFacts {
    IssuerId id;
    Bytes name;           ///< DER of its subject.
    Bytes key_identifier; ///< Its subjectKeyIdentifier.
    crypto::KeyAlgorithm key_algorithm;
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
    bool enabled = true;
};

/// When an issuer may sign: while its certificate, those above it and the root are all valid.
struct CaLifetime {
    Time not_before, not_after;
};

CaLifetime lifetime_of(const IssuerRecord& record);

struct Opened {
    IssuerFacts facts;
    std::unique_ptr<const Issuer> issuer;
};

/// A kind of issuer: its word in the register, and how one is opened.
struct IssuerKind {
    std::string_view word;
    /// Throws invalid for another master key, unavailable for a damaged record, internal when its
    /// parts do not fit together. Below the URL are the CRLs and the issuers' certificates; empty
    /// where nothing is.
    std::function<
        Opened(const IssuerRecord&, const crypto::Sealer&, const std::string& public_http_url)>
        open;
};

/// One row a kind.
std::span<const IssuerKind> issuer_kinds();

class Registry {
public:
    /// Opens them all. One that cannot be opened is there and issues nothing: it stops no other.
    Registry(
        const std::vector<IssuerRecord>& records,
        const crypto::Sealer& sealer,
        const std::string& public_http_url = {},
        std::span<const IssuerKind> kinds = issuer_kinds()
    );

    /// Throws what kept the first that could not be opened from it: the beginning of a process is
    /// the time to say so.
    void require_whole() const;

    /// Of those that could be opened.
    std::vector<IssuerId> ids() const;
    /// By its name in URLs; null without one.
    const IssuerFacts* find(std::string_view word) const;

    /// Throws internal for an id that is not there, else why it could not be opened.
    const IssuerFacts& facts(IssuerId id) const;
    const Issuer& issuer(IssuerId id) const;

    /// Throws not_issuing for one that is disabled.
    void require_enabled(IssuerId id) const;

private:
    struct Entry {
        IssuerId id;
        Opened opened = {};
        std::optional<Error> fault = std::nullopt; ///< Instead.
    };

    const Opened& opened(IssuerId id) const;

    std::vector<Entry> entries_;
};

/// What an issuer's sealed key is bound to.
std::string seal_purpose(IssuerId id);

} // namespace chancery::issuance
