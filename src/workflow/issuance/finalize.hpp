// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.4: from a ready order to a certificate. It decides whether; workflow/issuance/issue
// does.

#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "model/register.hpp"
#include "store/registry/clients.hpp"
#include "workflow/issuance/issue.hpp"

namespace chancery::workflow {

/// Throws order_not_ready.
void require_ready(const Order& order, Time now);

/// What a client asks for, and under what.
struct Finalization {
    Order seen; ///< As the caller read it; it is read again where it matters.
    Bytes csr;  ///< DER.
    const Endpoint& endpoint;
    Profile profile; ///< The order's.
    Organization organization;
};

struct Finalized {
    Order order;
    bool waits_for_dns = false; ///< Recorded; a job asks CAA before it is issued.
};

/// Answers a valid order when the issuer is done at once, a processing one otherwise: also when the
/// issuer has trouble that may pass.
/// Throws: order_not_ready, bad_csr and not_issuing (it stays ready), rejected_identifier and the
/// issuer's final no (it becomes invalid), rate_limited (it stays ready).
Finalized finalize(
    Issuing& issuing, const store::ClientStanding& client, const Finalization& request, Time now
);

} // namespace chancery::workflow
