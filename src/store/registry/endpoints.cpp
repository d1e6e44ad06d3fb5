// SPDX-License-Identifier: Apache-2.0
#include "store/registry/endpoints.hpp"

#include "store/registry/profile_rows.hpp"

namespace chancery::store {

namespace {

constexpr auto endpoint_columns =
    "id, name, title, issuer_id, validation, eab_required, enabled, staging_of, terms_of_service, "
    "challenge_types, caa, caa_identities, allowed_networks, denied_networks, http_port, "
    "https_port, tls_port, proof_lifetime, reuse_pending_orders, other_profiles, limits, " +
    revision_columns;

constexpr auto select_endpoints = "SELECT " + db::of<"e", endpoint_columns> + ", " +
                                  db::of<"p", profile_columns> +
                                  " FROM endpoints e JOIN profiles p ON p.name = e.profile ";

ChallengeTerms challenge_terms_at(const db::Row& row) {
    constexpr auto& at = endpoint_columns;
    return {
        .types = lines_at(row, at["challenge_types"]),
        .caa = bool_at(row, at["caa"]),
        .caa_identities = lines_at(row, at["caa_identities"]),
        .allowed_networks = networks_at(row, at["allowed_networks"]),
        .denied_networks = networks_at(row, at["denied_networks"]),
        .http_port = static_cast<int>(row.integer(at["http_port"])),
        .https_port = static_cast<int>(row.integer(at["https_port"])),
        .tls_port = static_cast<int>(row.integer(at["tls_port"])),
        .lifetime = std::chrono::seconds(row.integer(at["proof_lifetime"])),
    };
}

Endpoint endpoint_at(const db::Row& row) {
    constexpr auto& at = endpoint_columns;
    return {
        .id = id_at<EndpointId>(row, at["id"]),
        .name = text_at(row, at["name"]),
        .title = text_at(row, at["title"]),
        .issuer = id_at<IssuerId>(row, at["issuer_id"]),
        .profile = read_profile(row, at.count()),
        .validation = known_at<ValidationPolicy>(row, at["validation"]),
        .eab_required = bool_at(row, at["eab_required"]),
        .enabled = bool_at(row, at["enabled"]),
        .staging_of = optional_id_at<EndpointId>(row, at["staging_of"]),
        .terms_of_service = text_at(row, at["terms_of_service"]),
        .challenges = challenge_terms_at(row),
        .reuse_pending_orders = bool_at(row, at["reuse_pending_orders"]),
        .other_profiles = lines_at(row, at["other_profiles"]),
        .limits = limits_at(row, at["limits"]),
        .revision = read_revision(row, at["version"]),
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
    return find_one(reader, db::sql<select_endpoints + "WHERE e.name = $1">, endpoint_at, name);
}

std::optional<Endpoint> find_endpoint(const Reader& reader, EndpointId id) {
    return find_one(reader, db::sql<select_endpoints + "WHERE e.id = $1">, endpoint_at, id);
}

std::vector<Endpoint> list_endpoints(const Reader& reader) {
    std::vector<Endpoint> endpoints;
    for_each(reader, db::sql<select_endpoints + "ORDER BY e.name">, [&](const db::Row& row) {
        endpoints.push_back(endpoint_at(row));
    });
    return endpoints;
}

} // namespace chancery::store
