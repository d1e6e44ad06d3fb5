// SPDX-License-Identifier: Apache-2.0
#pragma once

// How every certificate comes to be, whoever it is for: drafted and linted; recorded, with what its
// issuer will be asked for, in the transaction of the use case that has asked policy; asked of its
// issuer outside of any; kept. An order that waits for it moves with it.

#include "crypto/key.hpp"
#include "issuance/issuer.hpp"
#include "model/certificate.hpp"
#include "model/endpoint.hpp"
#include "model/event.hpp"
#include "model/order.hpp"
#include "model/register.hpp"
#include "store/jobs.hpp"
#include "workflow/issuance/issuer_registry.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// A certificate as it is to be.
struct Wanted {
    const Profile& profile;
    const Organization& organization;
    const crypto::PublicKey& key;
    const std::vector<Name>& names;
    std::string common_name = {}; ///< Among the DNS names; empty for none.
    AskedValidity validity = {};
    bool must_staple = false;
    BytesView csr = {}; ///< DER as the client sent it; empty where there was none.
};

/// What its issuer will be asked for, as the register knows that.
struct Drafted {
    Draft draft;
    IssuerRegistry::Snapshot issuers;
};

/// Nothing is stored. Throws bad_csr for the account key of a
/// client (RFC 8555 §11.1), not_issuing for an issuer that is disabled, and what Issuer::draft
/// throws.
Drafted draft_certificate(const Issuing& issuing, IssuerId issuer, const Wanted& wanted, Time now);

/// Names as the inventory keeps them.
std::vector<std::string> spelled(const std::vector<Name>& names);

/// A certificate that is recorded, and who wants it.
struct Recorded {
    Certificate certificate;
    Actor actor;
    IssuerRegistry::Snapshot issuers;
    std::optional<store::JobLease> lease = std::nullopt; ///< Of the job that goes on with it.
};

/// Takes its serial, or its place where the issuer chooses that. Throws not_issuing while the clock
/// cannot be right, bad_csr for a key that was blocked.
void record(store::Transaction& tx, const Certificate& certificate, Time now);

/// What the issuer says.
struct Said {
    issuance::IssuerAnswer outcome;
    /// What it chose, where it writes its certificates itself: of an Issued.
    std::optional<Draft> written = std::nullopt;
};

/// Asks the issuer once. Throws where the trouble may pass.
Said ask_issuer(const Recorded& recorded, Time now);

/// Where a recorded certificate stands once its issuer was asked.
struct Settled {
    Certificate certificate;
    std::optional<std::string> chain = std::nullopt; ///< That came with it; none: its issuer's.
    std::optional<Order> order = std::nullopt;       ///< That waits for it, or has waited.
    std::optional<Problem> refusal = std::nullopt;   ///< The issuer's final no.
    std::optional<Time> again_at = std::nullopt;     ///< Not done: when to ask again.
};

/// Keeps what the issuer said, unless another answer was kept before. Safe to run twice, on any
/// node. Throws conflict, and keeps nothing, when the lease was lost.
Settled keep(Issuing& issuing, const Recorded& recorded, const Said& said, Time now);

/// Both, one after the other.
Settled settle(Issuing& issuing, const Recorded& recorded, Time now);

} // namespace chancery::workflow
