// SPDX-License-Identifier: Apache-2.0
#include "acme/messages.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "model/name.hpp"

#include <algorithm>
#include <cmath>

namespace chancery::acme {

namespace {

constexpr std::size_t max_contacts = 10;
constexpr std::size_t max_contact = 320;
constexpr std::size_t max_local_part = 64;

/// Without "%": what is kept reads as it stands, and hides no second address or header field.
bool may_stand_in_an_address(char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f &&
           std::string_view("<>()[]\\,;:\"%").find(c) == std::string_view::npos;
}

/// RFC 5322 §3.2.3, RFC 5321 §4.5.3.1.1: words with single dots between them.
bool is_local_part(std::string_view text) {
    return !text.empty() && text.size() <= max_local_part && text.front() != '.' &&
           text.back() != '.' && text.find("..") == text.npos &&
           std::ranges::all_of(text, may_stand_in_an_address);
}

/// RFC 8555 §7.3: one addr-spec and no hfields, at a domain that mail could go to.
bool is_address(std::string_view address) {
    const auto at = address.find('@');
    if (address.size() > max_contact || at == address.npos) return false;
    const auto parsed = parse_dns_name(address.substr(at + 1));
    const auto* domain = std::get_if<Name>(&parsed);
    return is_local_part(address.substr(0, at)) && domain && !domain->is_wildcard();
}

std::string parse_contact(const json::Reader& contact) {
    constexpr std::string_view scheme = "mailto:";
    const auto& url = contact.string();
    if (url.find(':') == url.npos)
        throw Error(
            Fault::invalid_contact,
            "the contact \"" + printable(url, 80) + "\" is no URL; write mailto:name@example.org"
        );
    if (!to_lower(url.substr(0, scheme.size())).starts_with(scheme))
        throw Error(
            Fault::unsupported_contact,
            "the contact \"" + printable(url, 80) + "\" is no mailto: URL, the only kind taken here"
        );
    const auto address = std::string_view(url).substr(scheme.size());
    // RFC 8555 §7.3.
    if (address.find('?') != address.npos)
        throw Error(Fault::invalid_contact, "a contact must not have header fields (\"?...\")");
    if (!is_address(address))
        throw Error(
            Fault::invalid_contact,
            "the contact \"" + printable(url, 80) + "\" must hold exactly one e-mail address"
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
    member->fail("a time as RFC 3339 writes it, such as 2027-01-24T10:00:00Z");
}

/// RFC 8555 §7.6: which of RFC 5280's reasons are taken is the server's to say.
RevocationReason reason_of(const json::Reader& member) {
    // A whole number that no integer here holds is no other type: it is no reason either.
    const auto* number = std::get_if<double>(&member.value().variant());
    const auto code = number && std::trunc(*number) == *number ? -1 : member.integer();
    const bool fits = code >= 0 && code <= 10;
    if (const auto reason = fits ? find_revocation_reason(static_cast<int>(code)) : std::nullopt)
        return *reason;
    throw Error(
        Fault::bad_revocation_reason,
        "the reason " + json::to_text(member.value()) +
            " is not one that is taken here; there are " + revocation_reason_codes()
    );
}

Identifier identifier_of(const json::Reader& object) {
    return {object.at("type").string(), object.at("value").string()};
}

} // namespace

NewAccount parse_new_account(std::string_view payload) {
    const auto value = json::parse(payload);
    const json::Reader object(value);
    NewAccount message;
    if (const auto contact = object.find("contact")) message.contacts = parse_contacts(*contact);
    message.terms_of_service_agreed = flag(object, "termsOfServiceAgreed");
    message.only_return_existing = flag(object, "onlyReturnExisting");
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
    if (const auto replaces = object.find("replaces")) message.replaces = replaces->string();
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
        throw Error(
            Fault::malformed, "the one status that a client may ask for is \"deactivated\""
        );
}

} // namespace chancery::acme
