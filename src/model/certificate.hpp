// SPDX-License-Identifier: Apache-2.0
#pragma once

// A certificate before and after it is signed, and as the inventory keeps it. Plain values.

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "model/name.hpp"
#include "model/revocation.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

/// What its issuer is asked for, whole and final. Stored before anyone is asked.
struct Draft {
    /// Serial and validity are known of a certificate that the built-in CA has written. Others
    /// choose them: empty, and the beginning of time, until they have issued.
    Bytes serial = {};
    Bytes to_be_signed; ///< DER of the TBSCertificate, or the CSR for an upstream CA.
    Time not_before = {};
    Time not_after = {};
    Bytes key_digest;     ///< SHA-256 of the SubjectPublicKeyInfo.
    std::string key_type; ///< A word of crypto::KeyType, or "rsa" and another number of bits.

    bool is_written() const { return !serial.empty(); }
};

struct Issued {
    Bytes certificate;      ///< DER.
    std::string chain = {}; ///< PEM of what stands above it; empty: what its issuer always sends.
};

/// Where a certificate of the inventory stands.
enum class CertificateStatus {
    recorded, ///< Its serial is taken; nobody has signed yet, or nobody knows.
    issued,
    never_signed, ///< Given up before it was signed; the serial is used up.
    revoked,
};

constexpr auto words_of(CertificateStatus) {
    using enum CertificateStatus;
    return words<CertificateStatus>({
        {recorded, "recorded"},
        {issued, "issued"},
        {never_signed, "neverSigned"},
        {revoked, "revoked"},
    });
}

struct Certificate {
    CertificateId id;
    IssuerId issuer;
    std::optional<EndpointId> endpoint = std::nullopt; ///< None: the server's own.
    std::optional<AccountId> account = std::nullopt;
    std::optional<ClientId> client = std::nullopt;
    std::optional<OrderId> order = std::nullopt;
    std::optional<DepartmentId> department = std::nullopt;
    std::vector<std::string> names; ///< DNS names, and addresses in the server's own.
    Draft draft;                    ///< Its to_be_signed is dropped once it is issued.
    CertificateStatus status = CertificateStatus::recorded;
    Bytes der = {};
    Bytes chain_digest = {}; ///< Names the chain that came with it; empty: its issuer's.
    std::string resume = {}; ///< An issuer's note to itself, while it is not done.
    Time created_at;
    std::optional<Time> issued_at = std::nullopt;
    std::optional<Revocation> revocation = std::nullopt;
};

/// Moves a certificate on: recorded to issued or never_signed, issued to revoked. Throws internal
/// for any other step.
void advance(Certificate& certificate, CertificateStatus to);

} // namespace chancery
