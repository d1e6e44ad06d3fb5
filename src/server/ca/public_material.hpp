// SPDX-License-Identifier: Apache-2.0
#pragma once

// The CA's public material, for anyone, over HTTPS and over plain HTTP: all of it is signed, or is
// compared with a digest that the office gives.
//   /ca/root.pem   the root, for hosts that have yet to trust it
//   /ca/WORD.crl   an issuer's revocation list (RFC 5280 §4.2.1.13), DER
//   /ca/WORD.crt   its certificate (RFC 5280 §4.2.2.1), DER

#include "net/http.hpp"
#include "store/store.hpp"
#include "workflow/issuance/issuer_registry.hpp"

#include <string>

namespace chancery::server {

struct PublicMaterial {
    const store::Store& store;
    const workflow::IssuerRegistry& issuers;
    std::string root; ///< PEM of the production root.
};

net::Response get_public_material(const PublicMaterial& material, const net::Request& request);

} // namespace chancery::server
