// SPDX-License-Identifier: Apache-2.0
#pragma once

// What challenges add to the schema.

namespace chancery::store {

// leased_until is of the time before there were jobs, and null since. Orders that
// rely on an authorization made for an earlier one are its uses. Pre-validated authorizations have
// no method, so none of this costs them an index entry.
inline constexpr const char* challenges = R"sql(
ALTER TABLE endpoints ADD COLUMN challenge_types {text} NOT NULL DEFAULT '';
ALTER TABLE endpoints ADD COLUMN caa {integer} NOT NULL DEFAULT 0;
ALTER TABLE endpoints ADD COLUMN caa_identities {text} NOT NULL DEFAULT '';
ALTER TABLE endpoints ADD COLUMN allowed_networks {text} NOT NULL DEFAULT '';
ALTER TABLE endpoints ADD COLUMN denied_networks {text} NOT NULL DEFAULT '';
ALTER TABLE endpoints ADD COLUMN http_port {integer} NOT NULL DEFAULT 80;
ALTER TABLE endpoints ADD COLUMN https_port {integer} NOT NULL DEFAULT 443;
ALTER TABLE endpoints ADD COLUMN tls_port {integer} NOT NULL DEFAULT 443;
ALTER TABLE endpoints ADD COLUMN proof_lifetime {integer} NOT NULL DEFAULT 2592000;
ALTER TABLE endpoints ADD COLUMN reuse_pending_orders {integer} NOT NULL DEFAULT 0;
CREATE INDEX accounts_open ON accounts (endpoint_id) WHERE open = 1;

ALTER TABLE authorizations ADD COLUMN method {text} NOT NULL DEFAULT '';
ALTER TABLE authorizations ADD COLUMN validated_at {integer};
ALTER TABLE authorizations ADD COLUMN caa_checked_at {integer};
CREATE INDEX authorizations_proven ON authorizations (client_id, name) WHERE method <> '';

CREATE TABLE authorization_uses (
    authorization_id {blob} NOT NULL,
    order_id {blob} NOT NULL,
    PRIMARY KEY (authorization_id, order_id)
) {clustered_end};

CREATE TABLE challenges (
    authorization_id {blob} NOT NULL,
    type {text} NOT NULL,
    token {text} NOT NULL,
    status {text} NOT NULL,
    problem {text},
    validated_at {integer},
    leased_until {integer},
    PRIMARY KEY (authorization_id, type)
) {clustered_end};
CREATE INDEX challenges_due ON challenges (leased_until) WHERE status = 'processing';
)sql";

} // namespace chancery::store
