// SPDX-License-Identifier: Apache-2.0
#pragma once

// Under which URLs the office was served.

namespace chancery::store {

// A row for each base that was ever listed; `until` is null while it is.
inline constexpr const char* served_bases = R"sql(
CREATE TABLE served_bases (
    url {text} NOT NULL PRIMARY KEY,
    since {integer} NOT NULL,
    until {integer}
) {clustered_end};
)sql";

} // namespace chancery::store
