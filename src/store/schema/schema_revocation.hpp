// SPDX-License-Identifier: Apache-2.0
#pragma once

// What revocation adds to the schema.

namespace chancery::store {

// `changes` counts the revocations of an issuer, `covered` those of them that its list shows: it is
// due while they differ, whatever the clocks of several nodes say. `regular_at` is when the last
// list on schedule was made.
inline constexpr const char* revocation = R"sql(
ALTER TABLE certificates ADD COLUMN revoked_at {integer};
ALTER TABLE certificates ADD COLUMN revocation_reason {integer};
ALTER TABLE certificates ADD COLUMN revoked_by {text};
CREATE INDEX certificates_revoked ON certificates (issuer_id, not_after) WHERE status = 'revoked';

CREATE TABLE crls (
    issuer_id {blob} NOT NULL PRIMARY KEY REFERENCES issuers (id),
    changes {integer} NOT NULL,
    covered {integer} NOT NULL,
    number {integer} NOT NULL,
    this_update {integer} NOT NULL,
    next_update {integer} NOT NULL,
    regular_at {integer} NOT NULL,
    der {blob}
) {table_end};

CREATE TABLE blocked_keys (
    digest {blob} NOT NULL PRIMARY KEY,
    certificate_id {blob} NOT NULL,
    blocked_at {integer} NOT NULL
) {clustered_end};
)sql";

} // namespace chancery::store
