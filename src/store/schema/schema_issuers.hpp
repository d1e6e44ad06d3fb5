// SPDX-License-Identifier: Apache-2.0
#pragma once

// What issuers that come and go, and those that are elsewhere, add to the schema.

namespace chancery::store {

inline constexpr const char* issuers_that_change = R"sql(
ALTER TABLE issuers ADD COLUMN enabled {integer} NOT NULL DEFAULT 1;

CREATE TABLE revisions (
    of_table {text} NOT NULL PRIMARY KEY,
    number {integer} NOT NULL
) {clustered_end};
INSERT INTO revisions (of_table, number) VALUES ('issuers', 1);

CREATE TABLE chains (
    digest {blob} NOT NULL PRIMARY KEY,
    pem {text} NOT NULL
) {table_end};
ALTER TABLE certificates ADD COLUMN chain_digest {blob};
)sql";

} // namespace chancery::store
