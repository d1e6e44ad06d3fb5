// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the rules of compromised keys add to the schema.

namespace chancery::store {

// All certificates of a key are found by it, and those keys that strangers disclosed of late.
inline constexpr const char* compromise = R"sql(
CREATE INDEX certificates_key ON certificates (key_digest);
CREATE INDEX blocked_keys_at ON blocked_keys (blocked_at);
)sql";

} // namespace chancery::store
