// SPDX-License-Identifier: Apache-2.0
#pragma once

// The end of a CA, which nobody should be surprised by: in the metrics always, in the log each day
// of the year before.

#include "base/metrics.hpp"
#include "base/time.hpp"
#include "workflow/issuance/issuer_registry.hpp"

namespace chancery::workflow {

/// chancery_issuer_not_after_seconds{issuer="..."}: when each ends, in Unix time.
void show_issuer_ends(Metrics& metrics, const workflow::IssuerRegistry& issuers);

void warn_of_issuer_ends(const workflow::IssuerRegistry& issuers, Time now);

} // namespace chancery::workflow
