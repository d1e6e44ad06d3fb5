// SPDX-License-Identifier: Apache-2.0
// tls-alpn-01 (RFC 8737; for addresses RFC 8738 §6): a self-signed certificate that carries the
// digest of the key authorization, shown to who asks for the protocol "acme-tls/1".
#include "base/address.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/der.hpp"
#include "validation/answer.hpp"
#include "validation/method.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::validation {

namespace {

using namespace std::string_view_literals;

constexpr auto protocol = "acme-tls/1"sv;
constexpr std::size_t longest_certificate = 16 * 1024;
constexpr auto acme_identifier_oid = "\x2b\x06\x01\x05\x05\x07\x01\x1f"sv; // 1.3.6.1.5.5.7.1.31
constexpr auto subject_alt_name_oid = "\x55\x1d\x11"sv;                    // 2.5.29.17

/// "7.2.0.192.in-addr.arpa"; for IPv6 a label a hexadecimal digit.
std::string reverse_name(std::string_view address) {
    const auto octets = parse_address(address).value_or(Bytes());
    const bool is_ipv6 = octets.size() > 4;
    std::string name;
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) {
        const unsigned value = static_cast<unsigned char>(*octet);
        name +=
            is_ipv6 ? fmt::format("{:x}.{:x}.", value & 15, value >> 4) : fmt::format("{}.", value);
    }
    return name + (is_ipv6 ? "ip6.arpa" : "in-addr.arpa");
}

net::Probe plan(const Subject& subject) {
    return net::TlsProbe{
        .host = subject.name,
        .server_name = subject.is_address ? reverse_name(subject.name) : subject.name,
        .protocol = std::string(protocol),
    };
}

struct Extension {
    BytesView oid;
    bool is_critical = false;
    BytesView value = {};
};

/// The parts that are looked at; they lie in the DER that was read.
struct Certificate {
    BytesView issuer;
    BytesView subject;
    BytesView spki;
    std::vector<Extension> extensions = {};

    const Extension* find(BytesView oid) const {
        const auto found = std::ranges::find(extensions, oid, &Extension::oid);
        return found == extensions.end() ? nullptr : &*found;
    }
};

Extension read_extension(der::Reader from) {
    Extension extension{from.content(der::object_identifier)};
    // An explicit FALSE is no DER, but some tools write it, and it means nothing else.
    if (from.peek() == der::boolean) extension.is_critical = from.content(der::boolean) == "\xff"sv;
    extension.value = from.content(der::octet_string);
    from.finish();
    return extension;
}

/// RFC 5280 §4.1. Throws malformed.
Certificate read_certificate(BytesView der) {
    der::Reader outer(der);
    auto parts = outer.open(der::sequence);
    outer.finish();
    auto fields = parts.open(der::sequence);
    if (fields.peek() == der::context_constructed(0)) fields.any(); // the version
    fields.content(der::integer);                                   // the serial
    fields.content(der::sequence);                                  // the signature's algorithm
    Certificate certificate{fields.whole(der::sequence), {}, {}};
    fields.content(der::sequence); // the validity
    certificate.subject = fields.whole(der::sequence);
    certificate.spki = fields.whole(der::sequence);
    if (fields.at_end()) return certificate;

    auto extensions = fields.open(der::context_constructed(3)).open(der::sequence);
    fields.finish();
    while (!extensions.at_end()) {
        const auto extension = read_extension(extensions.open(der::sequence));
        if (certificate.find(extension.oid))
            throw Error(Fault::malformed, "it has the same extension twice");
        certificate.extensions.push_back(extension);
    }
    return certificate;
}

/// "DNS:www.example.org", "IP:192.0.2.7"; of what a client writes by itself.
std::string name_text(std::uint8_t tag, BytesView content) {
    if (tag == der::context(2)) return "DNS:" + printable(content, 100);
    if (tag == der::context(7)) return "IP:" + to_address_text(content);
    return "a name of another type";
}

bool is_name_of(const Subject& subject, std::uint8_t tag, BytesView content) {
    if (subject.is_address)
        return tag == der::context(7) && parse_address(subject.name) == Bytes(content);
    // RFC 8737 §3: case does not matter.
    return tag == der::context(2) && equals_ignoring_case(content, subject.name);
}

/// Half a sentence about the certificate that says what is wrong with it; none where nothing is.
using Flaw = std::optional<std::string>;

Flaw flaw_of_names(const Subject& subject, const Certificate& certificate) {
    const auto* extension = certificate.find(subject_alt_name_oid);
    if (!extension) return "has no subjectAltName";
    der::Reader outer(extension->value);
    auto names = outer.open(der::sequence);
    outer.finish();
    constexpr std::size_t most_shown = 3;
    std::vector<std::string> shown;
    std::size_t count = 0;
    bool is_there = false;
    for (; const auto tag = names.peek(); ++count) {
        const auto content = names.content(*tag);
        is_there |= is_name_of(subject, *tag, content);
        if (count < most_shown) shown.push_back(name_text(*tag, content));
    }
    if (is_there && count == 1) return std::nullopt;
    return fmt::format(
        "is for {}{} rather than only for {}",
        shown.empty() ? "no name" : join(shown, ", "),
        count > most_shown ? fmt::format(" and {} more", count - most_shown) : "",
        subject.name
    );
}

Flaw flaw_of_identifier(const Subject& subject, const Certificate& certificate) {
    const auto* extension = certificate.find(acme_identifier_oid);
    if (!extension)
        return "has no acmeIdentifier extension, as if the web server had answered with its own "
               "certificate rather than the ACME client with that of the challenge";
    if (!extension->is_critical) return "has an acmeIdentifier extension that is not critical";
    der::Reader outer(extension->value);
    const auto digest = outer.content(der::octet_string);
    outer.finish();
    const auto expected = crypto::sha256(subject.key_authorization);
    if (digest == expected) return std::nullopt;
    constexpr std::size_t longest_shown = 32;
    return fmt::format(
        "has the digest {} in its acmeIdentifier extension rather than {}, as of an earlier "
        "attempt or of another account key",
        to_hex(digest.substr(0, longest_shown)),
        to_hex(expected)
    );
}

Flaw flaw_of_signature(const Certificate& certificate, BytesView der) {
    const bool is_self_signed =
        certificate.issuer == certificate.subject &&
        crypto::signed_by(der, crypto::PublicKey::from_spki(certificate.spki));
    if (is_self_signed) return std::nullopt;
    return "is not signed by its own key";
}

Flaw flaw_of(const Subject& subject, BytesView der) {
    if (der.size() > longest_certificate) return "is too large";
    try {
        const auto certificate = read_certificate(der);
        if (auto flaw = flaw_of_identifier(subject, certificate)) return flaw;
        if (auto flaw = flaw_of_names(subject, certificate)) return flaw;
        return flaw_of_signature(certificate, der);
    } catch (const Error& error) {
        if (error.fault() != Fault::malformed && error.fault() != Fault::bad_public_key) throw;
        return "cannot be read: " + error.problem().detail;
    }
}

Judgement judge(const Subject& subject, const net::Answer& answer) {
    if (auto problem = unanswered(answer)) return *std::move(problem);
    const auto& tls = answer_of<net::TlsAnswer>(answer);
    if (tls.protocol != protocol)
        return Problem{
            Fault::incorrect_response,
            fmt::format(
                "the TLS handshake for {} with {} ended with {} rather than with the protocol "
                "\"{}\": does the web server answer there rather than the ACME client?",
                subject.name,
                tls.address,
                tls.protocol.empty() ? "no protocol"
                                     : "the protocol \"" + printable(tls.protocol, 50) + '"',
                protocol
            )};
    const auto flaw = flaw_of(subject, tls.certificate);
    if (!flaw) return Proven{};
    return Problem{
        Fault::incorrect_response,
        fmt::format("the certificate that {} showed for {} {}", tls.address, subject.name, *flaw)};
}

} // namespace

Method tls_alpn_01() {
    return {
        .type = acme::ChallengeType::tls_alpn_01,
        .plan = plan,
        .judge = judge,
        .takes_addresses = true,
    };
}

} // namespace chancery::validation
