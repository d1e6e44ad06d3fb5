// SPDX-License-Identifier: Apache-2.0
#pragma once

// When the server would have a certificate renewed (RFC 9773). Asked without an account, and
// without a signature.

#include "acme/renewal.hpp"
#include "acme_client/directory.hpp"
#include "crypto/certificate.hpp"
#include "net/http_client.hpp"

#include <optional>

namespace chancery::acme_client {

/// What names the certificate; none for one that does not say by which key it was signed.
std::optional<acme::RenewalId> find_renewal_id(const crypto::CertificateInfo& certificate);

/// None where the server does not give renewal information, or does not know the certificate.
/// Throws connection, tls, malformed, and what the server refused with.
std::optional<RenewalAdvice>
fetch_renewal_info(net::HttpClient& http, const Directory& directory, const acme::RenewalId& id);

} // namespace chancery::acme_client
