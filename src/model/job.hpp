// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kinds of work that wait in the table of jobs. What each does is a row in
// workflow/jobs/job_kinds.cpp.

#include "base/id.hpp"
#include "base/words.hpp"

namespace chancery {

/// Its words are those of the database and the metrics.
enum class JobKind { challenge, issue, revocationLists, compromisedKeys, dropEnded, issuerEnds };

constexpr auto words_of(JobKind) {
    using enum JobKind;
    return words<JobKind>({
        {challenge, "challenge"},
        {issue, "issue"},
        {revocationLists, "revocationLists"},
        {compromisedKeys, "compromisedKeys"},
        {dropEnded, "dropEnded"},
        {issuerEnds, "issuerEnds"},
    });
}

/// Who works on jobs: an opened store, from its opening to its end. A process that was restarted is
/// another one.
using JobHolderId = Id<struct JobHolderTag>;

} // namespace chancery
