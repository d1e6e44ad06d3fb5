// SPDX-License-Identifier: Apache-2.0
// Certificates read, with OpenSSL: little of this is done for a request.
#include "crypto/certificate.hpp"
#include "crypto/openssl.hpp"

#include <openssl/x509v3.h>

#include <ctime>

namespace chancery::crypto {

namespace {

using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using Constraints = std::unique_ptr<BASIC_CONSTRAINTS, Free<BASIC_CONSTRAINTS_free>>;
using Bits = std::unique_ptr<ASN1_BIT_STRING, Free<ASN1_BIT_STRING_free>>;
using AccessDescriptions = std::unique_ptr<AUTHORITY_INFO_ACCESS, Free<AUTHORITY_INFO_ACCESS_free>>;
using Features = std::unique_ptr<TLS_FEATURE, Free<TLS_FEATURE_free>>;
using DistributionPoints = std::unique_ptr<CRL_DIST_POINTS, Free<CRL_DIST_POINTS_free>>;

[[noreturn]] void refuse(const std::string& why) {
    forget_errors();
    throw Error(Fault::malformed, "the certificate cannot be read: " + why);
}

BytesView bytes_of(const ASN1_STRING* string) {
    return {
        reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
        static_cast<std::size_t>(ASN1_STRING_length(string))};
}

/// Null when it is absent. Throws malformed when it is there twice or cannot be read.
template <class Owner>
Owner extension(const X509* certificate, int nid) {
    int critical = 0;
    Owner found(
        static_cast<typename Owner::pointer>(X509_get_ext_d2i(certificate, nid, &critical, nullptr))
    );
    if (!found && critical != -1) refuse("an extension is there twice or not well-formed");
    return found;
}

Bytes serial_of(const X509* certificate) {
    const Number number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
    require(number != nullptr, "ASN1_INTEGER_to_BN");
    if (BN_is_negative(number.get())) refuse("its serial is negative");
    Bytes serial(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
    BN_bn2bin(number.get(), octets(serial));
    return serial;
}

std::string text_of(const X509_NAME* name) {
    const MemoryStream stream(BIO_new(BIO_s_mem()));
    // Letters beyond ASCII as UTF-8 rather than escaped.
    const unsigned long form = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    require(stream && X509_NAME_print_ex(stream.get(), name, 0, form) >= 0, "X509_NAME_print_ex");
    return written(stream.get());
}

std::optional<std::string> common_name_of(const X509_NAME* name) {
    int last = -1;
    for (int at = -1; (at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0;)
        last = at;
    if (last < 0) return std::nullopt;
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
    if (size < 0) refuse("its common name is in an unknown character set");
    std::string result(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return result;
}

Time time_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) refuse("its validity is not well-formed");
    return Time{std::chrono::seconds{timegm(&parts)}};
}

PublicKey key_of(const X509* certificate) {
    try {
        return PublicKey::from_spki(encoded(X509_get_X509_PUBKEY(certificate), i2d_X509_PUBKEY));
    } catch (const Error& error) {
        if (error.fault() != Fault::bad_public_key) throw;
        refuse(error.problem().detail);
    }
}

void read_alternative_names(CertificateInfo& info, const X509* certificate) {
    const auto names = extension<Names>(certificate, NID_subject_alt_name);
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) info.dns_names.emplace_back(bytes_of(name->d.dNSName));
        if (name->type == GEN_IPADD) info.ip_addresses.emplace_back(bytes_of(name->d.iPAddress));
    }
}

void append_url(std::vector<std::string>& to, const GENERAL_NAME* name) {
    if (name->type == GEN_URI) to.emplace_back(bytes_of(name->d.uniformResourceIdentifier));
}

void read_urls(CertificateInfo& info, const X509* certificate) {
    const auto access = extension<AccessDescriptions>(certificate, NID_info_access);
    for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
        const auto* description = sk_ACCESS_DESCRIPTION_value(access.get(), i);
        if (OBJ_obj2nid(description->method) == NID_ad_ca_issuers)
            append_url(info.ca_issuers_urls, description->location);
    }
    const auto points = extension<DistributionPoints>(certificate, NID_crl_distribution_points);
    for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
        const auto* name = sk_DIST_POINT_value(points.get(), i)->distpoint;
        if (name == nullptr || name->type != 0) continue; // 0: a full name
        for (int j = 0; j < sk_GENERAL_NAME_num(name->name.fullname); ++j)
            append_url(info.crl_urls, sk_GENERAL_NAME_value(name->name.fullname, j));
    }
}

void read_constraints(CertificateInfo& info, const X509* certificate) {
    const auto found = extension<Constraints>(certificate, NID_basic_constraints);
    if (!found) return;
    info.is_ca = found->ca != 0;
    if (found->pathlen == nullptr) return;
    std::uint64_t length = 0;
    if (ASN1_INTEGER_get_uint64(&length, found->pathlen) != 1)
        refuse("its path length is negative or too large");
    info.path_length = length;
}

void read_key_usage(CertificateInfo& info, const X509* certificate) {
    constexpr int key_cert_sign = 5; // RFC 5280 §4.2.1.3
    if (const auto usage = extension<Bits>(certificate, NID_key_usage))
        info.signs_certificates = ASN1_BIT_STRING_get_bit(usage.get(), key_cert_sign) == 1;
}

void read_tls_features(CertificateInfo& info, const X509* certificate) {
    constexpr long status_request = 5; // RFC 6066 §8
    const auto features = extension<Features>(certificate, NID_tlsfeature);
    for (int i = 0; features && i < sk_ASN1_INTEGER_num(features.get()); ++i)
        if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == status_request)
            info.must_staple = true;
}

} // namespace

CertificateInfo read_certificate(BytesView der) {
    const auto* at = octets(der);
    const X509Handle handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!handle) refuse("it is not an X.509 certificate in DER");
    if (at != octets(der) + der.size()) refuse("data follows its end");
    const auto* certificate = handle.get();
    const auto* subject = X509_get_subject_name(certificate);
    const auto* issuer = X509_get_issuer_name(certificate);
    CertificateInfo info{
        .serial = serial_of(certificate),
        .subject = text_of(subject),
        .issuer = text_of(issuer),
        .subject_der = encoded(subject, i2d_X509_NAME),
        .issuer_der = encoded(issuer, i2d_X509_NAME),
        .common_name = common_name_of(subject),
        .issuer_common_name = common_name_of(issuer),
        .dns_names = {},
        .ip_addresses = {},
        .not_before = time_of(X509_get0_notBefore(certificate)),
        .not_after = time_of(X509_get0_notAfter(certificate)),
        .key = key_of(certificate),
        .key_identifier = {},
        .is_ca = false,
        .signs_certificates = true,
        .path_length = std::nullopt,
        .ca_issuers_urls = {},
        .crl_urls = {},
        .must_staple = false,
    };
    read_alternative_names(info, certificate);
    read_urls(info, certificate);
    using Identifier = std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>>;
    if (const auto found = extension<Identifier>(certificate, NID_subject_key_identifier))
        info.key_identifier = bytes_of(found.get());
    using Authority = std::unique_ptr<AUTHORITY_KEYID, Free<AUTHORITY_KEYID_free>>;
    if (const auto found = extension<Authority>(certificate, NID_authority_key_identifier);
        found && found->keyid)
        info.authority_key_identifier = bytes_of(found->keyid);
    read_constraints(info, certificate);
    read_key_usage(info, certificate);
    read_tls_features(info, certificate);
    forget_errors();
    return info;
}

} // namespace chancery::crypto
