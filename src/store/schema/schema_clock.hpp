// SPDX-License-Identifier: Apache-2.0
#pragma once

// What tells a clock that was set back from one that is right.

namespace chancery::store {

// One row: the time of the newest record, to within ten seconds, so that few writes touch it. When
// an administrator accepts a clock that is behind, it is set back too.
inline constexpr const char* clock = R"sql(
CREATE TABLE clock (
    id {integer} NOT NULL PRIMARY KEY,
    newest {integer} NOT NULL
) {clustered_end};
INSERT INTO clock (id, newest) SELECT 1, COALESCE(MAX(at), 0) FROM events;
)sql";

} // namespace chancery::store
