// SPDX-License-Identifier: Apache-2.0
#include "crypto/csr.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "crypto/der.hpp"
#include "crypto/foreign_key.hpp"
#include "crypto/jwk.hpp"
#include "crypto/openssl.hpp"
#include "fuzz.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <set>

// Signing requests: what our reader accepts, OpenSSL accepts, verifies and reads alike. An input is
// a whole request, or, since nothing signed survives a mutation, one letter and the content of one
// part, around which a request is built and signed here:
//   s  the subject        n  the names of a subjectAltName
//   x  the extensions     a  the attributes
namespace chancery::fuzz {

namespace {

using crypto::Free;
using Request = std::unique_ptr<X509_REQ, Free<X509_REQ_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using Subject = std::unique_ptr<X509_NAME, Free<X509_NAME_free>>;
using Constraints = std::unique_ptr<BASIC_CONSTRAINTS, Free<BASIC_CONSTRAINTS_free>>;

struct FreeExtensions {
    void operator()(STACK_OF(X509_EXTENSION) * extensions) const {
        sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    }
};

using Extensions = std::unique_ptr<STACK_OF(X509_EXTENSION), FreeExtensions>;

/// RFC 8037 §A.1.
const crypto::PrivateKey& signing_key() {
    static const auto key = [] {
        const auto jwk = json::parse(R"({"kty":"OKP","crv":"Ed25519",)"
                                     R"("d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
                                     R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
        return crypto::parse_private_jwk(json::Reader(jwk));
    }();
    return key;
}

Bytes sequence(std::initializer_list<BytesView> contents) {
    return der::element(der::sequence, contents);
}

Bytes names_extension(BytesView names) {
    return sequence({der::oid("2.5.29.17"), der::element(der::octet_string, sequence({names}))});
}

Bytes extension_request_oid() {
    return der::oid("1.2.840.113549.1.9.14");
}

Bytes extension_request(BytesView extensions) {
    return sequence({extension_request_oid(), der::element(der::set, sequence({extensions}))});
}

Bytes signed_request(BytesView subject, BytesView attributes) {
    const auto info = sequence(
        {der::unsigned_integer(""),
         sequence({subject}),
         signing_key().public_key().spki(),
         der::element(der::context_constructed(0), attributes)}
    );
    const auto signature = signing_key().sign(info, crypto::SignatureForm::x509);
    return sequence({info, sequence({der::oid("1.3.101.112")}), der::bits(signature)});
}

/// The request that an input means.
Bytes request_of(std::string_view input) {
    const auto content = input.substr(std::min<std::size_t>(1, input.size()));
    if (input.starts_with('s')) return signed_request(content, "");
    if (input.starts_with('a')) return signed_request("", content);
    if (input.starts_with('x')) return signed_request("", extension_request(content));
    if (input.starts_with('n'))
        return signed_request("", extension_request(names_extension(content)));
    return Bytes(input);
}

BytesView bytes_of(const ASN1_STRING* string) {
    return {
        reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
        static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::set<std::string> as_set(const std::vector<std::string>& names) {
    std::set<std::string> set;
    for (const auto& name : names)
        set.insert(to_lower(name));
    return set;
}

void check_names(const crypto::Csr& csr, const STACK_OF(X509_EXTENSION) * extensions) {
    int critical = 0;
    const Names names(static_cast<GENERAL_NAMES*>(
        X509V3_get_d2i(extensions, NID_subject_alt_name, &critical, nullptr)
    ));
    // Into names of other types, for which a request is refused later, our reader does not look.
    if (!names && critical != -1)
        return require(!csr.other_san_types.empty(), "OpenSSL reads the subjectAltName");
    std::vector<std::string> dns_names;
    std::vector<Bytes> ip_addresses;
    std::size_t others = 0;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS)
            dns_names.emplace_back(bytes_of(name->d.dNSName));
        else if (name->type == GEN_IPADD)
            ip_addresses.emplace_back(bytes_of(name->d.iPAddress));
        else
            ++others;
    }
    require(as_set(csr.dns_names) == as_set(dns_names), "the DNS names are OpenSSL's");
    require(as_set(csr.ip_addresses) == as_set(ip_addresses), "the addresses are OpenSSL's");
    require(csr.other_san_types.empty() == (others == 0), "so are the others");
}

void check_constraints(const crypto::Csr& csr, const STACK_OF(X509_EXTENSION) * extensions) {
    int critical = 0;
    const Constraints constraints(static_cast<BASIC_CONSTRAINTS*>(
        X509V3_get_d2i(extensions, NID_basic_constraints, &critical, nullptr)
    ));
    require(constraints || critical == -1, "OpenSSL reads the basicConstraints");
    require(csr.asks_for_ca == (constraints && constraints->ca != 0), "the same asks to be a CA");
}

/// None of one that is empty or not in ASCII.
std::optional<std::string> ascii_text(const X509_NAME_ENTRY* entry) {
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    std::optional<std::string> ascii;
    if (size > 0 && std::all_of(text, text + size, [](unsigned char c) { return c < 0x80; }))
        ascii.emplace(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return ascii;
}

void check_common_names(const crypto::Csr& csr, const X509_NAME* subject) {
    std::size_t count = 0;
    for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0; ++count)
        if (const auto name = ascii_text(X509_NAME_get_entry(subject, i)))
            require(
                std::ranges::find(csr.common_names, *name) != csr.common_names.end(),
                "each common name of OpenSSL's is ours"
            );
    require(csr.common_names.size() <= count, "no common name is of nowhere");
}

/// Whether OpenSSL may be stricter. Our reader passes over what is copied nowhere: the strings of
/// a subject (a common name that is no text is no name that anyone ordered), other attributes.
bool passes_over_something(BytesView der) {
    auto info = der::Reader(der).open(der::sequence).open(der::sequence);
    info.content(der::integer);
    const auto subject = info.whole(der::sequence);
    const auto* at = crypto::octets(subject);
    const Subject read(d2i_X509_NAME(nullptr, &at, static_cast<long>(subject.size())));
    if (!read) return true;
    info.whole(der::sequence);
    if (info.at_end()) return false;
    auto attributes = info.open(der::context_constructed(0));
    while (!attributes.at_end())
        if (attributes.open(der::sequence).whole(der::object_identifier) != extension_request_oid())
            return true;
    return false;
}

/// Of several requests for extensions OpenSSL reads one only.
bool has_several_requests(BytesView der) {
    auto info = der::Reader(der).open(der::sequence).open(der::sequence);
    info.content(der::integer);
    info.whole(der::sequence);
    info.whole(der::sequence);
    if (info.at_end()) return false;
    auto attributes = info.open(der::context_constructed(0));
    int requests = 0;
    while (!attributes.at_end()) {
        auto attribute = attributes.open(der::sequence);
        const auto oid = attribute.whole(der::object_identifier);
        if (oid != extension_request_oid() && oid != der::oid("1.3.6.1.4.1.311.2.1.14")) continue;
        for (auto values = attribute.open(der::set); !values.at_end(); ++requests)
            values.any();
    }
    return requests > 1;
}

void check(const crypto::Csr& csr, const Bytes& der) {
    const auto* at = crypto::octets(der);
    const Request request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
    if (!request) return require(passes_over_something(der), "OpenSSL reads what we read");
    require(at == crypto::octets(der) + der.size(), "nothing follows a request");
    auto* key = X509_REQ_get0_pubkey(request.get());
    require(key && X509_REQ_verify(request.get(), key) == 1, "OpenSSL verifies what we verify");
    require(
        crypto::parse_foreign_spki(
            crypto::encoded(X509_REQ_get_X509_PUBKEY(request.get()), i2d_X509_PUBKEY)
        ) == csr.key,
        "the key is OpenSSL's"
    );
    check_common_names(csr, X509_REQ_get_subject_name(request.get()));
    if (has_several_requests(der)) return;
    const Extensions extensions(X509_REQ_get_extensions(request.get()));
    check_names(csr, extensions.get());
    check_constraints(csr, extensions.get());
}

} // namespace

void run(std::string_view input) {
    const auto der = request_of(input);
    if (const auto csr = accepted({Fault::bad_csr}, [&] { return crypto::parse_csr(der); }))
        check(*csr, der);
    crypto::forget_errors();
}

} // namespace chancery::fuzz
