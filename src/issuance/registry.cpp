// SPDX-License-Identifier: Apache-2.0
#include "issuance/registry.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
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

void require_openable(const IssuerRecord& record, const crypto::Sealer& sealer) {
    switch (sealer.inspect(seal_purpose(record.id), record.sealed_key)) {
    case crypto::Condition::whole: return;
    case crypto::Condition::of_another_key:
        throw Error(
            Fault::invalid,
            "the master key does not open the key of the issuer \"" + record.name +
                "\": it is not the master key of this office. Restore the right one (the setting "
                "master_key); nothing else needs to be changed or removed"
        );
    case crypto::Condition::damaged:
        throw Error(
            Fault::unavailable,
            "the key of the issuer \"" + record.name +
                "\" is damaged in the database; restore the database from a backup"
        );
    }
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// "example-university-issuing-ca-i1-3fa9c2d1": the CA's common name, and the beginning of its key
/// identifier, since a new key under an old name signs another list.
std::string word_of(const crypto::CertificateInfo& certificate) {
    std::string word;
    for (const char c : to_lower(certificate.common_name.value_or("")))
        if (is_plain(c))
            word += c;
        else if (!word.empty() && word.back() != '-')
            word += '-';
    if (!word.empty() && word.back() != '-') word += '-';
    return word + to_hex(certificate.key_identifier).substr(0, 8);
}

IssuerFacts
facts_of(const IssuerRecord& record, crypto::CertificateInfo certificate, const std::string& base) {
    auto word = word_of(certificate);
    const auto lifetime = lifetime_of(record);
    const auto url = base.empty() ? std::string() : base + "/ca/" + word;
    return {
        .id = record.id,
        .name = std::move(certificate.subject_der),
        .key_identifier = std::move(certificate.key_identifier),
        .key_algorithm = certificate.key.algorithm(),
        .not_before = lifetime.not_before,
        .not_after = lifetime.not_after,
        // RFC 8446 §4.4.2: a root is with those who trust it. It may itself be what signs.
        .chain = record.certificate == record.root ? std::string() : record.certificate,
        .root = record.root,
        .word = std::move(word),
        .title = record.name,
        .crl_url = url.empty() ? url : url + ".crl",
        .ca_issuers_url = url.empty() ? url : url + ".crt",
    };
}

Opened open_local_ca(
    const IssuerRecord& record, const crypto::Sealer& sealer, const std::string& public_http_url
) {
    auto certificate = read_issuing_certificate(record);
    require_openable(record, sealer);
    auto key =
        crypto::PrivateKey::from_pkcs8(sealer.open(seal_purpose(record.id), record.sealed_key));
    ensure(key.public_key() == certificate.key, "an issuer's key fits its certificate");
    return {
        facts_of(record, std::move(certificate), public_http_url),
        std::make_unique<const LocalCa>(std::move(key))};
}

const IssuerKind kinds_of_this_program[] = {
    {"builtIn", open_local_ca},
};

Opened open_issuer(
    const IssuerRecord& record,
    const crypto::Sealer& sealer,
    const std::string& public_http_url,
    std::span<const IssuerKind> kinds
) {
    const auto kind = std::ranges::find(kinds, record.kind, &IssuerKind::word);
    if (kind == kinds.end())
        throw Error(
            Fault::unavailable,
            "the issuer \"" + record.name + "\" is of the kind \"" + record.kind +
                "\", which this version of the program does not know; update it"
        );
    auto opened = kind->open(record, sealer, public_http_url);
    opened.facts.enabled = record.enabled;
    return opened;
}

} // namespace

std::string seal_purpose(IssuerId id) {
    return "issuer:" + to_string(id);
}

CaLifetime lifetime_of(const IssuerRecord& record) {
    const auto issuing = read_issuing_certificate(record);
    CaLifetime lifetime{issuing.not_before, issuing.not_after};
    for (const auto& der : parse_pem(record.certificate + record.root, "CERTIFICATE")) {
        const auto certificate = crypto::read_certificate(der);
        lifetime.not_before = std::max(lifetime.not_before, certificate.not_before);
        lifetime.not_after = std::min(lifetime.not_after, certificate.not_after);
    }
    return lifetime;
}

std::span<const IssuerKind> issuer_kinds() {
    return kinds_of_this_program;
}

Registry::Registry(
    const std::vector<IssuerRecord>& records,
    const crypto::Sealer& sealer,
    const std::string& public_http_url,
    std::span<const IssuerKind> kinds
) {
    for (const auto& record : records) {
        auto& entry = entries_.emplace_back(Entry{.id = record.id});
        try {
            entry.opened = open_issuer(record, sealer, public_http_url, kinds);
        } catch (const Error& error) {
            entry.fault = error;
        }
    }
}

void Registry::require_whole() const {
    for (const auto& entry : entries_)
        if (entry.fault) throw Error(*entry.fault);
}

std::vector<IssuerId> Registry::ids() const {
    std::vector<IssuerId> ids;
    for (const auto& entry : entries_)
        if (!entry.fault) ids.push_back(entry.id);
    return ids;
}

const IssuerFacts* Registry::find(std::string_view word) const {
    const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
        return !entry.fault && entry.opened.facts.word == word;
    });
    return found == entries_.end() ? nullptr : &found->opened.facts;
}

const Opened& Registry::opened(IssuerId id) const {
    const auto found = std::ranges::find(entries_, id, &Entry::id);
    ensure(found != entries_.end(), "an endpoint's issuer is in the register");
    if (found->fault) throw Error(*found->fault);
    return found->opened;
}

const IssuerFacts& Registry::facts(IssuerId id) const {
    return opened(id).facts;
}

const Issuer& Registry::issuer(IssuerId id) const {
    return *opened(id).issuer;
}

void Registry::require_enabled(IssuerId id) const {
    const auto& issuer = facts(id);
    if (!issuer.enabled)
        throw Error(
            Fault::not_issuing,
            "the issuer \"" + issuer.title + "\" is disabled by the office; try again later"
        );
}

} // namespace chancery::issuance
