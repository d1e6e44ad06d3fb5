// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificates for trying things out, which nobody trusts: one must not take the place of a good
// one unless that was asked for (--break-my-certs).

#include "client/lineage/lineage.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

/// certbot's rule: by its URL.
bool is_staging(std::string_view server);

/// By its issuer's name: "(STAGING) ..." at Let's Encrypt, "... STAGING ..." at Chancery.
bool is_of_staging(const crypto::CertificateInfo& leaf);

/// By its server or by its issuer.
bool is_of_staging(const Lineage& lineage);

/// Throws invalid: what a good certificate for these names was to be replaced with is none.
[[noreturn]] void refuse_staging(const std::vector<std::string>& names);

} // namespace chancery::client
