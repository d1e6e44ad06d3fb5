// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include "acme/messages.hpp"
#include "acme/renewal.hpp"
#include "base/encoding.hpp"
#include "base/unicode.hpp"
#include "fuzz.hpp"

#include <cmath>

// Payloads: what is accepted as JSON is written and read again as the same value, and each message
// that is made of it keeps its bounds.
namespace chancery::fuzz {

namespace {

double number(const json::Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value.variant()))
        return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value.variant())) return *real;
    return std::nan("");
}

bool is_number(const json::Value& value) {
    return !std::isnan(number(value));
}

bool alike(const json::Value& a, const json::Value& b);

bool alike(const json::Array& a, const json::Array& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return alike(x, y); });
}

bool alike(const json::Object& a, const json::Object& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
        return x.first == y.first && alike(x.second, y.second);
    });
}

/// Equal, but for how a fraction was rounded: no message has one.
bool alike(const json::Value& a, const json::Value& b) {
    if (is_number(a) && is_number(b))
        return a == b || std::abs(number(a) - number(b)) <= 1e-14 * std::abs(number(a));
    if (a.variant().index() != b.variant().index()) return false;
    if (const auto* array = std::get_if<json::Array>(&a.variant()))
        return alike(*array, std::get<json::Array>(b.variant()));
    if (const auto* object = std::get_if<json::Object>(&a.variant()))
        return alike(*object, std::get<json::Object>(b.variant()));
    return a == b;
}

void check_no_member_twice(const json::Value& value) {
    if (const auto* array = std::get_if<json::Array>(&value.variant()))
        std::ranges::for_each(*array, check_no_member_twice);
    const auto* object = std::get_if<json::Object>(&value.variant());
    for (std::size_t i = 0; object && i < object->size(); ++i) {
        const auto& [name, member] = (*object)[i];
        require(value.find(name) == &member, "a member is there once", name);
        check_no_member_twice(member);
    }
}

bool is_json(std::string_view input) {
    const auto value = accepted({Fault::malformed}, [&] { return json::parse(input); });
    if (!value) return false;
    check_no_member_twice(*value);
    for (const auto& text : {json::to_text(*value), json::to_pretty_text(*value)})
        require(alike(json::parse(text), *value), "a value is read as it was written", text);
    return true;
}

void check_contacts(const std::vector<std::string>& contacts) {
    require(contacts.size() <= 10, "at most 10 contacts");
    for (const auto& contact : contacts) {
        // Each of its characters may be written as three (RFC 3986 §2.1).
        require(
            contact.starts_with("mailto:") && contact.size() <= 7 + 3 * 320,
            "a mailto: URL",
            contact
        );
        require(find_invisible(contact).empty(), "all of a contact can be seen", contact);
        require(contact.find('@') != contact.npos, "a contact is an address", contact);
        require(contact.find('?') == contact.npos, "and no more", contact);
    }
}

void check_accounts(std::string_view input) {
    const auto faults = {Fault::malformed, Fault::unsupported_contact, Fault::invalid_contact};
    if (const auto made = accepted(faults, [&] { return acme::parse_new_account(input); })) {
        check_contacts(made->contacts);
        require(
            !made->external_account_binding || !made->external_account_binding->is_null(),
            "a binding is there or not"
        );
    }
    if (const auto update = accepted(faults, [&] { return acme::parse_account_update(input); }))
        if (update->contacts) check_contacts(*update->contacts);
}

/// A text of octets as it stands in the input, unless something is escaped there.
bool is_spelled(BytesView octets, std::string_view input) {
    return input.find('"' + to_base64url(octets) + '"') != input.npos ||
           input.find('\\') != input.npos;
}

void check_revocation(std::string_view input) {
    const auto revocation = accepted({Fault::malformed, Fault::bad_revocation_reason}, [&] {
        return acme::parse_revocation(input);
    });
    if (!revocation) return;
    require(is_spelled(revocation->certificate, input), "the certificate has one spelling");
    const auto value = json::parse(input);
    const auto* reason = value.find("reason");
    const auto code = reason && !reason->is_null() ? json::Reader(*reason).integer() : 0;
    require(code_of(revocation->reason) == code, "the reason is the one that was sent");
}

void check_orders(std::string_view input) {
    if (const auto order =
            accepted({Fault::malformed}, [&] { return acme::parse_new_order(input); })) {
        require(!order->identifiers.empty(), "an order names something");
        for (const auto time : {order->not_before, order->not_after})
            if (time) require(parse_rfc3339(to_rfc3339(*time)) == time, "a time is read as itself");
    }
    check_revocation(input);
    const auto faults = {Fault::malformed, Fault::bad_csr};
    if (const auto csr = accepted(faults, [&] { return acme::parse_finalize(input); }))
        require(is_spelled(*csr, input), "the CSR has one spelling");
    const auto is_deactivation = accepted({Fault::malformed}, [&] {
        acme::require_deactivation(input);
        return true;
    });
    const auto value = json::parse(input);
    const auto* status = value.find("status");
    require(
        is_deactivation.has_value() == (status && *status == json::Value("deactivated")),
        "the one change is a deactivation"
    );
}

/// No JSON, but text in it: RFC 9773 §4.1.
void check_renewal_id(std::string_view input) {
    const auto id = accepted({Fault::malformed}, [&] { return acme::parse_renewal_id(input); });
    require(!id || to_string(*id) == input, "a renewal id has one spelling");
}

} // namespace

void run(std::string_view input) {
    check_renewal_id(input);
    // Each message begins with the same reader: what it refuses need not be thrown six times.
    if (!is_json(input)) return;
    check_accounts(input);
    check_orders(input);
}

} // namespace chancery::fuzz
