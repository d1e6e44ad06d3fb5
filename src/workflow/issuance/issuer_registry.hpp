// SPDX-License-Identifier: Apache-2.0
#pragma once

// Those who issue, as the register says at the moment: one that is added, changed or disabled, by
// whatever process, is so for the next request.

#include "base/metrics.hpp"
#include "crypto/seal.hpp"
#include "issuance/registry.hpp"
#include "store/store.hpp"

#include <atomic>
#include <memory>
#include <span>
#include <string>

namespace chancery::workflow {

class IssuerRegistry {
public:
    using Snapshot = std::shared_ptr<const issuance::Registry>;

    /// Reads them. All must outlive it. For `public_http_url` and `kinds` see issuance::Registry.
    IssuerRegistry(
        const store::Store& store,
        const crypto::Sealer& sealer,
        std::string public_http_url = {},
        std::span<const issuance::IssuerKind> kinds = issuance::issuer_kinds()
    );

    /// As this reader sees them. Their keys are opened again only after a change of the register.
    Snapshot current(const store::Reader& reader) const;
    /// As the database says now.
    Snapshot current() const;

private:
    struct Loaded {
        std::int64_t revision;
        Snapshot registry;
    };

    const store::Store& store_;
    const crypto::Sealer& sealer_;
    std::string public_http_url_;
    std::span<const issuance::IssuerKind> kinds_;
    mutable std::atomic<std::shared_ptr<const Loaded>> loaded_;
};

/// All that issuing needs of its process.
struct Issuing {
    store::Store& store;
    const IssuerRegistry& issuers;
    Counter issued; ///< Of the certificates that were issued, by whichever way.
};

Issuing make_issuing(store::Store& store, const IssuerRegistry& issuers, Metrics& metrics);

} // namespace chancery::workflow
