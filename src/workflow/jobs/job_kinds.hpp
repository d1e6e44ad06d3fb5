// SPDX-License-Identifier: Apache-2.0
#pragma once

// The table of the kinds of jobs. A new kind is its row here, and its word in model/job.hpp.

#include "workflow/issuance/issuer_registry.hpp"
#include "workflow/issuance/left_orders.hpp"
#include "workflow/jobs/job.hpp"
#include "workflow/validation/challenges.hpp"

#include <vector>

namespace chancery::workflow {

class Validator;

/// What jobs work with. All must outlive them. What asks is the validator's.
struct JobParts {
    Issuing& issuing;
    AskChallenge ask_challenge = {};
    AskCaa ask_caa = {};
};

/// Of a process that asks hosts.
JobParts job_parts(Issuing& issuing, Validator& validator);

/// A row for each kind.
std::vector<JobRow> job_rows(const JobParts& parts);

} // namespace chancery::workflow
