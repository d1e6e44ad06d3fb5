// SPDX-License-Identifier: Apache-2.0
#include "testca/pebble_words.hpp"

#include "acme/messages.hpp"
#include "acme/problem.hpp"
#include "base/address.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "testca/pebble_paths.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::testca {

namespace {

constexpr std::size_t longest_name = 253;

bool may_stand_in_a_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '*';
}

/// A byte as Go's %q prints the character of that number: '_', '\n', '\x00', 'Ã'.
std::string quoted(char c) {
    const auto number = static_cast<unsigned char>(c);
    constexpr std::string_view escaped = "\a\b\f\n\r\t\v\\'";
    constexpr std::string_view letters = "abfnrtv\\'";
    constexpr unsigned char first_latin = 0xa1;
    constexpr unsigned char soft_hyphen = 0xad;
    if (const auto at = escaped.find(c); at != escaped.npos)
        return fmt::format("'\\{}'", letters[at]);
    if (number < 0x20 || number == 0x7f) return fmt::format(R"('\x{:02x}')", number);
    if (number < 0x7f) return fmt::format("'{}'", c);
    if (number < first_latin || number == soft_hyphen) return fmt::format(R"('\u{:04x}')", number);
    const char utf8[] = {
        static_cast<char>(0xc0 | number >> 6), static_cast<char>(0x80 | (number & 0x3f))};
    return fmt::format("'{}'", std::string_view(utf8, sizeof utf8));
}

std::optional<std::string> fault_of(const std::string& name) {
    if (name.empty()) return "Order included DNS identifier with empty value";
    const auto illegal = std::ranges::find_if_not(name, may_stand_in_a_name);
    if (illegal != name.end())
        return "Order included DNS identifier with a value containing an illegal character: " +
               quoted(*illegal);
    if (name.size() > longest_name)
        return fmt::format(
            "Order included DNS identifier that was longer than {} characters", longest_name
        );
    if (parse_address(name))
        return fmt::format(
            "Order included a DNS identifier with an IP address value: \"{}\"", name
        );
    if (name.ends_with('.'))
        return fmt::format(
            "Order included a DNS identifier with a value ending in a period: \"{}\"", name
        );
    const auto wildcards = std::ranges::count(name, '*');
    const auto* wildcard = wildcards > 1 ? "too many wildcards"
                           : wildcards == 1 && !name.starts_with("*.")
                               ? "wildcard isn't leftmost prefix"
                               : nullptr;
    if (!wildcard) return std::nullopt;
    return fmt::format(
        "Order included DNS type identifier with illegal wildcard value: {} \"{}\"", wildcard, name
    );
}

std::vector<std::string> dns_names(std::string_view path, std::string_view payload) {
    const auto identifiers = path == pebble_paths.new_order
                                 ? acme::parse_new_order(payload).identifiers
                                 : std::vector{acme::parse_new_authorization(payload)};
    std::vector<std::string> names;
    for (const auto& identifier : identifiers)
        if (identifier.type == "dns") names.push_back(identifier.value);
    return names;
}

std::optional<Problem>
problem_of(std::string_view path, Fault fault, const std::optional<acme::SignedRequest>& message) {
    const bool registers = path == pebble_paths.new_account;
    const bool orders = path == pebble_paths.new_order || path == pebble_paths.new_authorization;
    if (fault == Fault::deactivated)
        return Problem{
            fault,
            registers ? "An account with the provided public key exists but is deactivated"
                      : "Account has been deactivated"};
    if (fault == Fault::user_action_required && registers)
        return Problem{fault, "Provided account did not agree to the terms of service"};
    if (fault == Fault::rejected_identifier && orders && message)
        if (auto why = find_name_fault(dns_names(path, message->jws.payload)))
            return Problem{Fault::malformed, *std::move(why)};
    return std::nullopt;
}

void set_member(json::Object& object, std::string_view name, json::Value value) {
    const auto found = std::ranges::find(object, name, &json::Object::value_type::first);
    if (found != object.end()) found->second = std::move(value);
}

} // namespace

std::optional<std::string> find_name_fault(std::vector<std::string> names) {
    // Pebble sorts them, and reports the first that it does not take.
    std::ranges::for_each(names, [](std::string& name) { name = to_lower(name); });
    std::ranges::sort(names);
    for (const auto& name : names)
        if (auto fault = fault_of(name)) return fault;
    return std::nullopt;
}

void speak_as_pebble(
    const net::Request& request,
    const std::optional<acme::SignedRequest>& message,
    Fault fault,
    net::Response& response
) {
    const auto pebbles = problem_of(request.path(), fault, message);
    if (!pebbles) return;
    auto document = json::parse(response.body);
    auto& members = std::get<json::Object>(document.variant());
    set_member(members, "detail", pebbles->detail);
    if (pebbles->fault == Fault::malformed) {
        response.status = 400;
        set_member(members, "type", acme::problem_type(pebbles->fault));
        set_member(members, "status", response.status);
        std::erase_if(members, [](const auto& member) { return member.first == "subproblems"; });
    }
    response.body = json::to_text(document);
}

} // namespace chancery::testca
