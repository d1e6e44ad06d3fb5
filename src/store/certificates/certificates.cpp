// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/certificates.hpp"

#include "crypto/digest.hpp"
#include "store/registry/scope_rows.hpp"
#include "store/rows.hpp"

namespace chancery::store {

namespace {

constexpr db::Fragment certificate_columns =
    "id, serial, issuer_id, endpoint_id, account_id, client_id, order_id, department_id, names, "
    "not_before, not_after, key_type, key_digest, status, to_be_signed, der, chain_digest, resume, "
    "created_at, issued_at, revoked_at, revocation_reason, revoked_by";

std::optional<Revocation> revocation_at(const db::Row& row) {
    constexpr auto& at = certificate_columns;
    const auto revoked_at = optional_time_at(row, at["revoked_at"]);
    if (!revoked_at) return std::nullopt;
    const auto code = static_cast<int>(row.integer(at["revocation_reason"]));
    return Revocation{
        .reason = known(find_revocation_reason(code), std::to_string(code)),
        .at = *revoked_at,
        .by = text_at(row, at["revoked_by"]),
    };
}

/// Of a certificate whose issuer has yet to choose its serial, its id stands there: as unique, and
/// no serial of anybody's.
BytesView placeholder_of(const CertificateId& id) {
    return view_of(id.bytes);
}

Bytes serial_at(const db::Row& row) {
    constexpr auto& at = certificate_columns;
    const auto serial = row.blob(at["serial"]);
    return serial == row.blob(at["id"]) ? Bytes() : Bytes(serial);
}

Certificate certificate_at(const db::Row& row) {
    constexpr auto& at = certificate_columns;
    return {
        .id = id_at<CertificateId>(row, at["id"]),
        .issuer = id_at<IssuerId>(row, at["issuer_id"]),
        .endpoint = optional_id_at<EndpointId>(row, at["endpoint_id"]),
        .account = optional_id_at<AccountId>(row, at["account_id"]),
        .client = optional_id_at<ClientId>(row, at["client_id"]),
        .order = optional_id_at<OrderId>(row, at["order_id"]),
        .department = optional_id_at<DepartmentId>(row, at["department_id"]),
        .names = lines_at(row, at["names"]),
        .draft =
            {.serial = serial_at(row),
             .to_be_signed = Bytes(row.blob(at["to_be_signed"])),
             .not_before = time_at(row, at["not_before"]),
             .not_after = time_at(row, at["not_after"]),
             .key_digest = Bytes(row.blob(at["key_digest"])),
             .key_type = text_at(row, at["key_type"])},
        .status = known_at<CertificateStatus>(row, at["status"]),
        .der = Bytes(row.blob(at["der"])),
        .chain_digest = Bytes(row.blob(at["chain_digest"])),
        .resume = text_at(row, at["resume"]),
        .created_at = time_at(row, at["created_at"]),
        .issued_at = optional_time_at(row, at["issued_at"]),
        .revocation = revocation_at(row),
    };
}

/// Many certificates have one chain.
void keep_chain(Transaction& tx, CertificateId id, const std::string& pem) {
    const auto digest = crypto::sha256(pem);
    execute(
        tx,
        "INSERT INTO chains (digest, pem) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
        db::Blob{digest},
        pem
    );
    execute(tx, "UPDATE certificates SET chain_digest = $1 WHERE id = $2", db::Blob{digest}, id);
}

} // namespace

void insert(Transaction& tx, const Certificate& certificate) {
    const auto& draft = certificate.draft;
    // One statement, since every issuance pays for it.
    const auto inserted = execute(
        tx,
        "INSERT INTO certificates (id, serial, issuer_id, endpoint_id, account_id, client_id, "
        "order_id, department_id, names, not_before, not_after, key_type, key_digest, status, "
        "to_be_signed, resume, created_at) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, $13, $14, $15, $16, $17 "
        "WHERE NOT EXISTS (SELECT 1 FROM blocked_keys WHERE digest = $13)",
        certificate.id,
        db::Blob{draft.is_written() ? draft.serial : placeholder_of(certificate.id)},
        certificate.issuer,
        certificate.endpoint,
        certificate.account,
        certificate.client,
        certificate.order,
        certificate.department,
        to_lines(certificate.names),
        draft.not_before,
        draft.not_after,
        draft.key_type,
        db::Blob{draft.key_digest},
        to_string(certificate.status),
        db::Blob{draft.to_be_signed},
        certificate.resume,
        certificate.created_at
    );
    if (inserted == 0)
        throw Error(
            Fault::bad_csr,
            "this key is known to be compromised: a certificate with it was revoked for that "
            "reason; make a new key"
        );
}

void set_written(Transaction& tx, CertificateId id, const Draft& draft) {
    execute(
        tx,
        "UPDATE certificates SET serial = $1, not_before = $2, not_after = $3 "
        "WHERE id = $4 AND status = 'recorded'",
        db::Blob{draft.serial},
        draft.not_before,
        draft.not_after,
        id
    );
}

bool set_issued(Transaction& tx, CertificateId id, const Issued& issued, Time now) {
    const auto names = find_one(
        tx,
        "UPDATE certificates SET status = 'issued', der = $1, to_be_signed = NULL, issued_at = $2 "
        "WHERE id = $3 AND status = 'recorded' RETURNING names",
        [](const db::Row& row) { return lines_at(row, 0); },
        db::Blob{issued.certificate},
        now,
        id
    );
    if (!names) return false;
    for (const auto& name : *names)
        execute(
            tx,
            "INSERT INTO certificate_names (name, certificate_id) VALUES ($1, $2) "
            "ON CONFLICT (name, certificate_id) DO NOTHING",
            name,
            id
        );
    if (!issued.chain.empty()) keep_chain(tx, id, issued.chain);
    return true;
}

std::optional<std::string> find_chain(const Reader& reader, const Certificate& certificate) {
    if (certificate.chain_digest.empty()) return std::nullopt;
    return find_one(
        reader,
        "SELECT pem FROM chains WHERE digest = $1",
        [](const db::Row& row) { return text_at(row, 0); },
        db::Blob{certificate.chain_digest}
    );
}

bool set_never_signed(Transaction& tx, CertificateId id) {
    return execute(
               tx,
               "UPDATE certificates SET status = 'neverSigned', to_be_signed = NULL "
               "WHERE id = $1 AND status = 'recorded'",
               id
           ) == 1;
}

void save_resume(Transaction& tx, CertificateId id, const std::string& resume) {
    execute(tx, "UPDATE certificates SET resume = $1 WHERE id = $2", resume, id);
}

std::optional<Certificate> find_certificate(const Reader& reader, CertificateId id) {
    return find_one(
        reader,
        db::sql<"SELECT " + certificate_columns + " FROM certificates WHERE id = $1">,
        certificate_at,
        id
    );
}

std::optional<Certificate> find_certificate_by_serial(const Reader& reader, BytesView serial) {
    return find_one(
        reader,
        db::sql<"SELECT " + certificate_columns + " FROM certificates WHERE serial = $1">,
        certificate_at,
        db::Blob{serial}
    );
}

std::vector<Certificate>
list_certificates_of_key(const Reader& reader, BytesView key_digest, Time now, int limit) {
    std::vector<Certificate> certificates;
    for_each(
        reader,
        db::sql<
            "SELECT " + certificate_columns +
            " FROM certificates WHERE key_digest = $1 AND (status IN ('recorded', 'issued') OR "
            "(status = 'revoked' AND revocation_reason <> $2)) "
            "AND (not_after > $3 OR not_after = 0) ORDER BY id LIMIT $4">,
        [&](const db::Row& row) { certificates.push_back(certificate_at(row)); },
        db::Blob{key_digest},
        code_of(RevocationReason::keyCompromise),
        now,
        limit
    );
    return certificates;
}

Certificate certificate(const Reader& reader, CertificateId id, ClientId client) {
    auto found = find_certificate(reader, id);
    if (!found || found->client != client)
        throw Error(Fault::not_found, "there is no such certificate");
    return *std::move(found);
}

std::vector<Certificate>
list_certificates(const Reader& reader, const Scope& scope, const CertificateFilter& filter) {
    std::vector<Certificate> certificates;
    for_each(
        reader,
        db::sql<
            "SELECT " + certificate_columns +
            " FROM certificates "
            "WHERE ($1 = 0 OR account_id = $2) AND ($3 = 0 OR department_id = $4) "
            "AND ($5 = '' OR id IN (SELECT certificate_id FROM certificate_names WHERE name = $5)) "
            "AND ($6 = 0 OR id < $7) AND " +
            within<"department_id", "$9", "$10"> + " ORDER BY id DESC LIMIT $8">,
        [&](const db::Row& row) { certificates.push_back(certificate_at(row)); },
        filter.account.has_value(),
        filter.account.value_or(AccountId{}),
        filter.department.has_value(),
        filter.department.value_or(DepartmentId{}),
        filter.name,
        filter.before.has_value(),
        filter.before.value_or(CertificateId{}),
        filter.limit,
        !scope.is_all(),
        holder_of(scope)
    );
    return certificates;
}

} // namespace chancery::store
