// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the names of ACME accounts add to the schema.

namespace chancery::store {

// A name is unique within its department only: a refusal would tell of another department's
// account. SQLite cannot take the old rule from the column `name` without a new table, so that
// `name` holds the id of new accounts, and `label` the name of all.
inline constexpr const char* account_labels = R"sql(
ALTER TABLE accounts ADD COLUMN label {text} NOT NULL DEFAULT '';
UPDATE accounts SET label = name;
CREATE UNIQUE INDEX accounts_label ON accounts (department_id, label);
CREATE INDEX accounts_order ON accounts (label, id);
)sql";

} // namespace chancery::store
