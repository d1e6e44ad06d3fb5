// SPDX-License-Identifier: Apache-2.0
#include "store/endpoints.hpp"

#include "store/revisions.hpp"

namespace chancery::store {

namespace {

Profile profile_at(const db::Row& row, int column) {
    return {
        .name = text_at(row, column),
        .lifetime = std::chrono::seconds(row.integer(column + 1)),
        .subject = known(find_subject_form(row.text(column + 2)), row.text(column + 2)),
        .key_types = lines_at(row, column + 3),
        .client_auth = bool_at(row, column + 4),
        .policies = lines_at(row, column + 5),
        .max_names = static_cast<int>(row.integer(column + 6)),
    };
}

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
        .profile = profile_at(row, 12),
        .validation = known(find_validation_policy(row.text(4)), row.text(4)),
        .eab_required = bool_at(row, 5),
        .enabled = bool_at(row, 6),
        .staging_of = optional_id_at<EndpointId>(row, 7),
        .terms_of_service = text_at(row, 8),
        .challenges = challenge_terms_at(row, 19),
        .reuse_pending_orders = bool_at(row, 28),
        .revision = read_revision(row, 9),
    };
}

// An empty line parts the chains; PEM has none.

std::string to_paragraphs(const std::vector<std::string>& chains) {
    return join(chains, "\n");
}

std::vector<std::string> paragraphs_at(const db::Row& row, int column) {
    std::vector<std::string> chains;
    for (const auto line : split(row.text(column), '\n')) {
        if (line.empty() || chains.empty()) chains.emplace_back();
        if (!line.empty()) chains.back().append(line) += '\n';
    }
    std::erase(chains, "");
    return chains;
}

IssuerRecord issuer_at(const db::Row& row) {
    return {
        .id = id_at<IssuerId>(row, 0),
        .name = text_at(row, 1),
        .kind = text_at(row, 2),
        .certificate = text_at(row, 3),
        .root = text_at(row, 4),
        .alternates = paragraphs_at(row, 9),
        .sealed_key = Bytes(row.blob(5)),
        .revision = read_revision(row, 6),
    };
}

} // namespace

void insert(Transaction& tx, const IssuerRecord& issuer) {
    execute(
        tx,
        "INSERT INTO issuers (id, name, kind, certificate, root, sealed_key, version, created_at, "
        "updated_at, alternates) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        issuer.id,
        issuer.name,
        issuer.kind,
        issuer.certificate,
        issuer.root,
        db::Blob{issuer.sealed_key},
        issuer.revision.version,
        issuer.revision.created_at,
        issuer.revision.updated_at,
        to_paragraphs(issuer.alternates)
    );
}

void insert(Transaction& tx, const Profile& profile) {
    execute(
        tx,
        "INSERT INTO profiles (name, lifetime, subject, key_types, client_auth, policies, "
        "max_names) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        profile.name,
        std::int64_t{profile.lifetime.count()},
        to_string(profile.subject),
        to_lines(profile.key_types),
        profile.client_auth,
        to_lines(profile.policies),
        profile.max_names
    );
}

void insert(Transaction& tx, const Endpoint& endpoint) {
    execute(
        tx,
        "INSERT INTO endpoints (id, name, title, issuer_id, profile, validation, eab_required, "
        "enabled, staging_of, terms_of_service, version, created_at, updated_at, challenge_types, "
        "caa, caa_identities, allowed_networks, denied_networks, http_port, https_port, tls_port, "
        "proof_lifetime, reuse_pending_orders) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
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
        endpoint.reuse_pending_orders
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
        "version = version + 1, updated_at = $18 WHERE id = $19 AND version = $20",
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
        now,
        endpoint.id,
        endpoint.revision.version
    );
    require_changed(rows, "endpoint");
    ++endpoint.revision.version;
    endpoint.revision.updated_at = now;
}

std::optional<IssuerRecord> find_issuer(const Reader& reader, IssuerId id) {
    return find_one(
        reader,
        "SELECT id, name, kind, certificate, root, sealed_key, version, created_at, updated_at, "
        "alternates "
        "FROM issuers WHERE id = $1",
        issuer_at,
        id
    );
}

std::vector<IssuerRecord> list_issuers(const Reader& reader) {
    std::vector<IssuerRecord> issuers;
    for_each(
        reader,
        "SELECT id, name, kind, certificate, root, sealed_key, version, created_at, updated_at, "
        "alternates "
        "FROM issuers ORDER BY name",
        [&](const db::Row& row) { issuers.push_back(issuer_at(row)); }
    );
    return issuers;
}

std::optional<Profile> find_profile(const Reader& reader, std::string_view name) {
    return find_one(
        reader,
        "SELECT name, lifetime, subject, key_types, client_auth, policies, max_names "
        "FROM profiles WHERE name = $1",
        [](const db::Row& row) { return profile_at(row, 0); },
        name
    );
}

std::optional<Endpoint> find_endpoint(const Reader& reader, std::string_view name) {
    return find_one(
        reader,
        "SELECT e.id, e.name, e.title, e.issuer_id, e.validation, e.eab_required, e.enabled, "
        "e.staging_of, e.terms_of_service, e.version, e.created_at, e.updated_at, p.name, "
        "p.lifetime, p.subject, p.key_types, p.client_auth, p.policies, p.max_names, "
        "e.challenge_types, e.caa, e.caa_identities, e.allowed_networks, e.denied_networks, "
        "e.http_port, e.https_port, e.tls_port, e.proof_lifetime, e.reuse_pending_orders "
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
        "e.challenge_types, e.caa, e.caa_identities, e.allowed_networks, e.denied_networks, "
        "e.http_port, e.https_port, e.tls_port, e.proof_lifetime, e.reuse_pending_orders "
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
        "e.challenge_types, e.caa, e.caa_identities, e.allowed_networks, e.denied_networks, "
        "e.http_port, e.https_port, e.tls_port, e.proof_lifetime, e.reuse_pending_orders "
        "FROM endpoints e JOIN profiles p ON p.name = e.profile ORDER BY e.name",
        [&](const db::Row& row) { endpoints.push_back(endpoint_at(row)); }
    );
    return endpoints;
}

} // namespace chancery::store
