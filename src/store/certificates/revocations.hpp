// SPDX-License-Identifier: Apache-2.0
#pragma once

// Revoked certificates, and who may revoke those of others.

#include "model/certificate.hpp"
#include "model/order.hpp"
#include "store/store.hpp"

#include <vector>

namespace chancery::store {

/// Once: `issued` becomes `revoked`, and its issuer's list is due. Returns false when it was not
/// `issued` any more.
bool set_revoked(Transaction& tx, const Certificate& certificate, const Revocation& revocation);

/// The reason of one that is revoked becomes keyCompromise, and its issuer's list is due.
void set_key_compromised(Transaction& tx, const Certificate& certificate, Time now);

struct RevokedCertificate {
    Bytes serial;
    Time at;
    RevocationReason reason;
};

/// Those of this issuer whose time was not over before `since`, by serial.
std::vector<RevokedCertificate> list_revoked(const Reader& reader, IssuerId issuer, Time since);

/// A valid authorization of this client for each of these names that it holds one for, by a
/// challenge before one by the register (RFC 8555 §7.6).
std::vector<Authorization>
list_held(const Reader& reader, ClientId client, const std::vector<Name>& names, Time now);

} // namespace chancery::store
