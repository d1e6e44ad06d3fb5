// SPDX-License-Identifier: Apache-2.0
#pragma once

// What endpoints that the office sets add to the schema.

namespace chancery::store {

// Alternate chains are PEM, parted by empty lines.
inline constexpr const char* endpoints = R"sql(
ALTER TABLE issuers ADD COLUMN alternates {text} NOT NULL DEFAULT '';
)sql";

} // namespace chancery::store
