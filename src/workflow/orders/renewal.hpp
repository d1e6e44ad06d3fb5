// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: one certificate takes another's place (RFC 9773), and the office asks for it.

#include "acme/renewal.hpp"
#include "model/certificate.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>

namespace chancery::workflow {

/// The certificate that a client names, at this endpoint; none where there is no such one. Serial
/// and authority key identifier must both be its own.
std::optional<Certificate>
find_renewable(const store::Reader& reader, EndpointId endpoint, const acme::RenewalId& id);

/// Moves the window of a certificate to now: its client renews at its next look. Throws not_found,
/// stale, conflict (it is not in use any more, or was replaced), invalid (the URL).
Certificate ask_for_renewal(
    store::Store& store,
    const Request& request,
    const Seen<CertificateId>& seen,
    const std::string& explanation_url
);

} // namespace chancery::workflow
