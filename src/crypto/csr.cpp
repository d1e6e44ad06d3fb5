// SPDX-License-Identifier: Apache-2.0
#include "crypto/csr.hpp"

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/der.hpp"
#include "crypto/foreign_key.hpp"
#include "crypto/signature_algorithm.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chancery::crypto {

namespace {

using namespace std::literals;

// The contents of object identifiers.
constexpr auto common_name_oid = "\x55\x04\x03"sv;
constexpr auto subject_alt_name_oid = "\x55\x1d\x11"sv;
constexpr auto basic_constraints_oid = "\x55\x1d\x13"sv;
/// 1.3.6.1.5.5.7.1.24 (RFC 7633).
constexpr auto tls_feature_oid = "\x2b\x06\x01\x05\x05\x07\x01\x18"sv;
/// 1.2.840.113549.1.9.14 (RFC 2985 §5.4.2).
constexpr auto extension_request_oid = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e"sv;
/// 1.3.6.1.4.1.311.2.1.14: the same from Microsoft's older tools.
constexpr auto microsoft_extensions_oid = "\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e"sv;

constexpr std::size_t most_extensions = 50; ///< Each is compared with those before it.

constexpr std::uint8_t t61_string = 0x14;
constexpr std::uint8_t universal_string = 0x1c;
constexpr std::uint8_t bmp_string = 0x1e;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(Fault::bad_csr, why);
}

/// Of ASCII characters with zero octets in front: UCS-2 has one, UCS-4 three.
std::string ascii_of_wide(BytesView text, std::size_t width) {
    std::string ascii;
    if (text.size() % width != 0) refuse("the CSR's common name is not well-formed");
    for (; !text.empty(); text.remove_prefix(width)) {
        if (text.substr(0, width - 1).find_first_not_of('\0') != BytesView::npos)
            refuse("the CSR's common name is not written as UTF8String");
        ascii.push_back(text[width - 1]);
    }
    return ascii;
}

std::string directory_string(der::Reader& from) {
    const auto tag = from.peek().value_or(0);
    if (tag == bmp_string) return ascii_of_wide(from.content(tag), 2);
    if (tag == universal_string) return ascii_of_wide(from.content(tag), 4);
    for (const std::uint8_t known :
         {std::uint8_t{der::utf8_string},
          std::uint8_t{der::printable_string},
          std::uint8_t{der::ia5_string},
          t61_string})
        if (tag == known) return Bytes(from.content(known));
    refuse("the CSR's common name is not written as UTF8String");
}

std::vector<std::string> read_common_names(der::Reader names) {
    std::vector<std::string> found;
    while (!names.at_end()) {
        auto set = names.open(der::set);
        do {
            auto attribute = set.open(der::sequence);
            if (attribute.content(der::object_identifier) == common_name_oid)
                found.push_back(directory_string(attribute));
            else
                attribute.any();
            attribute.finish();
        } while (!set.at_end());
    }
    std::erase(found, "");
    return found;
}

/// RFC 5280 §4.2.1.6, by tag; nullptr for a tag that a GeneralName does not have.
const char* name_type(std::uint8_t tag) {
    switch (tag) {
    case der::context_constructed(0): return "otherName";
    case der::context(1): return "rfc822Name";
    case der::context_constructed(3): return "x400Address";
    case der::context_constructed(4): return "directoryName";
    case der::context_constructed(5): return "ediPartyName";
    case der::context(6): return "uniformResourceIdentifier";
    case der::context(8): return "registeredID";
    }
    return nullptr;
}

/// What requests for extensions ask for.
struct Wishes {
    std::vector<std::string> dns_names = {};
    std::vector<Bytes> ip_addresses = {};
    std::vector<std::string> other_san_types = {};
    bool ca = false;
    bool must_staple = false;
};

/// RFC 5280 §4.2.1.6 wants a name in it; some tools leave it empty beside a CN.
void read_alternative_names(Wishes& wishes, BytesView extension) {
    der::Reader outer(extension);
    auto names = outer.open(der::sequence);
    outer.finish();
    while (!names.at_end()) {
        const auto tag = names.peek().value_or(0);
        if (tag == der::context(2)) {
            const auto name = names.content(tag);
            const bool is_ascii =
                std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f; });
            if (name.empty() || !is_ascii)
                refuse("a DNS name in the CSR is empty or not made of ASCII's visible characters");
            wishes.dns_names.emplace_back(name);
        } else if (tag == der::context(7)) {
            const auto address = names.content(tag);
            if (address.size() != 4 && address.size() != 16)
                refuse("an IP address in the CSR has neither 4 nor 16 octets");
            wishes.ip_addresses.emplace_back(address);
        } else if (const char* word = name_type(tag)) {
            names.content(tag);
            wishes.other_san_types.emplace_back(word);
        } else {
            refuse("the CSR's subjectAltName contains something that is not a name");
        }
    }
}

/// TRUE is 0xff (X.690 §11.1). An explicit FALSE, which is no DER where it is the default, is what
/// some tools write, and means nothing else.
bool read_boolean(der::Reader& from) {
    if (from.peek() != der::boolean) return false;
    const auto value = from.content(der::boolean);
    if (value != "\xff"sv && value != "\0"sv) refuse("the CSR contains an invalid BOOLEAN");
    return value == "\xff"sv;
}

bool read_basic_constraints(BytesView extension) {
    der::Reader outer(extension);
    auto inner = outer.open(der::sequence);
    outer.finish();
    const bool is_ca = read_boolean(inner);
    if (!inner.at_end()) inner.content(der::integer); // pathLenConstraint
    inner.finish();
    return is_ca;
}

/// RFC 7633: status_request (5) among the TLS extensions that the server must send.
bool read_must_staple(BytesView extension) {
    der::Reader outer(extension);
    auto features = outer.open(der::sequence);
    outer.finish();
    bool found = false;
    while (!features.at_end())
        found |= features.content(der::integer) == "\x05"sv;
    return found;
}

Wishes read_extensions(der::Reader extensions) {
    Wishes wishes;
    std::vector<BytesView> seen;
    while (!extensions.at_end()) {
        auto extension = extensions.open(der::sequence);
        const auto oid = extension.content(der::object_identifier);
        read_boolean(extension); // whether it is critical
        const auto value = extension.content(der::octet_string);
        extension.finish();
        if (seen.size() == most_extensions) refuse("the CSR asks for too many extensions");
        if (std::find(seen.begin(), seen.end(), oid) != seen.end())
            refuse("the CSR asks for the same extension twice");
        seen.push_back(oid);
        if (oid == subject_alt_name_oid) read_alternative_names(wishes, value);
        if (oid == basic_constraints_oid) wishes.ca = read_basic_constraints(value);
        if (oid == tls_feature_oid) wishes.must_staple = read_must_staple(value);
    }
    return wishes;
}

/// A set in one spelling: without repetitions and in whatever order.
std::set<std::string> names_of(const Wishes& wishes) {
    std::set<std::string> names;
    for (const auto& name : wishes.dns_names)
        names.insert(comparable_name(name));
    for (const auto& address : wishes.ip_addresses)
        names.insert(to_address_text(address));
    return names;
}

/// Adds what a second request for extensions says. Names that both have must be the same; one that
/// has none says nothing of them.
void merge(Wishes& wishes, Wishes more) {
    const auto before = names_of(wishes);
    const auto other = names_of(more);
    if (!before.empty() && !other.empty() && before != other)
        refuse("the CSR has several requests for extensions, which ask for different names");
    if (before.empty()) {
        wishes.dns_names = std::move(more.dns_names);
        wishes.ip_addresses = std::move(more.ip_addresses);
    }
    for (auto& type : more.other_san_types)
        wishes.other_san_types.push_back(std::move(type));
    wishes.ca |= more.ca;
    wishes.must_staple |= more.must_staple;
}

/// A tool may write the extensions in both attributes, for the old reader and the new, or leave one
/// without a value. Who names different hosts in them would be understood differently by others.
Wishes read_attributes(der::Reader attributes) {
    Wishes wishes;
    while (!attributes.at_end()) {
        auto attribute = attributes.open(der::sequence);
        const auto oid = attribute.content(der::object_identifier);
        auto values = attribute.open(der::set);
        attribute.finish();
        if (oid != extension_request_oid && oid != microsoft_extensions_oid) continue;
        while (!values.at_end())
            merge(wishes, read_extensions(values.open(der::sequence)));
    }
    return wishes;
}

/// RFC 2986 §4.1 knows 0 only. Many libraries write the number of the X.509 version here, such as
/// certbot until 1.28 and Ruby's acme-client; it says nothing of what is asked for.
void read_version(der::Reader& from) {
    const auto version = from.content(der::integer);
    if (version != "\0"sv && version != "\1"sv && version != "\2"sv)
        refuse("the CSR's version must be 0, 1 or 2");
}

Csr read(BytesView der) {
    der::Reader outer(der);
    auto request = outer.open(der::sequence);
    outer.finish();
    const auto signed_part = request.whole(der::sequence);
    const auto algorithm = request.whole(der::sequence);
    const auto signature = request.content(der::bit_string);
    request.finish();
    if (!signature.starts_with('\0')) refuse("the CSR's signature has unused bits");

    auto info = der::Reader(signed_part).open(der::sequence);
    read_version(info);
    const auto subject = info.open(der::sequence);
    auto key = parse_foreign_spki(info.whole(der::sequence));
    // Mandatory in RFC 2986 though it may be empty; some tools leave it away.
    auto wishes =
        info.at_end() ? Wishes{} : read_attributes(info.open(der::context_constructed(0)));
    info.finish();
    Csr csr{
        .key = std::move(key),
        .dns_names = std::move(wishes.dns_names),
        .ip_addresses = std::move(wishes.ip_addresses),
        .common_names = read_common_names(subject),
        .other_san_types = std::move(wishes.other_san_types),
        .asks_for_ca = wishes.ca,
        .asks_for_must_staple = wishes.must_staple,
    };

    const auto verdict = find_verdict(csr.key, algorithm, signed_part, signature.substr(1));
    if (!verdict)
        refuse("the CSR's signature algorithm must be ECDSA or RSA (PKCS#1 v1.5) with SHA-256, "
               "SHA-384 or SHA-512, or Ed25519, and go with its key");
    if (!*verdict) refuse("the CSR's signature was not made by its key");
    return csr;
}

} // namespace

std::string comparable_name(std::string_view text) {
    const auto relative = text.substr(0, text.size() - (text.ends_with('.') ? 1 : 0));
    if (const auto octets = parse_address(relative)) return to_address_text(*octets);
    return to_lower(relative);
}

Csr parse_csr(BytesView der) {
    try {
        return read(der);
    } catch (const Error& error) {
        if (error.fault() == Fault::malformed)
            refuse("the CSR cannot be read: " + error.problem().detail);
        if (error.fault() == Fault::bad_public_key)
            refuse("the CSR's key is not taken: " + error.problem().detail);
        throw;
    }
}

Bytes make_csr(
    const PrivateKey& key,
    const std::vector<std::string>& dns_names,
    const std::vector<Bytes>& ip_addresses,
    const std::vector<Extension>& others
) {
    constexpr std::size_t longest_common_name = 64; // RFC 5280, ub-common-name
    DistinguishedName subject;
    if (!dns_names.empty() && dns_names.front().size() <= longest_common_name)
        subject.common_name = dns_names.front();
    auto extensions = to_der(subject_alternative_name(dns_names, ip_addresses, false));
    for (const auto& other : others)
        extensions += to_der(other);
    const auto attribute = der::element(
        der::sequence,
        {der::element(der::object_identifier, extension_request_oid),
         der::element(der::set, der::element(der::sequence, extensions))}
    );
    const auto info = der::element(
        der::sequence,
        {der::unsigned_integer(""),
         to_der(subject),
         key.public_key().spki(),
         der::element(der::context_constructed(0), attribute)}
    );
    return der::element(
        der::sequence,
        {info,
         algorithm_identifier(key.public_key().algorithm()),
         der::bits(key.sign(info, SignatureForm::x509))}
    );
}

} // namespace chancery::crypto
