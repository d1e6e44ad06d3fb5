// SPDX-License-Identifier: Apache-2.0
#include "store/registry/issuers.hpp"

#include "store/registry/revisions.hpp"

namespace chancery::store {

namespace {

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

constexpr auto issuer_columns =
    "id, name, kind, certificate, root, alternates, sealed_key, enabled, " + revision_columns;

IssuerRecord issuer_at(const db::Row& row) {
    constexpr auto& at = issuer_columns;
    return {
        .id = id_at<IssuerId>(row, at["id"]),
        .name = text_at(row, at["name"]),
        .kind = text_at(row, at["kind"]),
        .certificate = text_at(row, at["certificate"]),
        .root = text_at(row, at["root"]),
        .alternates = paragraphs_at(row, at["alternates"]),
        .sealed_key = Bytes(row.blob(at["sealed_key"])),
        .enabled = bool_at(row, at["enabled"]),
        .revision = read_revision(row, at["version"]),
    };
}

void count_change(Transaction& tx) {
    execute(tx, "UPDATE revisions SET number = number + 1 WHERE of_table = 'issuers'");
}

} // namespace

void insert(Transaction& tx, const IssuerRecord& issuer) {
    execute(
        tx,
        "INSERT INTO issuers (id, name, kind, certificate, root, sealed_key, version, created_at, "
        "updated_at, alternates, enabled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        issuer.id,
        issuer.name,
        issuer.kind,
        issuer.certificate,
        issuer.root,
        db::Blob{issuer.sealed_key},
        issuer.revision.version,
        issuer.revision.created_at,
        issuer.revision.updated_at,
        to_paragraphs(issuer.alternates),
        issuer.enabled
    );
    count_change(tx);
}

void update(Transaction& tx, IssuerRecord& issuer, Time now) {
    const auto rows = execute(
        tx,
        "UPDATE issuers SET alternates = $1, enabled = $5, version = version + 1, "
        "updated_at = $2 WHERE id = $3 AND version = $4",
        to_paragraphs(issuer.alternates),
        now,
        issuer.id,
        issuer.revision.version,
        issuer.enabled
    );
    require_changed(rows, "issuer");
    count_change(tx);
    ++issuer.revision.version;
    issuer.revision.updated_at = now;
}

std::optional<IssuerRecord> find_issuer(const Reader& reader, IssuerId id) {
    return find_one(
        reader, db::sql<"SELECT " + issuer_columns + " FROM issuers WHERE id = $1">, issuer_at, id
    );
}

std::vector<IssuerRecord> list_issuers(const Reader& reader) {
    std::vector<IssuerRecord> issuers;
    for_each(
        reader,
        db::sql<"SELECT " + issuer_columns + " FROM issuers ORDER BY name">,
        [&](const db::Row& row) { issuers.push_back(issuer_at(row)); }
    );
    return issuers;
}

std::int64_t issuers_revision(const Reader& reader) {
    const auto found = find_one(
        reader,
        "SELECT number FROM revisions WHERE of_table = 'issuers'",
        [](const db::Row& row) { return row.integer(0); }
    );
    ensure(found.has_value(), "the schema has the row of the issuers' revision");
    return *found;
}

std::vector<std::string> alternate_chains(const Reader& reader, IssuerId id) {
    const auto found = find_one(
        reader,
        "SELECT alternates FROM issuers WHERE id = $1",
        [](const db::Row& row) { return paragraphs_at(row, 0); },
        id
    );
    ensure(found.has_value(), "an issuer that has signed stays");
    return *found;
}

} // namespace chancery::store
