// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/certificates.hpp"

#include "crypto/digest.hpp"
#include "store/registry/scope_rows.hpp"
#include "store/rows.hpp"

namespace chancery::store {

namespace {

std::optional<Revocation> revocation_at(const db::Row& row, int column) {
    const auto at = optional_time_at(row, column);
    if (!at) return std::nullopt;
    const auto code = static_cast<int>(row.integer(column + 1));
    return Revocation{
        .reason = known(find_revocation_reason(code), std::to_string(code)),
        .at = *at,
        .by = text_at(row, column + 2),
    };
}

/// Of a certificate whose issuer has yet to choose its serial, its id stands there: as unique, and
/// no serial of anybody's.
BytesView placeholder_of(const CertificateId& id) {
    return view_of(id.bytes);
}

Bytes serial_at(const db::Row& row) {
    const auto serial = row.blob(1);
    return serial == row.blob(0) ? Bytes() : Bytes(serial);
}

Certificate certificate_at(const db::Row& row) {
    return {
        .id = id_at<CertificateId>(row, 0),
        .issuer = id_at<IssuerId>(row, 2),
        .endpoint = optional_id_at<EndpointId>(row, 3),
        .account = optional_id_at<AccountId>(row, 4),
        .client = optional_id_at<ClientId>(row, 5),
        .order = optional_id_at<OrderId>(row, 6),
        .department = optional_id_at<DepartmentId>(row, 7),
        .names = lines_at(row, 8),
        .draft =
            {.serial = serial_at(row),
             .to_be_signed = Bytes(row.blob(14)),
             .not_before = time_at(row, 9),
             .not_after = time_at(row, 10),
             .key_digest = Bytes(row.blob(12)),
             .key_type = text_at(row, 11)},
        .status = known(find_value<CertificateStatus>(row.text(13)), row.text(13)),
        .der = Bytes(row.blob(15)),
        .chain_digest = Bytes(row.blob(22)),
        .resume = text_at(row, 16),
        .created_at = time_at(row, 17),
        .issued_at = optional_time_at(row, 18),
        .revocation = revocation_at(row, 19),
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
               "UPDATE certificates SET status = 'never_signed', to_be_signed = NULL "
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
        "SELECT id, serial, issuer_id, endpoint_id, account_id, client_id, order_id, "
        "department_id, names, not_before, not_after, key_type, key_digest, status, to_be_signed, "
        "der, resume, created_at, issued_at, revoked_at, "
        "revocation_reason, revoked_by, chain_digest FROM certificates WHERE id = $1",
        certificate_at,
        id
    );
}

std::optional<Certificate> find_certificate_by_serial(const Reader& reader, BytesView serial) {
    return find_one(
        reader,
        "SELECT id, serial, issuer_id, endpoint_id, account_id, client_id, order_id, "
        "department_id, names, not_before, not_after, key_type, key_digest, status, to_be_signed, "
        "der, resume, created_at, issued_at, revoked_at, "
        "revocation_reason, revoked_by, chain_digest FROM certificates WHERE serial = $1",
        certificate_at,
        db::Blob{serial}
    );
}

std::vector<Certificate>
list_certificates_of_key(const Reader& reader, BytesView key_digest, Time now, int limit) {
    std::vector<Certificate> certificates;
    for_each(
        reader,
        "SELECT id, serial, issuer_id, endpoint_id, account_id, client_id, order_id, "
        "department_id, names, not_before, not_after, key_type, key_digest, status, to_be_signed, "
        "der, resume, created_at, issued_at, revoked_at, "
        "revocation_reason, revoked_by, chain_digest FROM certificates "
        "WHERE key_digest = $1 AND (status IN ('recorded', 'issued') OR "
        "(status = 'revoked' AND revocation_reason <> $2)) "
        "AND (not_after > $3 OR not_after = 0) ORDER BY id LIMIT $4",
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
        "SELECT id, serial, issuer_id, endpoint_id, account_id, client_id, order_id, "
        "department_id, names, not_before, not_after, key_type, key_digest, status, to_be_signed, "
        "der, resume, created_at, issued_at, revoked_at, "
        "revocation_reason, revoked_by, chain_digest FROM certificates "
        "WHERE ($1 = 0 OR account_id = $2) AND ($3 = 0 OR department_id = $4) "
        "AND ($5 = '' OR id IN (SELECT certificate_id FROM certificate_names WHERE name = $5)) "
        "AND ($6 = 0 OR id < $7) AND ($9 = 0 OR department_id IN "
        "(SELECT department_id FROM held_departments WHERE holder_id = $10)) "
        "ORDER BY id DESC LIMIT $8",
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
