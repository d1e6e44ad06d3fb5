// SPDX-License-Identifier: Apache-2.0
#pragma once

// What profiles that take more of a signing request add to the schema.

namespace chancery::store {

inline constexpr const char* profiles = R"sql(
ALTER TABLE profiles ADD COLUMN takes_must_staple {integer} NOT NULL DEFAULT 0;
)sql";

} // namespace chancery::store
