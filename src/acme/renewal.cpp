// SPDX-License-Identifier: Apache-2.0
#include "acme/renewal.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"

#include <optional>

namespace chancery::acme {

namespace {

constexpr std::size_t most_octets = 64; ///< Of either part; a serial has 20, a SHA-256 has 32.

std::string fault_of(std::string_view text) {
    return '"' + printable(text, 100) +
           "\" does not name a certificate as RFC 9773 does: base64url of its authority key "
           "identifier, a dot, base64url of its serial number";
}

bool has_high_bit(char octet) {
    return (static_cast<unsigned char>(octet) & 0x80) != 0;
}

/// A positive INTEGER's content in DER has no zero in front but the one that its sign needs.
bool is_der_content(const Bytes& serial) {
    if (serial.empty() || has_high_bit(serial.front())) return false;
    return serial.front() != '\0' || (serial.size() > 1 && has_high_bit(serial[1]));
}

/// What stands around the dot, as it is written; none where that is not base64url.
std::optional<RenewalId> find_parts(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == text.npos) return std::nullopt;
    auto key_identifier = parse_base64url(text.substr(0, dot));
    auto serial = parse_base64url(text.substr(dot + 1));
    if (!key_identifier || key_identifier->empty() || !serial || serial->empty())
        return std::nullopt;
    return RenewalId{*std::move(key_identifier), *std::move(serial)};
}

/// None where no certificate has such an identifier.
std::optional<RenewalId> find_renewal_id(std::optional<RenewalId> parts) {
    if (!parts || parts->authority_key_identifier.size() > most_octets ||
        parts->serial.size() > most_octets || !is_der_content(parts->serial))
        return std::nullopt;
    if (parts->serial.front() == '\0') parts->serial.erase(0, 1);
    return parts;
}

} // namespace

RenewalId parse_renewal_id(std::string_view text) {
    if (auto id = find_renewal_id(find_parts(text))) return *std::move(id);
    throw Error(Fault::malformed, fault_of(text));
}

std::optional<RenewalId> parse_replaces(std::string_view text) {
    auto parts = find_parts(text);
    if (!parts) throw Error(Fault::malformed, std::string(bad_replaces) + fault_of(text));
    return find_renewal_id(std::move(parts));
}

std::string to_string(const RenewalId& id) {
    Bytes content = id.serial;
    if (content.empty() || has_high_bit(content.front())) content.insert(0, 1, '\0');
    return to_base64url(id.authority_key_identifier) + "." + to_base64url(content);
}

json::Value renewal_info_json(const RenewalWindow& window, const std::string& explanation_url) {
    json::Object object{
        {"suggestedWindow",
         json::Object{{"start", to_rfc3339(window.start)}, {"end", to_rfc3339(window.end)}}}};
    if (!explanation_url.empty()) object.emplace_back("explanationURL", explanation_url);
    return object;
}

RenewalAdvice parse_renewal_info(const json::Value& document) {
    const json::Reader reader(document);
    const auto window = reader.at("suggestedWindow");
    const auto time = [&](const char* name) {
        const auto member = window.at(name);
        const auto value = parse_rfc3339(member.string());
        if (!value) member.fail("a time as RFC 3339 has it");
        return *value;
    };
    RenewalAdvice advice{.window = {.start = time("start"), .end = time("end")}};
    // RFC 9773 §4.2: as if the server had given no answer.
    if (advice.window.end <= advice.window.start) window.fail("a window that ends after its start");
    if (const auto url = reader.find("explanationURL")) advice.explanation_url = url->string();
    return advice;
}

Time time_of_renewal(const RenewalWindow& window, const RenewalId& id) {
    constexpr std::uint32_t shares = 1U << 16;
    const auto digest = crypto::sha256(to_string(id));
    const auto share =
        static_cast<unsigned char>(digest[0]) * 256U + static_cast<unsigned char>(digest[1]);
    return window.start + (window.end - window.start) * share / shares;
}

} // namespace chancery::acme
