// SPDX-License-Identifier: Apache-2.0
#pragma once

// What Pebble calls its resources: unlike any other server's, so that clients read the directory.

#include "acme/paths.hpp"

namespace chancery::testca {

inline constexpr acme::Paths pebble_paths{
    .directory = "/dir",
    .new_nonce = "/nonce-plz",
    .new_account = "/sign-me-up",
    .new_order = "/order-plz",
    .new_authorization = "/authz-plz",
    .key_change = "/rollover-account-key",
    .revoke_cert = "/revoke-cert",
    .renewal_info = "/draft-ietf-acme-ari-03/renewalInfo/:",
    .account = "/my-account/:",
    .orders = "/list-orderz/:",
    .order = "/my-order/:",
    .finalize = "/finalize-order/:",
    .authorization = "/authZ/:",
    .challenge = "/chalZ/:/?",
    .certificate = "/certZ/:",
    .alternate = "/certZ/:/?",
    .short_ids = true,
};

} // namespace chancery::testca
