// SPDX-License-Identifier: Apache-2.0
#include "validation/issue_value.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::validation {

namespace {

/// WSP of RFC 5234: no line ends.
std::string_view trim_blanks(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Both `label` and `tag`: letters, digits and hyphens, with no hyphen at either end.
bool is_label(std::string_view text) {
    return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != ';'; });
}

std::optional<IssueValue::Parameter> parse_parameter(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == text.npos) return std::nullopt;
    const auto tag = trim_blanks(text.substr(0, equals));
    const auto value = trim_blanks(text.substr(equals + 1));
    if (!is_label(tag) || !is_value(value)) return std::nullopt;
    return IssueValue::Parameter{to_lower(tag), std::string(value)};
}

} // namespace

std::vector<std::string_view> IssueValue::values(std::string_view tag) const {
    std::vector<std::string_view> found;
    for (const auto& parameter : parameters)
        if (parameter.tag == tag) found.push_back(parameter.value);
    return found;
}

std::optional<IssueValue> parse_issue_value(std::string_view text) {
    IssueValue value{issuer_of(text)};
    if (!value.issuer.empty() && !std::ranges::all_of(split(value.issuer, '.'), is_label))
        return std::nullopt;
    const auto semicolon = text.find(';');
    if (semicolon == text.npos) return value;
    const auto parameters = trim_blanks(text.substr(semicolon + 1));
    if (parameters.empty()) return value;
    for (const auto part : split(parameters, ';')) {
        auto parameter = parse_parameter(part);
        if (!parameter) return std::nullopt;
        value.parameters.push_back(*std::move(parameter));
    }
    return value;
}

std::string issuer_of(std::string_view text) {
    return to_lower(trim_blanks(text.substr(0, text.find(';'))));
}

bool is_among(std::string_view issuer, const std::vector<std::string>& identities) {
    return std::ranges::any_of(identities, [issuer](const auto& identity) {
        return !identity.empty() && equals_ignoring_case(issuer, identity);
    });
}

} // namespace chancery::validation
