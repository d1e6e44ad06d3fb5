// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/issuers.hpp"

#include "base/text.hpp"
#include "store/registry/issuers.hpp"
#include "workflow/audit.hpp"
#include "workflow/issuance/alternate_chain.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

constexpr std::size_t most_chains = 10;

/// As they will be kept. Throws invalid.
std::vector<std::string>
require_chains(const IssuerRecord& issuer, const std::vector<std::string>& wanted, Time now) {
    if (wanted.size() > most_chains) fail_field("/alternateChains", "must have at most 10 chains");
    std::vector<std::string> chains;
    for (const auto& text : wanted) {
        const auto place = "/alternateChains/" + std::to_string(chains.size());
        auto chain = require_alternate_chain(place, text, issuer, now);
        if (std::ranges::find(chains, chain) != chains.end()) fail_field(place, "is named twice");
        chains.push_back(std::move(chain));
    }
    return chains;
}

/// For the audit log, where PEM says nothing to a reader.
std::string described(const std::vector<std::string>& chains) {
    std::vector<std::string> sentences;
    for (const auto& chain : chains)
        sentences.push_back(description_of(chain));
    return join(sentences, "; ");
}

IssuerRecord require_issuer(const store::Reader& reader, const Seen<IssuerId>& seen) {
    auto issuer = store::find_issuer(reader, seen.id);
    if (!issuer) throw Error(Fault::not_found, "there is no such issuer");
    require_version(issuer->revision.version, seen.version);
    return *std::move(issuer);
}

} // namespace

IssuerRecord change_issuer(
    store::Store& store,
    const Request& request,
    const Seen<IssuerId>& seen,
    const IssuerSettings& settings
) {
    // Signatures are too slow to be checked in the transaction that writes.
    auto issuer = store.read([&](const store::Reader& r) { return require_issuer(r, seen); });
    std::vector<Change> changes;
    if (settings.alternate_chains) {
        auto chains = require_chains(issuer, *settings.alternate_chains, request.now);
        if (chains != issuer.alternates)
            changes.push_back({"alternateChains", described(issuer.alternates), described(chains)});
        issuer.alternates = std::move(chains);
    }
    set(changes, "enabled", issuer.enabled, settings.enabled);
    if (changes.empty()) return issuer;

    return store.write([&](store::Transaction& tx) {
        // A second try of this transaction begins with what was read.
        auto saved = issuer;
        store::update(tx, saved, request.now);
        auto deed = deed_on(saved, "issuer.changed");
        deed.changes = changes;
        audit(tx, request, std::move(deed));
        return saved;
    });
}

} // namespace chancery::workflow
