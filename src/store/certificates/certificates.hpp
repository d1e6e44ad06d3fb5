// SPDX-License-Identifier: Apache-2.0
#pragma once

// The inventory of certificates, from the taken serial on.

#include "model/certificate.hpp"
#include "model/scope.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::store {

/// Takes the serial. Unique by the database too. Throws bad_csr when the key was blocked.
void insert(Transaction& tx, const Certificate& certificate);

/// What its issuer chose: serial and validity. Before set_issued, where the draft was not written.
void set_written(Transaction& tx, CertificateId id, const Draft& draft);

/// The signed certificate, once: `recorded` becomes `issued`, and it is found by its names from now
/// on. Returns false when it was not `recorded` any more.
bool set_issued(Transaction& tx, CertificateId id, const Issued& issued, Time now);

/// The chain that came with it, PEM; none: its issuer's.
std::optional<std::string> find_chain(const Reader& reader, const Certificate& certificate);

/// The serial is used up and was never signed. Returns false when it was not `recorded` any more.
bool set_never_signed(Transaction& tx, CertificateId id);

void save_resume(Transaction& tx, CertificateId id, const std::string& resume);

std::optional<Certificate> find_certificate(const Reader& reader, CertificateId id);
std::optional<Certificate> find_certificate_by_serial(const Reader& reader, BytesView serial);
/// Those with this key that have not expired and do not say yet that it is compromised: recorded,
/// issued, or revoked for another reason, of whatever issuer and client.
std::vector<Certificate>
list_certificates_of_key(const Reader& reader, BytesView key_digest, Time now, int limit);
/// Throws not_found, also for another client's.
Certificate certificate(const Reader& reader, CertificateId id, ClientId client);

struct CertificateFilter {
    std::optional<AccountId> account = std::nullopt;
    std::optional<DepartmentId> department = std::nullopt;
    std::string name = {};                              ///< Exactly this name is among its names.
    std::optional<CertificateId> before = std::nullopt; ///< Older ones than this.
    int limit = 50;
};

/// Newest first.
std::vector<Certificate>
list_certificates(const Reader& reader, const Scope& scope, const CertificateFilter& filter);

} // namespace chancery::store
