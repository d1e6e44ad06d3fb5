// SPDX-License-Identifier: Apache-2.0
#pragma once

// What endpoints that the office sets add to the schema.

namespace chancery::store {

// Alternate chains are PEM, parted by empty lines. The time of a profile from before is not known.
inline constexpr const char* endpoints = R"sql(
ALTER TABLE issuers ADD COLUMN alternates {text} NOT NULL DEFAULT '';

ALTER TABLE profiles ADD COLUMN description {text} NOT NULL DEFAULT '';
ALTER TABLE profiles ADD COLUMN takes_validity {integer} NOT NULL DEFAULT 0;
ALTER TABLE profiles ADD COLUMN version {integer} NOT NULL DEFAULT 1;
ALTER TABLE profiles ADD COLUMN created_at {integer} NOT NULL DEFAULT 0;
ALTER TABLE profiles ADD COLUMN updated_at {integer} NOT NULL DEFAULT 0;
ALTER TABLE endpoints ADD COLUMN other_profiles {text} NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN profile {text} NOT NULL DEFAULT '';

ALTER TABLE orders ADD COLUMN not_before {integer};
ALTER TABLE orders ADD COLUMN not_after {integer};

ALTER TABLE clients ADD COLUMN agreed_terms {text} NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN agreed_at {integer};
)sql";

} // namespace chancery::store
