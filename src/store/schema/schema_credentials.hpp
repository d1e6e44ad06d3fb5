// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the rules of credentials add to the schema.

namespace chancery::store {

// Networks are kept one a line. The previous credential is the one that the last rotation replaced:
// it registers until `previous_valid_until`, and has a count of uses of its own, so that a rotation
// gives a used-up one no new ones.
inline constexpr const char* credentials = R"sql(
ALTER TABLE accounts ADD COLUMN algorithm {text} NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN max_uses {integer};
ALTER TABLE accounts ADD COLUMN expires_at {integer};
ALTER TABLE accounts ADD COLUMN networks {text} NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN credential_state {text} NOT NULL DEFAULT 'current';
ALTER TABLE accounts ADD COLUMN rotated_at {integer};
ALTER TABLE accounts ADD COLUMN previous_key_id {text};
ALTER TABLE accounts ADD COLUMN previous_sealed_hmac_key {blob};
ALTER TABLE accounts ADD COLUMN previous_uses {integer} NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN previous_valid_until {integer};
CREATE UNIQUE INDEX accounts_previous_key_id ON accounts (previous_key_id);
)sql";

} // namespace chancery::store
