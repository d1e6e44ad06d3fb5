// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the rules of compromised keys add to the schema.

namespace chancery::store {

// All certificates of a key are found by it, and those keys that strangers disclosed of late.
inline constexpr const char* compromise = R"sql(
CREATE INDEX certificates_key ON certificates (key_digest);
CREATE INDEX blocked_keys_at ON blocked_keys (blocked_at);
)sql";

// Since then the certificates of a key end in steps: `finished_at` is NULL until none is left. All
// disclosed keys are blocked, so that nobody counts them any more.
inline constexpr const char* compromise_in_steps = R"sql(
ALTER TABLE blocked_keys ADD COLUMN finished_at {integer};
UPDATE blocked_keys SET finished_at = blocked_at;
CREATE INDEX blocked_keys_unfinished ON blocked_keys (digest) WHERE finished_at IS NULL;
)sql";

} // namespace chancery::store
