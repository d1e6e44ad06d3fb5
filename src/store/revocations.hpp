// SPDX-License-Identifier: Apache-2.0
#pragma once

// Revoked certificates, and the keys that nobody may have certified again.

#include "model/certificate.hpp"
#include "store/store.hpp"

#include <vector>

namespace chancery::store {

/// Once: `issued` becomes `revoked`, and its issuer's list is due. Returns false when it was not
/// `issued` any more.
bool set_revoked(Transaction& tx, const Certificate& certificate, const Revocation& revocation);

struct RevokedCertificate {
    Bytes serial;
    Time at;
    RevocationReason reason;
};

/// Those of this issuer whose time was not over before `since`, by serial.
std::vector<RevokedCertificate> list_revoked(const Reader& reader, IssuerId issuer, Time since);

/// No certificate with the key of this one is recorded any more. Returns false when its key was
/// blocked already.
bool block_key(Transaction& tx, const Certificate& certificate, Time now);

/// Whether this client has a valid authorization for each of these names (RFC 8555 §7.6).
bool holds_authorizations(
    const Reader& reader, ClientId client, const std::vector<std::string>& names, Time now
);

} // namespace chancery::store
