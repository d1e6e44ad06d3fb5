// SPDX-License-Identifier: Apache-2.0
#pragma once

// X.509 certificates (RFC 5280): written as DER, signed, and read.

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::crypto {

/// A distinguished name; written C, ST, L, O, OU?, CN, each where it is not empty.
struct DistinguishedName {
    std::string country; ///< Two letters.
    std::string state;
    std::string locality;
    std::string organization;
    std::string common_name;

    bool operator==(const DistinguishedName&) const = default;
};

/// DER of the Name. UTF8String, but for the country.
Bytes to_der(const DistinguishedName& name);

struct Extension {
    std::string oid; ///< Dotted.
    bool critical = false;
    Bytes value; ///< DER of the extension's own type.
};

/// DER of the Extension.
Bytes to_der(const Extension& extension);

/// What a certificate says; `to_be_signed` writes it.
struct CertificateFields {
    Bytes serial;                      ///< Big-endian, positive, at most 20 octets.
    KeyAlgorithm issuer_key_algorithm; ///< For the signature's AlgorithmIdentifier.
    Bytes issuer;                      ///< DER of the issuer's Name.
    Bytes subject;                     ///< DER of the Name.
    Time not_before;
    Time not_after;
    Bytes spki;
    std::vector<Extension> extensions;
};

/// DER of the TBSCertificate.
Bytes to_be_signed(const CertificateFields& fields);

/// The extensions that we write.
Extension basic_constraints_end_entity();
Extension basic_constraints_ca(std::optional<int> path_length);
Extension key_usage_end_entity(KeyAlgorithm type
); ///< digitalSignature; for RSA keyEncipherment too.
Extension key_usage_ca();
Extension extended_key_usage_server(bool client_too);
Extension subject_key_identifier(BytesView spki); ///< RFC 7093 §2(1): 160 bits of SHA-256.
Extension authority_key_identifier(BytesView issuer_key_identifier);
Extension subject_alternative_name(
    const std::vector<std::string>& dns_names, const std::vector<Bytes>& ip_addresses, bool critical
);
/// RFC 5280 §4.2.1.4, such as 2.23.140.1.2.2 (CA/Browser Forum OV).
Extension certificate_policies(const std::vector<std::string>& oids);

/// RFC 7633: whoever shows the certificate must send its OCSP response along.
Extension must_staple();

/// RFC 5280 §4.2.1.13: where the issuer's whole CRL is.
Extension crl_distribution_points(const std::string& url);
/// RFC 5280 §4.2.2.1: where the issuer's certificate is.
Extension authority_information_access(const std::string& ca_issuers_url);

/// 160 bits of the SHA-256 of the key's BIT STRING content.
Bytes key_identifier(BytesView spki);

/// Signs with the key's own algorithm. `to_be_signed` must name it.
Bytes sign_certificate(BytesView to_be_signed, const PrivateKey& key);

/// A certificate as it was read.
struct CertificateInfo {
    Bytes serial;        ///< Big-endian, without a leading zero.
    std::string subject; ///< RFC 4514, as OpenSSL prints it: "CN=www.example.org,O=Example".
    std::string issuer;
    Bytes subject_der;
    Bytes issuer_der;
    std::optional<std::string> common_name;
    std::optional<std::string> issuer_common_name;
    std::vector<std::string> dns_names;
    std::vector<Bytes> ip_addresses;
    Time not_before;
    Time not_after;
    PublicKey key;
    Bytes key_identifier;                ///< The subjectKeyIdentifier; empty without one.
    Bytes authority_key_identifier = {}; ///< Its keyIdentifier; empty without one.
    bool is_ca = false;
    bool signs_certificates = true; ///< keyCertSign, or no keyUsage that would say.
    std::optional<std::size_t> path_length = std::nullopt; ///< CAs that may stand below; none: any.
    std::vector<std::string> ca_issuers_urls;              ///< Authority information access.
    std::vector<std::string> crl_urls;
    bool must_staple = false; ///< RFC 7633, status_request.
};

/// The serial of what may be a certificate of a stranger's, big-endian and without a leading zero:
/// enough to look for one's own, which is then compared whole. Throws malformed.
Bytes serial_of(BytesView certificate);

/// Read with OpenSSL. Throws malformed.
CertificateInfo read_certificate(BytesView der);

/// Whether `issuer` signed `certificate`; names and key identifiers are not looked at.
bool signed_by(BytesView certificate, const PublicKey& issuer);

} // namespace chancery::crypto
