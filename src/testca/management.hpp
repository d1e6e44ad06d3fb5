// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pebble's management interface: the CA's certificates and keys, the state of each certificate,
// made-up renewal information.

#include "net/http.hpp"
#include "store/store.hpp"
#include "testca/authorities.hpp"
#include "testca/renewal_notes.hpp"

namespace chancery::testca {

/// Must outlive the handler.
struct ManagementParts {
    const store::Store& store;
    const Authorities& authorities;
    RenewalNotes& renewal_notes;
};

net::Response manage(const ManagementParts& parts, const net::Request& request);

} // namespace chancery::testca
