// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.4: how names become an order.

#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "store/registry/clients.hpp"
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
    std::vector<Name> names;
    std::string profile = {}; ///< One that the endpoint offers; empty: its first.
    AskedValidity validity = {};
    std::optional<Replaces> replaces = std::nullopt;
};

/// An order's "replaces" names a certificate that is not this ACME account's, or not of this
/// endpoint: the order is made without it.
void log_foreign_replaces(const store::ClientStanding& client, const std::string& replaces);

/// Authorizations of pre-validated names are born valid; of others, those that the client has
/// proven are relied on again. With all of them valid the order is ready. Where the endpoint says
/// so, a client that orders the same names again gets the order that is open; everywhere does one
/// whose unfinished order asks for the same and replaces the same certificate. One that asks for
/// something else takes the place of that order, which then replaces nothing. Throws
/// rejected_identifier with a subproblem for each name that policy refuses, deactivated,
/// not_issuing; of the certificate to be replaced malformed, already_replaced; rate_limited.
Order create_order(
    store::Store& store,
    const Endpoint& endpoint,
    const store::ClientStanding& client,
    const OrderRequest& request,
    Time now
);

} // namespace chancery::workflow
