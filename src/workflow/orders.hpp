// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.4 and §7.5: how names become an order, and what a client may do to its
// authorizations.

#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "store/clients.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// A certificate that an order renews (RFC 9773 §5).
struct Replaces {
    CertificateId certificate;
    std::string text; ///< As the client named it.
};

struct OrderRequest {
    std::vector<DnsName> names;
    std::optional<Replaces> replaces = std::nullopt;
};

/// Authorizations of pre-validated names are born valid, and the order with them ready. Throws
/// rejected_identifier with a subproblem for each name that policy refuses, deactivated; of the
/// certificate to be replaced unauthorized, malformed, already_replaced.
Order create_order(
    store::Store& store,
    const Endpoint& endpoint,
    const store::ClientStanding& client,
    const OrderRequest& request,
    Time now
);

/// RFC 8555 §7.5.2. An order that is not finalized yet becomes invalid with it (§7.1.6). One that
/// has ended already stays as it is.
Authorization deactivate_authorization(
    store::Store& store, const store::ClientStanding& client, AuthorizationId id, Time now
);

} // namespace chancery::workflow
