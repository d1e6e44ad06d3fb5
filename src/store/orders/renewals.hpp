// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which certificate replaces which, and which ones the office wants to see replaced (RFC 9773).
// Rows only for certificates to which something of that happened.

#include "model/renewal.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace chancery::store {

/// Empty where nothing happened to it.
Renewal find_renewal(const Reader& reader, CertificateId id);

/// The certificate that this one has replaced.
std::optional<CertificateId> find_replaced(const Reader& reader, CertificateId by);

/// The certificate that this order is to replace.
std::optional<CertificateId> find_to_replace(const Reader& reader, OrderId order);

/// This order is to replace it.
void set_replacing(Transaction& tx, CertificateId id, OrderId order);

/// Another order has taken its place, which set_replacing() says.
void forget_replaces(Transaction& tx, OrderId order);
/// The order's certificate has replaced the one that the order was to replace, if there is one and
/// no other has.
void set_replaced(Transaction& tx, OrderId order, CertificateId by);
/// The office wants it replaced: the last word counts.
void ask_for_renewal(
    Transaction& tx, CertificateId id, const std::string& explanation_url, Time now
);

} // namespace chancery::store
