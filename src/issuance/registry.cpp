// SPDX-License-Identifier: Apache-2.0
#include "issuance/registry.hpp"

#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "issuance/local_ca.hpp"

#include <algorithm>

namespace chancery::issuance {

namespace {

crypto::CertificateInfo read_issuing_certificate(const IssuerRecord& record) {
    const auto blocks = parse_pem(record.certificate, "CERTIFICATE");
    ensure(!blocks.empty(), "an issuer has a certificate");
    return crypto::read_certificate(blocks.front());
}

std::unique_ptr<Issuer> make_local_ca(
    const IssuerRecord& record,
    const crypto::CertificateInfo& certificate,
    const crypto::Sealer& sealer
) {
    auto key =
        crypto::PrivateKey::from_pkcs8(sealer.open(seal_purpose(record.id), record.sealed_key));
    ensure(key.public_key() == certificate.key, "an issuer's key fits its certificate");
    return std::make_unique<LocalCa>(std::move(key));
}

struct Kind {
    std::string_view word;
    std::unique_ptr<Issuer> (*make
    )(const IssuerRecord&, const crypto::CertificateInfo&, const crypto::Sealer&);
};

/// One row a kind of issuer.
constexpr Kind kinds[] = {
    {"builtIn", make_local_ca},
};

} // namespace

std::string seal_purpose(IssuerId id) {
    return "issuer:" + to_string(id);
}

Registry::Registry(const std::vector<IssuerRecord>& records, const crypto::Sealer& sealer) {
    for (const auto& record : records) {
        const auto* kind = std::ranges::find(kinds, record.kind, &Kind::word);
        ensure(kind != std::end(kinds), "an issuer is of a kind that this program knows");
        auto certificate = read_issuing_certificate(record);
        auto issuer = kind->make(record, certificate, sealer);
        entries_.push_back({
            .facts =
                {.id = record.id,
                 .name = std::move(certificate.subject_der),
                 .key_identifier = std::move(certificate.key_identifier),
                 .key_type = certificate.key.type(),
                 .not_after = certificate.not_after,
                 .chain = record.certificate,
                 .root = record.root},
            .issuer = std::move(issuer),
        });
    }
}

const Registry::Entry& Registry::entry(IssuerId id) const {
    const auto found = std::ranges::find(entries_, id, [](const Entry& e) { return e.facts.id; });
    ensure(found != entries_.end(), "an endpoint's issuer is among those of this process");
    return *found;
}

const IssuerFacts& Registry::facts(IssuerId id) const {
    return entry(id).facts;
}

const Issuer& Registry::issuer(IssuerId id) const {
    return *entry(id).issuer;
}

} // namespace chancery::issuance
