// SPDX-License-Identifier: Apache-2.0
#include "store/schema/schema.hpp"

#include "store/schema/schema_accounts.hpp"
#include "store/schema/schema_bases.hpp"
#include "store/schema/schema_challenges.hpp"
#include "store/schema/schema_clock.hpp"
#include "store/schema/schema_compromise.hpp"
#include "store/schema/schema_credentials.hpp"
#include "store/schema/schema_endpoints.hpp"
#include "store/schema/schema_issuers.hpp"
#include "store/schema/schema_jobs.hpp"
#include "store/schema/schema_limits.hpp"
#include "store/schema/schema_names.hpp"
#include "store/schema/schema_profiles.hpp"
#include "store/schema/schema_revocation.hpp"
#include "store/schema/schema_scopes.hpp"
#include "store/schema/schema_words.hpp"

namespace chancery::store {

namespace {

// Ids are UUIDv7 in 16 bytes, times UTC seconds, lists text with one item a line. Lists of names
// and ids inside an order are columns, not tables: they are written once and read whole. Tables of
// small rows are kept in the order of their primary key; those of large or numbered rows are not.
constexpr const char* the_office = R"sql(
CREATE TABLE organizations (
    id {blob} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    country {text} NOT NULL,
    state {text} NOT NULL,
    locality {text} NOT NULL,
    contact_email {text} NOT NULL,
    version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL
) {clustered_end};

CREATE TABLE departments (
    id {blob} NOT NULL PRIMARY KEY,
    organization_id {blob} NOT NULL REFERENCES organizations (id),
    name {text} NOT NULL,
    enabled {integer} NOT NULL,
    contacts {text} NOT NULL,
    version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL,
    UNIQUE (organization_id, name)
) {clustered_end};

CREATE TABLE domains (
    id {blob} NOT NULL PRIMARY KEY,
    organization_id {blob} NOT NULL REFERENCES organizations (id),
    name {text} NOT NULL UNIQUE,
    enabled {integer} NOT NULL,
    description {text} NOT NULL,
    validation_method {text},
    validation_evidence {text},
    validated_by {text},
    validated_at {integer},
    validated_until {integer},
    version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL
) {clustered_end};

CREATE TABLE delegations (
    id {blob} NOT NULL PRIMARY KEY,
    domain_id {blob} NOT NULL REFERENCES domains (id),
    department_id {blob} NOT NULL REFERENCES departments (id),
    reach {text} NOT NULL,
    wildcard {integer} NOT NULL,
    status {text} NOT NULL,
    reason {text} NOT NULL,
    decided_by {text} NOT NULL,
    decided_at {integer},
    version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL
) {clustered_end};
CREATE UNIQUE INDEX delegations_active ON delegations (domain_id, department_id, reach)
    WHERE status = 'active';
CREATE INDEX delegations_department ON delegations (department_id);

CREATE TABLE issuers (
    id {blob} NOT NULL PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    kind {text} NOT NULL,
    certificate {text} NOT NULL,
    root {text} NOT NULL,
    sealed_key {blob} NOT NULL,
    version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL
) {table_end};

CREATE TABLE profiles (
    name {text} NOT NULL PRIMARY KEY,
    lifetime {integer} NOT NULL,
    subject {text} NOT NULL,
    key_types {text} NOT NULL,
    client_auth {integer} NOT NULL,
    policies {text} NOT NULL,
    max_names {integer} NOT NULL
) {clustered_end};

CREATE TABLE endpoints (
    id {blob} NOT NULL PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    title {text} NOT NULL,
    issuer_id {blob} NOT NULL REFERENCES issuers (id),
    profile {text} NOT NULL REFERENCES profiles (name),
    validation {text} NOT NULL,
    eab_required {integer} NOT NULL,
    enabled {integer} NOT NULL,
    staging_of {blob} REFERENCES endpoints (id),
    terms_of_service {text} NOT NULL,
    version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL
) {clustered_end};

CREATE TABLE accounts (
    id {blob} NOT NULL PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    department_id {blob} NOT NULL REFERENCES departments (id),
    endpoint_id {blob} NOT NULL REFERENCES endpoints (id),
    enabled {integer} NOT NULL,
    open {integer} NOT NULL,
    key_id {text} NOT NULL UNIQUE,
    sealed_hmac_key {blob} NOT NULL,
    contacts {text} NOT NULL,
    uses {integer} NOT NULL,
    last_used_at {integer},
    version {integer} NOT NULL,
    created_at {integer} NOT NULL,
    updated_at {integer} NOT NULL
) {clustered_end};
CREATE INDEX accounts_department ON accounts (department_id);

CREATE TABLE account_names (
    account_id {blob} NOT NULL REFERENCES accounts (id),
    name {text} NOT NULL,
    created_at {integer} NOT NULL,
    PRIMARY KEY (account_id, name)
) {clustered_end};

CREATE TABLE clients (
    id {blob} NOT NULL PRIMARY KEY,
    endpoint_id {blob} NOT NULL REFERENCES endpoints (id),
    account_id {blob} NOT NULL REFERENCES accounts (id),
    thumbprint {text} NOT NULL,
    spki {blob} NOT NULL,
    status {text} NOT NULL,
    contacts {text} NOT NULL,
    user_agent {text} NOT NULL,
    address {text} NOT NULL,
    created_at {integer} NOT NULL,
    last_seen_at {integer} NOT NULL,
    UNIQUE (endpoint_id, thumbprint)
) {clustered_end};
CREATE INDEX clients_account ON clients (account_id);

CREATE TABLE orders (
    id {blob} NOT NULL PRIMARY KEY,
    endpoint_id {blob} NOT NULL,
    client_id {blob} NOT NULL REFERENCES clients (id),
    account_id {blob} NOT NULL,
    names {text} NOT NULL,
    authorizations {blob} NOT NULL,
    status {text} NOT NULL,
    created_at {integer} NOT NULL,
    expires {integer} NOT NULL,
    certificate_id {blob},
    problem {text},
    processing_since {integer},
    leased_until {integer}
) {clustered_end};
CREATE INDEX orders_client ON orders (client_id, id);
CREATE INDEX orders_processing ON orders (processing_since) WHERE status = 'processing';

CREATE TABLE authorizations (
    id {blob} NOT NULL PRIMARY KEY,
    order_id {blob} NOT NULL,
    client_id {blob} NOT NULL,
    name {text} NOT NULL,
    status {text} NOT NULL,
    expires {integer} NOT NULL
) {clustered_end};

CREATE TABLE certificates (
    id {blob} NOT NULL PRIMARY KEY,
    serial {blob} NOT NULL UNIQUE,
    issuer_id {blob} NOT NULL REFERENCES issuers (id),
    endpoint_id {blob},
    account_id {blob},
    client_id {blob},
    order_id {blob},
    department_id {blob},
    names {text} NOT NULL,
    not_before {integer} NOT NULL,
    not_after {integer} NOT NULL,
    key_type {text} NOT NULL,
    key_digest {blob} NOT NULL,
    status {text} NOT NULL,
    to_be_signed {blob},
    der {blob},
    resume {text} NOT NULL,
    created_at {integer} NOT NULL,
    issued_at {integer}
) {table_end};
CREATE INDEX certificates_account ON certificates (account_id, id);

CREATE TABLE certificate_names (
    name {text} NOT NULL,
    certificate_id {blob} NOT NULL,
    PRIMARY KEY (name, certificate_id)
) {clustered_end};

CREATE TABLE events (
    number {serial},
    id {blob} NOT NULL,
    at {integer} NOT NULL,
    actor_type {text} NOT NULL,
    actor_id {text} NOT NULL,
    actor_name {text} NOT NULL,
    address {text} NOT NULL,
    user_agent {text} NOT NULL,
    action {text} NOT NULL,
    object_type {text} NOT NULL,
    object_id {text} NOT NULL,
    object_name {text} NOT NULL,
    department_id {blob},
    outcome {text} NOT NULL,
    detail {text} NOT NULL,
    changes {text} NOT NULL
) {table_end};

CREATE TABLE refusals (
    event_number {integer} NOT NULL PRIMARY KEY,
    digest {blob} NOT NULL,
    first_at {integer} NOT NULL,
    count {integer} NOT NULL,
    last_at {integer} NOT NULL
) {table_end};
CREATE INDEX refusals_digest ON refusals (digest, first_at);

CREATE TABLE tokens (
    id {blob} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    digest {blob} NOT NULL UNIQUE,
    role {text} NOT NULL,
    created_at {integer} NOT NULL,
    expires_at {integer},
    revoked_at {integer}
) {clustered_end};

CREATE TABLE jobs (
    id {serial},
    kind {text} NOT NULL,
    subject {blob} NOT NULL,
    state {text} NOT NULL,
    run_at {integer} NOT NULL,
    attempts {integer} NOT NULL,
    leased_by {blob},
    leased_until {integer},
    UNIQUE (kind, subject)
) {table_end};
)sql";

/// Which certificate replaces which (RFC 9773).
constexpr const char* renewals = R"sql(
CREATE TABLE renewals (
    certificate_id {blob} NOT NULL PRIMARY KEY,
    order_id {blob},
    replaced_by {blob},
    asked_at {integer},
    explanation_url {text} NOT NULL
) {clustered_end};
CREATE INDEX renewals_order ON renewals (order_id);
CREATE INDEX renewals_replaced_by ON renewals (replaced_by);

ALTER TABLE orders ADD COLUMN replaces {text} NOT NULL DEFAULT '';
)sql";

/// An actor that is refused in ever new ways has a bounded part of the log.
constexpr const char* refusals_by_actor = R"sql(
ALTER TABLE refusals ADD COLUMN actor {blob};
CREATE INDEX refusals_actor ON refusals (actor, first_at);
)sql";

/// Always empty: rows come and go within a transaction, to see whether it can be committed.
constexpr const char* write_probes = R"sql(
CREATE TABLE write_probes (
    id {blob} NOT NULL PRIMARY KEY
) {clustered_end};
)sql";

const std::string camel_case = words_in_camel_case();

const db::Migration steps[] = {
    {1, the_office},
    {2, revocation},
    {3, credentials},
    {4, renewals},
    {5, refusals_by_actor},
    {6, challenges},
    {7, endpoints},
    {8, limits},
    {9, profiles},
    {10, write_probes},
    {11, compromise},
    {12, clock},
    {13, open_orders},
    {14, names},
    {15, jobs},
    {16, served_bases},
    {17, compromise_in_steps},
    {18, account_labels},
    {19, scopes},
    {20, issuers_that_change},
    {21, camel_case.c_str()},
};

} // namespace

std::span<const db::Migration> migrations() {
    return steps;
}

} // namespace chancery::store
