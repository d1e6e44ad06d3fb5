// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/issuer_registry.hpp"

#include "store/registry/issuers.hpp"

#include <utility>

namespace chancery::workflow {

IssuerRegistry::IssuerRegistry(
    const store::Store& store,
    const crypto::Sealer& sealer,
    std::string public_http_url,
    std::span<const issuance::IssuerKind> kinds
)
    : store_(store),
      sealer_(sealer),
      public_http_url_(std::move(public_http_url)),
      kinds_(kinds) {
    current();
}

IssuerRegistry::Snapshot IssuerRegistry::current(const store::Reader& reader) const {
    const auto revision = store::issuers_revision(reader);
    if (const auto loaded = loaded_.load(); loaded && loaded->revision == revision)
        return loaded->registry;
    auto registry = std::make_shared<const issuance::Registry>(
        store::list_issuers(reader), sealer_, public_http_url_, kinds_
    );
    // Two who find a change at once both open it; the later one's, as good as the other, stays.
    loaded_.store(std::make_shared<const Loaded>(Loaded{revision, registry}));
    return registry;
}

IssuerRegistry::Snapshot IssuerRegistry::current() const {
    return store_.read([&](const store::Reader& reader) { return current(reader); });
}

Issuing make_issuing(store::Store& store, const IssuerRegistry& issuers, Metrics& metrics) {
    return {
        store,
        issuers,
        metrics.counter("chancery_certificates_issued_total", "Certificates issued."),
    };
}

} // namespace chancery::workflow
