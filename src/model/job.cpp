// SPDX-License-Identifier: Apache-2.0
#include "model/job.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <iterator>

namespace chancery {

std::string_view to_string(JobKind kind) {
    const auto* found = std::ranges::find(job_kinds, kind, &JobKindWord::kind);
    ensure(found != std::end(job_kinds), "every kind of job has its word");
    return found->word;
}

} // namespace chancery
