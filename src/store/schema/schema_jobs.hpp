// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the job runner adds to the schema.

namespace chancery::store {

// A job is due when its run_at has come, also while it is leased: then run_at is the lease's end,
// so that one index serves all looks (leased_by, to count in it alone). leased_until, of the first
// schema, is not used. asked_again_at: it was asked for while it was leased, and runs again then.
inline constexpr const char* jobs = R"sql(
ALTER TABLE jobs ADD COLUMN asked_again_at {integer};
ALTER TABLE jobs ADD COLUMN problem {text} NOT NULL DEFAULT '';
CREATE INDEX jobs_due ON jobs (kind, state, run_at, leased_by);
)sql";

} // namespace chancery::store
