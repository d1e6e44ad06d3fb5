// SPDX-License-Identifier: Apache-2.0
// Certificates written: names, extensions, the to-be-signed part and the signature.
#include "crypto/certificate.hpp"

#include "base/error.hpp"
#include "crypto/der.hpp"
#include "crypto/key_implementation.hpp"
#include "crypto/signature_algorithm.hpp"

namespace chancery::crypto {

namespace {

using namespace std::literals;

constexpr std::size_t most_serial_octets = 20; // RFC 5280 §4.1.2.2
constexpr std::size_t key_identifier_size = 20;

void append_name_part(Bytes& to, BytesView oid, std::uint8_t tag, const std::string& value) {
    if (value.empty()) return;
    to += der::element(
        der::set,
        der::element(
            der::sequence, {der::element(der::object_identifier, oid), der::element(tag, value)}
        )
    );
}

} // namespace

Bytes to_der(const DistinguishedName& name) {
    Bytes parts;
    append_name_part(parts, "\x55\x04\x06"sv, der::printable_string, name.country);
    append_name_part(parts, "\x55\x04\x08"sv, der::utf8_string, name.state);
    append_name_part(parts, "\x55\x04\x07"sv, der::utf8_string, name.locality);
    append_name_part(parts, "\x55\x04\x0a"sv, der::utf8_string, name.organization);
    append_name_part(parts, "\x55\x04\x03"sv, der::utf8_string, name.common_name);
    return der::element(der::sequence, parts);
}

Bytes to_der(const Extension& extension) {
    return der::element(
        der::sequence,
        {der::oid(extension.oid),
         extension.critical ? "\x01\x01\xff"sv : ""sv,
         der::element(der::octet_string, extension.value)}
    );
}

Bytes to_be_signed(const CertificateFields& fields) {
    ensure(
        !fields.serial.empty() && fields.serial.find_first_not_of('\0') != Bytes::npos,
        "a serial is positive"
    );
    const auto serial = der::unsigned_integer(fields.serial);
    ensure(serial.size() <= 2 + most_serial_octets, "a serial has at most 20 octets");
    Bytes extensions;
    for (const auto& extension : fields.extensions)
        extensions += to_der(extension);
    const auto validity =
        der::element(der::sequence, {der::time(fields.not_before), der::time(fields.not_after)});
    return der::element(
        der::sequence,
        {"\xa0\x03\x02\x01\x02"sv, // version 3
         serial,
         algorithm_identifier(fields.issuer_key_algorithm),
         fields.issuer,
         validity,
         fields.subject,
         fields.spki,
         der::element(der::context_constructed(3), der::element(der::sequence, extensions))}
    );
}

Extension basic_constraints_end_entity() {
    return {"2.5.29.19", true, der::element(der::sequence, "")};
}

Extension basic_constraints_ca(std::optional<int> path_length) {
    ensure(!path_length || (*path_length >= 0 && *path_length < 128), "a path length is small");
    Bytes content("\x01\x01\xff");
    if (path_length) content += der::unsigned_integer(Bytes(1, static_cast<char>(*path_length)));
    return {"2.5.29.19", true, der::element(der::sequence, content)};
}

// RFC 5280 §4.2.1.3: the first octet of these BIT STRINGs is how many bits of the last are unused.
Extension key_usage_end_entity(KeyAlgorithm type) {
    const auto usage = type == KeyAlgorithm::rsa ? "\x05\xa0"sv : "\x07\x80"sv;
    return {"2.5.29.15", true, der::element(der::bit_string, usage)};
}

Extension key_usage_ca() {
    // keyCertSign and cRLSign.
    return {"2.5.29.15", true, der::element(der::bit_string, "\x01\x06"sv)};
}

Extension extended_key_usage_server(bool client_too) {
    auto usages = der::oid("1.3.6.1.5.5.7.3.1");
    if (client_too) usages += der::oid("1.3.6.1.5.5.7.3.2");
    return {"2.5.29.37", false, der::element(der::sequence, usages)};
}

Extension subject_key_identifier(BytesView spki) {
    return {"2.5.29.14", false, der::element(der::octet_string, key_identifier(spki))};
}

Extension authority_key_identifier(BytesView issuer_key_identifier) {
    return {
        "2.5.29.35",
        false,
        der::element(der::sequence, der::element(der::context(0), issuer_key_identifier))};
}

Extension subject_alternative_name(
    const std::vector<std::string>& dns_names, const std::vector<Bytes>& ip_addresses, bool critical
) {
    Bytes names;
    for (const auto& name : dns_names)
        names += der::element(der::context(2), name);
    for (const auto& address : ip_addresses)
        names += der::element(der::context(7), address);
    return {"2.5.29.17", critical, der::element(der::sequence, names)};
}

Extension certificate_policies(const std::vector<std::string>& oids) {
    Bytes policies;
    for (const auto& oid : oids)
        policies += der::element(der::sequence, der::oid(oid));
    return {"2.5.29.32", false, der::element(der::sequence, policies)};
}

Extension must_staple() {
    // status_request, the number of the TLS extension in which a client asks for the response.
    return {
        "1.3.6.1.5.5.7.1.24", false, der::element(der::sequence, der::unsigned_integer("\x05"sv))};
}

Extension crl_distribution_points(const std::string& url) {
    const auto full_name = der::element(
        der::context_constructed(0),
        der::element(der::context_constructed(0), der::element(der::context(6), url))
    );
    return {
        "2.5.29.31", false, der::element(der::sequence, der::element(der::sequence, full_name))};
}

Extension authority_information_access(const std::string& ca_issuers_url) {
    const auto description = der::element(
        der::sequence,
        {der::oid("1.3.6.1.5.5.7.48.2"), der::element(der::context(6), ca_issuers_url)}
    );
    return {"1.3.6.1.5.5.7.1.1", false, der::element(der::sequence, description)};
}

Bytes key_identifier(BytesView spki) {
    auto key = der::Reader(spki).open(der::sequence);
    key.content(der::sequence);
    return sha256(key.content(der::bit_string).substr(1)).substr(0, key_identifier_size);
}

Bytes sign_certificate(BytesView to_be_signed, const PrivateKey& key) {
    auto fields = der::Reader(to_be_signed).open(der::sequence);
    fields.content(der::context_constructed(0));
    fields.content(der::integer);
    return to_signed(to_be_signed, fields.whole(der::sequence), key);
}

Bytes serial_of(BytesView certificate) {
    der::Reader outer(certificate);
    auto fields = outer.open(der::sequence).open(der::sequence);
    outer.finish();
    if (fields.peek() == der::context_constructed(0)) fields.any(); // absent from version 1
    auto serial = fields.content(der::integer);
    while (serial.starts_with('\0'))
        serial.remove_prefix(1);
    return Bytes(serial);
}

bool signed_by(BytesView certificate, const PublicKey& issuer) {
    der::Reader outer(certificate);
    auto parts = outer.open(der::sequence);
    outer.finish();
    const auto signed_part = parts.whole(der::sequence);
    const auto algorithm = parts.whole(der::sequence);
    const auto signature = parts.content(der::bit_string);
    parts.finish();
    auto fields = der::Reader(signed_part).open(der::sequence);
    if (fields.peek() == der::context_constructed(0)) fields.any(); // absent from version 1
    fields.content(der::integer);
    // RFC 5280 §4.1.1.2: both must name the same algorithm.
    return fields.whole(der::sequence) == algorithm && signature.starts_with('\0') &&
           find_verdict(issuer, algorithm, signed_part, signature.substr(1)).value_or(false);
}

} // namespace chancery::crypto
