// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whose things the holder of a role may see or change.

namespace chancery::store {

// A holder is a token. `held_departments` is what counts: the departments of a holder without those
// that are disabled, whose things are then the office's only.
inline constexpr const char* scopes = R"sql(
CREATE TABLE holder_departments (
    holder_id {blob} NOT NULL,
    department_id {blob} NOT NULL REFERENCES departments (id),
    PRIMARY KEY (holder_id, department_id)
) {clustered_end};

ALTER TABLE tokens ADD COLUMN version {integer} NOT NULL DEFAULT 1;
UPDATE tokens SET version = 2 WHERE revoked_at IS NOT NULL;

CREATE VIEW held_departments AS
    SELECT h.holder_id, h.department_id FROM holder_departments h
    JOIN departments d ON d.id = h.department_id WHERE d.enabled = 1;
)sql";

} // namespace chancery::store
