// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/certificates.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "store/orders/renewals.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "workflow/issuance/revocation.hpp"
#include "workflow/orders/renewal.hpp"
#include "workflow/registry/visible.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>

namespace chancery::server::api {

namespace {

constexpr std::string_view pem_chain = "application/pem-certificate-chain";
constexpr std::string_view der_leaf = "application/pkix-cert";

std::string_view state_of(const Certificate& certificate, Time now) {
    switch (certificate.status) {
    case CertificateStatus::recorded: return "pending";
    case CertificateStatus::never_signed: return "failed";
    case CertificateStatus::revoked: return "revoked";
    case CertificateStatus::issued: return now < certificate.draft.not_after ? "valid" : "expired";
    }
    throw Error(Fault::internal, "a certificate status without a state");
}

json::Value revocation_of(const Certificate& certificate) {
    if (!certificate.revocation) return {};
    const auto& revocation = *certificate.revocation;
    return json::Object{
        {"reason", to_string(revocation.reason)},
        {"revokedAt", to_rfc3339(revocation.at)},
        {"by", revocation.by}};
}

/// The names of what certificates refer to.
struct References {
    Names<IssuerId> issuers;
    Names<EndpointId> endpoints;
    std::set<EndpointId> staging;
    Names<DepartmentId> departments;
    Names<AccountId> accounts;
};

template <class Certificates>
References references_of(const store::Reader& reader, const Certificates& certificates) {
    std::map<EndpointId, std::string> endpoints;
    std::set<EndpointId> staging;
    for (const auto& endpoint : store::list_endpoints(reader)) {
        endpoints.emplace(endpoint.id, endpoint.name);
        if (endpoint.staging_of) staging.insert(endpoint.id);
    }
    return {
        issuer_names(reader),
        Names<EndpointId>(std::move(endpoints)),
        std::move(staging),
        names_of(reader, ids_in<DepartmentId>(certificates, &Certificate::department)),
        names_of(reader, ids_in<AccountId>(certificates, &Certificate::account))};
}

json::Object to_json(const Certificate& certificate, const References& names, Time now) {
    const auto& draft = certificate.draft;
    return json::Object{
        {"id", to_string(certificate.id)},
        {"serialNumber", to_hex(draft.serial)},
        {"names", to_value(certificate.names)},
        {"notBefore", to_rfc3339(draft.not_before)},
        {"notAfter", to_rfc3339(draft.not_after)},
        {"state", state_of(certificate, now)},
        {"issuerId", to_string(certificate.issuer)},
        {"issuerName", names.issuers.of(certificate.issuer)},
        {"endpointId", to_value(certificate.endpoint)},
        {"endpointName", names.endpoints.of(certificate.endpoint)},
        {"staging", certificate.endpoint && names.staging.contains(*certificate.endpoint)},
        {"publicKey",
         json::Object{{"type", draft.key_type}, {"spkiSha256", to_hex(draft.key_digest)}}},
        {"sha256",
         certificate.der.empty() ? json::Value() : to_hex(crypto::sha256(certificate.der))},
        {"source", certificate.client ? "acme" : "server"},
        {"departmentId", to_value(certificate.department)},
        {"departmentName", names.departments.of(certificate.department)},
        {"acmeAccountId", to_value(certificate.account)},
        {"acmeAccountName", names.accounts.of(certificate.account)},
        {"clientId", to_value(certificate.client)},
        {"orderId", to_value(certificate.order)},
        {"createdAt", to_rfc3339(certificate.created_at)},
        {"issuedAt", to_value(certificate.issued_at)},
        {"revocation", revocation_of(certificate)},
        {"version", workflow::version_of(certificate)},
    };
}

Bytes without_leading_zeros(Bytes serial) {
    serial.erase(0, std::min(serial.find_first_not_of('\0'), serial.size()));
    return serial;
}

/// None for what is not a decimal number, or is longer than any serial number.
std::optional<Bytes> parse_decimal(std::string_view digits) {
    constexpr std::size_t most_digits = 60; // of 20 octets (RFC 5280 §4.1.2.2), and some to spare
    if (digits.empty() || digits.size() > most_digits) return std::nullopt;
    Bytes octets;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        int carry = digit - '0';
        for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet) {
            carry += 10 * static_cast<unsigned char>(*octet);
            *octet = static_cast<char>(carry & 0xff);
            carry >>= 8;
        }
        if (carry != 0) octets.insert(octets.begin(), static_cast<char>(carry));
    }
    return octets;
}

/// What a spelling may mean: hexadecimal, with 0x, leading zeros, upper case, colons or spaces; or
/// decimal. Throws malformed.
std::vector<Bytes> serials_of(const std::string& text) {
    std::string digits;
    for (const char c : to_lower(text))
        if (c != ':' && c != ' ') digits += c;
    const bool is_marked = digits.starts_with("0x");
    if (is_marked) digits.erase(0, 2);
    std::vector<Bytes> serials;
    // One without octets would find what has no serial number yet.
    const auto add = [&](const Bytes& serial) {
        if (!serial.empty()) serials.push_back(serial);
    };
    if (const auto serial = parse_hex(digits.size() % 2 == 0 ? digits : '0' + digits))
        add(without_leading_zeros(*serial));
    if (const auto serial = is_marked ? std::nullopt : parse_decimal(digits)) add(*serial);
    if (serials.empty())
        Parameters::fail("serialNumber", "a hexadecimal or decimal number above 0");
    return serials;
}

std::optional<Certificate>
find_by_serial(const store::Reader& reader, const Scope& scope, const std::string& text) {
    for (const auto& serial : serials_of(text))
        if (auto found = store::find_certificate_within(reader, scope, serial)) return found;
    return std::nullopt;
}

std::vector<Certificate> read(const Call& call, const store::Reader& reader) {
    const auto& parameters = call.parameters;
    const auto serial = parameters.text("serialNumber");
    const auto account = parameters.id<AccountId>("acmeAccountId");
    const auto department = parameters.id<DepartmentId>("departmentId");
    const auto name = to_lower(parameters.text("name"));
    if (serial.empty())
        return store::list_certificates(
            reader,
            call.scope,
            {.account = account,
             .department = department,
             .name = name,
             .before = parameters.id<CertificateId>("cursor"),
             .limit = parameters.limit() + 1}
        );
    auto found = find_by_serial(reader, call.scope, serial);
    if (!found || (account && found->account != account) ||
        (department && found->department != department) ||
        (!name.empty() && std::ranges::find(found->names, name) == found->names.end()))
        return {};
    return {*std::move(found)};
}

Reply list(const Call& call) {
    return call.store().read([&](const store::Reader& reader) {
        auto certificates = read(call, reader);
        const auto names = references_of(reader, certificates);
        return reply_page(
            call,
            std::move(certificates),
            [&](const Certificate& found) { return to_json(found, names, call.now()); },
            [](const Certificate& found) { return to_string(found.id); }
        );
    });
}

void require_signed(const Certificate& certificate) {
    if (certificate.der.empty())
        throw Error(Fault::conflict, "this certificate was not signed, so there is no file");
}

Reply leaf_of(const Certificate& certificate) {
    require_signed(certificate);
    return {.response = {.content_type = std::string(der_leaf), .body = certificate.der}};
}

Reply file_of(const Certificate& certificate, const std::vector<IssuerRecord>& issuers) {
    require_signed(certificate);
    auto chain = to_pem(certificate.der, "CERTIFICATE");
    const auto issuer = std::ranges::find(issuers, certificate.issuer, &IssuerRecord::id);
    if (issuer != issuers.end()) chain += issuer->certificate;
    return {.response = {.content_type = std::string(pem_chain), .body = std::move(chain)}};
}

json::Value window_of(const Certificate& certificate, const Renewal& renewal) {
    const auto advice = advise(certificate, renewal);
    return json::Object{
        {"start", to_rfc3339(advice.window.start)},
        {"end", to_rfc3339(advice.window.end)},
        {"explanationUrl",
         advice.explanation_url.empty() ? json::Value() : json::Value(advice.explanation_url)},
    };
}

/// With what a list leaves out, since it is looked up for each.
Reply whole(const Call& call, const store::Reader& reader, const Certificate& certificate) {
    const auto names = references_of(reader, std::span(&certificate, 1));
    auto object = to_json(certificate, names, call.now());
    const auto renewal = store::find_renewal(reader, certificate.id);
    object.emplace_back("renewalWindow", window_of(certificate, renewal));
    object.emplace_back("replaces", to_value(store::find_replaced(reader, certificate.id)));
    object.emplace_back("replacedBy", to_value(renewal.replaced_by));
    return reply(std::move(object), workflow::version_of(certificate));
}

Reply get(const Call& call) {
    const auto id = call.id<CertificateId>();
    return call.store().read([&](const store::Reader& reader) {
        const auto certificate = workflow::require_visible(reader, call.scope, id);
        const auto accepted = call.request.header("Accept");
        if (accepted.find(pem_chain) != accepted.npos)
            return file_of(certificate, store::list_issuers(reader));
        if (accepted.find(der_leaf) != accepted.npos) return leaf_of(certificate);
        return whole(call, reader, certificate);
    });
}

Reply renew_now(const Call& call) {
    const auto seen = call.seen<CertificateId>();
    const auto body = optional_body(call.request, {"explanationUrl"});
    const auto explanation = body ? body->text("explanationUrl").value_or("") : "";
    const auto certificate = workflow::ask_for_renewal(call.store(), call.by(), seen, explanation);
    return call.store().read([&](const store::Reader& reader) {
        return whole(call, reader, certificate);
    });
}

RevocationReason reason_in(const net::Request& request) {
    const auto body = optional_body(request, {"reason"});
    const auto word = body ? body->text("reason").value_or("") : "";
    if (word.empty()) return RevocationReason::unspecified;
    const auto reason = find_value<RevocationReason>(word);
    if (!reason) body->fail("reason", "must be " + choices<RevocationReason>());
    return *reason;
}

Reply revoke(const Call& call) {
    const auto seen = call.seen<CertificateId>();
    const auto reason = reason_in(call.request);
    const auto certificate = workflow::revoke(call.store(), call.by(), seen, reason);
    return call.store().read([&](const store::Reader& reader) {
        return whole(call, reader, certificate);
    });
}

constexpr std::array routes{
    Route{
        "GET",
        "/certificates",
        Permission::certificate_read,
        list,
        "acmeAccountId departmentId name serialNumber limit cursor"},
    Route{"GET", "/certificates/{id}", Permission::certificate_read, get},
    Route{"POST", "/certificates/{id}/revoke", Permission::certificate_revoke, revoke},
    Route{"POST", "/certificates/{id}/renew-now", Permission::certificate_renew, renew_now},
};

} // namespace

std::span<const Route> certificate_routes() {
    return routes;
}

} // namespace chancery::server::api
