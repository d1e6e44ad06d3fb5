// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kinds of work that wait in the table of jobs. What each does is a row in
// workflow/job_kinds.cpp.

#include "base/id.hpp"

#include <string_view>

namespace chancery {

/// An enumerator is the kind's word in the database and in the metrics.
enum class JobKind { challenge, issue, revocationLists, compromisedKeys, dropEnded, issuerEnds };

struct JobKindWord {
    JobKind kind;
    std::string_view word;
};

/// Every kind, in the order of the enumeration.
inline constexpr JobKindWord job_kinds[] = {
    {JobKind::challenge, "challenge"},
    {JobKind::issue, "issue"},
    {JobKind::revocationLists, "revocationLists"},
    {JobKind::compromisedKeys, "compromisedKeys"},
    {JobKind::dropEnded, "dropEnded"},
    {JobKind::issuerEnds, "issuerEnds"},
};

std::string_view to_string(JobKind kind);

/// Who works on jobs: an opened store, from its opening to its end. A process that was restarted is
/// another one.
using JobHolderId = Id<struct JobHolderTag>;

} // namespace chancery
