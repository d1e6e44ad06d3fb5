// SPDX-License-Identifier: Apache-2.0
#include "store/registry/endpoints.hpp"

#include "store/registry/profile_rows.hpp"
#include "store/registry/revisions.hpp"

namespace chancery::store {

namespace {

ChallengeTerms challenge_terms_at(const db::Row& row, int column) {
    return {
        .types = lines_at(row, column),
        .caa = bool_at(row, column + 1),
        .caa_identities = lines_at(row, column + 2),
        .allowed_networks = networks_at(row, column + 3),
        .denied_networks = networks_at(row, column + 4),
        .http_port = static_cast<int>(row.integer(column + 5)),
        .https_port = static_cast<int>(row.integer(column + 6)),
        .tls_port = static_cast<int>(row.integer(column + 7)),
        .lifetime = std::chrono::seconds(row.integer(column + 8)),
    };
}

Endpoint endpoint_at(const db::Row& row) {
    return {
        .id = id_at<EndpointId>(row, 0),
        .name = text_at(row, 1),
        .title = text_at(row, 2),
        .issuer = id_at<IssuerId>(row, 3),
        .profile = read_profile(row, 12),
        .validation = known(find_value<ValidationPolicy>(row.text(4)), row.text(4)),
        .eab_required = bool_at(row, 5),
        .enabled = bool_at(row, 6),
        .staging_of = optional_id_at<EndpointId>(row, 7),
        .terms_of_service = text_at(row, 8),
        .challenges = challenge_terms_at(row, 27),
        .reuse_pending_orders = bool_at(row, 36),
        .other_profiles = lines_at(row, 37),
        .limits = limits_at(row, 38),
        .revision = read_revision(row, 9),
    };
}

} // namespace

void insert(Transaction& tx, const Endpoint& endpoint) {
    execute(
        tx,
        "INSERT INTO endpoints (id, name, title, issuer_id, profile, validation, eab_required, "
        "enabled, staging_of, terms_of_service, version, created_at, updated_at, challenge_types, "
        "caa, caa_identities, allowed_networks, denied_networks, http_port, https_port, tls_port, "
        "proof_lifetime, reuse_pending_orders, other_profiles, limits) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, "
        "$24, "
        "$25)",
        endpoint.id,
        endpoint.name,
        endpoint.title,
        endpoint.issuer,
        endpoint.profile.name,
        to_string(endpoint.validation),
        endpoint.eab_required,
        endpoint.enabled,
        endpoint.staging_of,
        endpoint.terms_of_service,
        endpoint.revision.version,
        endpoint.revision.created_at,
        endpoint.revision.updated_at,
        to_lines(endpoint.challenges.types),
        endpoint.challenges.caa,
        to_lines(endpoint.challenges.caa_identities),
        to_lines(endpoint.challenges.allowed_networks),
        to_lines(endpoint.challenges.denied_networks),
        endpoint.challenges.http_port,
        endpoint.challenges.https_port,
        endpoint.challenges.tls_port,
        std::int64_t{endpoint.challenges.lifetime.count()},
        endpoint.reuse_pending_orders,
        to_lines(endpoint.other_profiles),
        to_lines(to_texts(endpoint.limits))
    );
}

void update(Transaction& tx, Endpoint& endpoint, Time now) {
    const auto& challenges = endpoint.challenges;
    const auto rows = execute(
        tx,
        "UPDATE endpoints SET title = $1, issuer_id = $2, profile = $3, validation = $4, "
        "eab_required = $5, enabled = $6, terms_of_service = $7, challenge_types = $8, caa = $9, "
        "caa_identities = $10, allowed_networks = $11, denied_networks = $12, http_port = $13, "
        "https_port = $14, tls_port = $15, proof_lifetime = $16, reuse_pending_orders = $17, "
        "other_profiles = $18, limits = $19, version = version + 1, updated_at = $20 "
        "WHERE id = $21 AND version = $22",
        endpoint.title,
        endpoint.issuer,
        endpoint.profile.name,
        to_string(endpoint.validation),
        endpoint.eab_required,
        endpoint.enabled,
        endpoint.terms_of_service,
        to_lines(challenges.types),
        challenges.caa,
        to_lines(challenges.caa_identities),
        to_lines(challenges.allowed_networks),
        to_lines(challenges.denied_networks),
        challenges.http_port,
        challenges.https_port,
        challenges.tls_port,
        std::int64_t{challenges.lifetime.count()},
        endpoint.reuse_pending_orders,
        to_lines(endpoint.other_profiles),
        to_lines(to_texts(endpoint.limits)),
        now,
        endpoint.id,
        endpoint.revision.version
    );
    require_changed(rows, "endpoint");
    ++endpoint.revision.version;
    endpoint.revision.updated_at = now;
}

std::optional<Endpoint> find_endpoint(const Reader& reader, std::string_view name) {
    return find_one(
        reader,
        "SELECT e.id, e.name, e.title, e.issuer_id, e.validation, e.eab_required, e.enabled, "
        "e.staging_of, e.terms_of_service, e.version, e.created_at, e.updated_at, p.name, "
        "p.lifetime, p.subject, p.key_types, p.client_auth, p.policies, p.max_names, "
        "p.description, p.takes_validity, p.version, p.created_at, p.updated_at, "
        "p.takes_must_staple, p.rules, p.takes_underscores, e.challenge_types, e.caa, "
        "e.caa_identities, e.allowed_networks, "
        "e.denied_networks, e.http_port, e.https_port, e.tls_port, e.proof_lifetime, "
        "e.reuse_pending_orders, "
        "e.other_profiles, e.limits "
        "FROM endpoints e JOIN profiles p ON p.name = e.profile WHERE e.name = $1",
        endpoint_at,
        name
    );
}

std::optional<Endpoint> find_endpoint(const Reader& reader, EndpointId id) {
    return find_one(
        reader,
        "SELECT e.id, e.name, e.title, e.issuer_id, e.validation, e.eab_required, e.enabled, "
        "e.staging_of, e.terms_of_service, e.version, e.created_at, e.updated_at, p.name, "
        "p.lifetime, p.subject, p.key_types, p.client_auth, p.policies, p.max_names, "
        "p.description, p.takes_validity, p.version, p.created_at, p.updated_at, "
        "p.takes_must_staple, p.rules, p.takes_underscores, e.challenge_types, e.caa, "
        "e.caa_identities, e.allowed_networks, "
        "e.denied_networks, e.http_port, e.https_port, e.tls_port, e.proof_lifetime, "
        "e.reuse_pending_orders, "
        "e.other_profiles, e.limits "
        "FROM endpoints e JOIN profiles p ON p.name = e.profile WHERE e.id = $1",
        endpoint_at,
        id
    );
}

std::vector<Endpoint> list_endpoints(const Reader& reader) {
    std::vector<Endpoint> endpoints;
    for_each(
        reader,
        "SELECT e.id, e.name, e.title, e.issuer_id, e.validation, e.eab_required, e.enabled, "
        "e.staging_of, e.terms_of_service, e.version, e.created_at, e.updated_at, p.name, "
        "p.lifetime, p.subject, p.key_types, p.client_auth, p.policies, p.max_names, "
        "p.description, p.takes_validity, p.version, p.created_at, p.updated_at, "
        "p.takes_must_staple, p.rules, p.takes_underscores, e.challenge_types, e.caa, "
        "e.caa_identities, e.allowed_networks, "
        "e.denied_networks, e.http_port, e.https_port, e.tls_port, e.proof_lifetime, "
        "e.reuse_pending_orders, "
        "e.other_profiles, e.limits "
        "FROM endpoints e JOIN profiles p ON p.name = e.profile ORDER BY e.name",
        [&](const db::Row& row) { endpoints.push_back(endpoint_at(row)); }
    );
    return endpoints;
}

} // namespace chancery::store
