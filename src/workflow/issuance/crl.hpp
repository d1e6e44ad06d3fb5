// SPDX-License-Identifier: Apache-2.0
#pragma once

// The CRL of each issuing CA: signed again once something was revoked, and every day.

#include "base/time.hpp"
#include "store/store.hpp"
#include "workflow/issuance/issuer_registry.hpp"
#include "workflow/jobs/job.hpp"

#include <chrono>
#include <vector>

namespace chancery::workflow {

/// How long a list may be used, and how often there is a new one at least. Between them is the
/// time in which a server may stand still unnoticed.
inline constexpr auto crl_lifetime = std::chrono::days(7);
inline constexpr auto crl_refresh = std::chrono::days(1);

/// The issuers whose lists are due.
std::vector<IssuerId>
list_due_crls(const store::Reader& reader, const IssuerRegistry& issuers, Time now);

/// Signs the list of the issuer that is the job's subject, when it is due, outside of any
/// transaction. Safe to run twice, on any node: a number is published once, and numbers only grow.
JobResult publish_crl(store::Store& store, const IssuerRegistry& issuers, const Job& job);

} // namespace chancery::workflow
