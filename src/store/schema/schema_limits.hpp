// SPDX-License-Identifier: Apache-2.0
#pragma once

// What rate limits add to the schema.

namespace chancery::store {

// Limits are kept one a line. `arrival` is in microseconds; a row whose arrival is past says
// nothing any more. Failures are those in a row: one success, and the row is gone.
inline constexpr const char* limits = R"sql(
ALTER TABLE endpoints ADD COLUMN limits {text} NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN limits {text} NOT NULL DEFAULT '';

CREATE TABLE rate_limits (
    kind {text} NOT NULL,
    endpoint_id {blob} NOT NULL,
    subject {text} NOT NULL,
    arrival {integer} NOT NULL,
    PRIMARY KEY (kind, endpoint_id, subject)
) {clustered_end};
CREATE INDEX rate_limits_arrival ON rate_limits (arrival);

CREATE TABLE failures (
    client_id {blob} NOT NULL,
    name {text} NOT NULL,
    count {integer} NOT NULL,
    last_at {integer} NOT NULL,
    paused_at {integer},
    PRIMARY KEY (client_id, name)
) {clustered_end};
CREATE INDEX failures_last ON failures (last_at) WHERE paused_at IS NULL;
CREATE INDEX failures_paused ON failures (client_id) WHERE paused_at IS NOT NULL;
)sql";

// Of orders that wait for their client, and of those that never got a certificate. No index for
// those that have one, so that these cost no more than before.
inline constexpr const char* open_orders = R"sql(
CREATE INDEX orders_open ON orders (account_id, client_id, expires)
    WHERE status IN ('pending', 'ready');
CREATE INDEX orders_without_certificate ON orders (expires)
    WHERE status IN ('pending', 'ready', 'invalid');
)sql";

} // namespace chancery::store
