// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.4: from a ready order to a certificate. It orders the steps; policy decides, the
// issuer signs, the store keeps.

#include "base/metrics.hpp"
#include "issuance/issuer.hpp"
#include "model/certificate.hpp"
#include "model/order.hpp"
#include "store/clients.hpp"
#include "store/store.hpp"

#include <string>

namespace chancery::workflow {

/// What a client asks for, with the certificate drafted and linted before any transaction.
struct Finalization {
    Order seen; ///< As the caller read it; it is read again where it matters.
    Draft draft;
    IssuerId issuer;
    bool caa = false;   ///< Whether the endpoint asks for CAA.
    Limits limits = {}; ///< Of the endpoint, in force.
};

struct Finalized {
    Order order;
    bool waits_for_dns = false; ///< It is recorded, and CAA must be asked before it is issued.
};

/// A processing order, as it was recorded before anyone was asked to sign.
struct Recorded {
    OrderId order;
    CertificateId certificate;
    Actor actor;
    DepartmentId department;
    Draft draft;
    std::string resume = {};
};

/// Answers a valid order when the issuer signs at once, a processing one otherwise.
/// Throws: not_issuing (it stays ready), order_not_ready, rejected_identifier (the order becomes
/// invalid), rate_limited (it stays ready).
Finalized finalize(
    store::Store& store,
    const issuance::Issuer& issuer,
    const store::ClientStanding& client,
    const Finalization& request,
    Time now
);

/// The next step of a recorded order: by finalize, and by the issue job and the sweep once they
/// have asked policy again. Safe to run twice, on any node.
Order settle(
    store::Store& store, const issuance::Issuer& issuer, const Recorded& recorded, Time now
);

/// Of the certificates that were issued, wherever their orders were settled.
Counter issued_counter(Metrics& metrics);

} // namespace chancery::workflow
