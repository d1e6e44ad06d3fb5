// SPDX-License-Identifier: Apache-2.0
#include "acme/messages.hpp"

#include "acme/renewal.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "base/unset_time.hpp"
#include "model/mail_address.hpp"

#include <cmath>

namespace chancery::acme {

namespace {

constexpr std::size_t max_contacts = 10;

/// RFC 3986 §2.1; a "%" without two digits behind it stands for itself, as in
/// user%host@example.org.
std::string percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto octet = text[at] == '%' ? parse_hex(text.substr(at + 1, 2)) : std::nullopt;
        decoded += octet && octet->size() == 1 ? *octet : std::string(1, text[at]);
        if (octet && octet->size() == 1) at += 2;
    }
    return decoded;
}

/// RFC 8555 §7.3: one addr-spec and no hfields.
std::string parse_contact(const json::Reader& contact) {
    constexpr std::string_view scheme = "mailto:";
    const auto url = trim(contact.string());
    const auto quoted = "the contact \"" + printable(url, 80) + '"';
    if (url.find(':') == url.npos)
        throw Error(
            Fault::invalid_contact, quoted + " is not a URL; write mailto:name@example.org"
        );
    if (!equals_ignoring_case(url.substr(0, scheme.size()), scheme))
        throw Error(
            Fault::unsupported_contact,
            quoted + " is not a mailto: URL, the only kind of contact that is accepted here"
        );
    const auto address = trim(url.substr(scheme.size()));
    if (address.find('?') != address.npos)
        throw Error(Fault::invalid_contact, "a contact must not have header fields (\"?...\")");
    // What is decoded is asked about, or it could hide a second address or a header field.
    const auto decoded = percent_decoded(address);
    if (!is_mail_address(decoded) || !find_invisible(decoded).empty())
        throw Error(
            Fault::invalid_contact,
            quoted + " must be exactly one e-mail address, e.g. mailto:name@example.org"
        );
    return std::string(scheme).append(address);
}

std::vector<std::string> parse_contacts(const json::Reader& contact) {
    const auto items = contact.array();
    if (items.size() > max_contacts)
        throw Error(Fault::invalid_contact, "there may be at most 10 contacts");
    std::vector<std::string> contacts;
    for (const auto& item : items)
        contacts.push_back(parse_contact(item));
    return contacts;
}

bool flag(const json::Reader& object, std::string_view name) {
    const auto member = object.find(name);
    return member && member->boolean();
}

std::optional<Time> time_of(const json::Reader& object, std::string_view name) {
    const auto member = object.find(name);
    if (!member) return std::nullopt;
    if (const auto time = parse_rfc3339(member->string())) return time;
    if (member->string().empty() || is_unset_time(member->string()))
        throw Error(
            Fault::malformed,
            member->place() + " is \"" + printable(member->string(), 40) +
                "\", which programs write for a time that was never set; set it or leave the "
                "field out"
        );
    member->fail("an RFC 3339 time, e.g. 2027-01-24T10:00:00Z");
}

/// The number of a reason, also written as 4.0, which JSON does not distinguish from 4. -1 for a
/// whole number that is none.
int reason_code_of(const json::Reader& member) {
    constexpr int most = 10; // RFC 5280 §5.3.1
    const auto* decimal = std::get_if<double>(&member.value().variant());
    const bool is_whole = decimal && std::trunc(*decimal) == *decimal;
    const auto number = is_whole ? *decimal : static_cast<double>(member.integer());
    return number >= 0 && number <= most ? static_cast<int>(number) : -1;
}

/// RFC 8555 §7.6: which of RFC 5280's reasons are taken is the server's to say.
RevocationReason reason_of(const json::Reader& member) {
    if (const auto reason = find_revocation_reason(reason_code_of(member))) return *reason;
    throw Error(
        Fault::bad_revocation_reason,
        "the revocation reason " + json::to_text(member.value()) +
            " is not accepted here; accepted are " + revocation_reason_codes()
    );
}

Identifier identifier_of(const json::Reader& object) {
    return {object.at("type").string(), object.at("value").string()};
}

/// RFC 9773 §5.
std::string replaces_in(const json::Reader& replaces) {
    if (replaces.is_string()) return replaces.string();
    throw Error(Fault::malformed, std::string(bad_replaces) + "/replaces must be a string");
}

} // namespace

NewAccount parse_new_account(std::string_view payload) {
    const auto value = json::parse(payload);
    const json::Reader object(value);
    NewAccount message;
    message.only_return_existing = flag(object, "onlyReturnExisting");
    // RFC 8555 §7.3.1: nothing is made of the rest.
    if (message.only_return_existing) return message;
    if (const auto contact = object.find("contact")) message.contacts = parse_contacts(*contact);
    message.terms_of_service_agreed = flag(object, "termsOfServiceAgreed");
    if (const auto binding = object.find("externalAccountBinding"))
        message.external_account_binding = binding->value();
    return message;
}

AccountUpdate parse_account_update(std::string_view payload) {
    const auto value = json::parse(payload);
    const json::Reader object(value);
    AccountUpdate message;
    if (const auto contact = object.find("contact")) message.contacts = parse_contacts(*contact);
    message.terms_of_service_agreed = flag(object, "termsOfServiceAgreed");
    // RFC 8555 §7.3.2: the server ignores what a client may not change, another status too.
    const auto status = object.find("status");
    message.deactivate = status && status->string() == "deactivated";
    return message;
}

Identifier parse_new_authorization(std::string_view payload) {
    const auto value = json::parse(payload);
    return identifier_of(json::Reader(value).at("identifier"));
}

NewOrder parse_new_order(std::string_view payload) {
    const auto value = json::parse(payload);
    const json::Reader object(value);
    NewOrder message;
    for (const auto& identifier : object.at("identifiers").array())
        message.identifiers.push_back(identifier_of(identifier));
    if (message.identifiers.empty())
        throw Error(Fault::malformed, "/identifiers must name at least one identifier");
    message.not_before = time_of(object, "notBefore");
    message.not_after = time_of(object, "notAfter");
    if (const auto replaces = object.find("replaces")) message.replaces = replaces_in(*replaces);
    // "Profile" is what github.com/eggsampler/acme writes, which works elsewhere. To take no notice
    // of it would give its user a certificate of another profile than was asked for.
    for (const auto* name : {"profile", "Profile"})
        if (const auto profile = object.find(name); profile && !message.profile)
            message.profile = profile->string();
    return message;
}

Bytes parse_finalize(std::string_view payload) {
    const auto value = json::parse(payload);
    const auto csr = json::Reader(value).at("csr");
    if (auto der = parse_base64url(csr.string())) return *std::move(der);
    throw Error(Fault::bad_csr, "the csr must be base64url of its DER, without padding");
}

RevokeCertificate parse_revocation(std::string_view payload) {
    const auto value = json::parse(payload);
    const json::Reader object(value);
    auto certificate = parse_base64url(object.at("certificate").string());
    if (!certificate)
        throw Error(
            Fault::malformed, "the certificate must be base64url of its DER, without padding"
        );
    const auto reason = object.find("reason");
    return {
        .certificate = *std::move(certificate),
        .reason = reason ? reason_of(*reason) : RevocationReason::unspecified,
    };
}

void require_deactivation(std::string_view payload) {
    const auto value = json::parse(payload);
    if (json::Reader(value).at("status").string() != "deactivated")
        throw Error(Fault::malformed, "the only status that a client may set is \"deactivated\"");
}

} // namespace chancery::acme
