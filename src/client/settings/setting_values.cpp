// SPDX-License-Identifier: Apache-2.0
#include "client/settings/setting_values.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/names.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace chancery::client::values {

namespace {

constexpr auto challenge_types = std::to_array<std::string_view>(
    {"http-01", "dns-01", "tls-alpn-01", "dns-account-01", "dns-persist-01"}
);

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(Fault::invalid, sentence);
}

void add_once(std::vector<std::string>& to, std::string value) {
    if (std::ranges::find(to, value) == to.end()) to.push_back(std::move(value));
}

/// "a, b" as two, and without empty ones.
std::vector<std::string> parts(const Values& values) {
    std::vector<std::string> result;
    for (const auto& value : values)
        for (const auto part : split(value, ','))
            if (const auto word = trim(part); !word.empty()) result.emplace_back(word);
    return result;
}

/// The name of files and directories beside which others lie: live/README, and hidden ones.
bool is_lineage_name(const std::string& name) {
    return !name.empty() && name.size() <= longest_lineage_name && !name.starts_with('.') &&
           name != "README" && name.find('/') == std::string::npos &&
           printable(name, name.size()) == name;
}

} // namespace

std::string whole(const Values& values) {
    return join(values, ", ");
}

bool truth(std::string_view name, const std::string& text) {
    if (const auto value = parse_truth(text)) return *value;
    refuse(fmt::format("Expected True or False for {} but found {}", name, printable(text)));
}

std::optional<bool> parse_truth(std::string_view text) {
    const auto word = to_lower(text);
    for (const auto* yes : {"true", "yes", "on", "1"})
        if (word == yes) return true;
    for (const auto* no : {"false", "no", "off", "0"})
        if (word == no) return false;
    return std::nullopt;
}

long number(std::string_view name, const std::string& text, long lowest, long highest) {
    long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        refuse(fmt::format("Expected a numeric value for {} but found {}", name, printable(text)));
    if (value < lowest || value > highest)
        refuse(fmt::format("{} must be from {} to {}, not {}", name, lowest, highest, value));
    return value;
}

std::string choice(std::string_view name, const std::string& text, Choices choices) {
    auto word = to_lower(text);
    if (std::ranges::find(choices, word) == choices.end())
        refuse(fmt::format(
            "{} must be one of {}, not {}",
            name,
            join({choices.begin(), choices.end()}, ", "),
            printable(text)
        ));
    return word;
}

std::string directory(std::string_view name, const std::string& text) {
    if (text.empty()) refuse(fmt::format("{} must not be empty", name));
    return absolute_path(text);
}

void take_domains(Options& options, std::string_view, const Values& values) {
    for (const auto& word : parts(values))
        add_once(options.domains, checked_domain(word));
}

void take_addresses(Options& options, std::string_view, const Values& values) {
    for (const auto& word : parts(values))
        add_once(options.addresses, checked_address(word));
}

void take_cert_name(Options& options, std::string_view name, const Values& values) {
    if (!is_lineage_name(whole(values)))
        refuse(fmt::format(
            "{} must be a file name of 1 to {} bytes, without '/' and without '.' at the start, "
            "and not README",
            name,
            longest_lineage_name
        ));
    options.cert_name = whole(values);
}

void take_emails(Options& options, std::string_view, const Values& values) {
    options.emails.clear();
    for (auto& word : parts(values))
        add_once(options.emails, std::move(word));
}

void take_hmac_key(Options& options, std::string_view, const Values& values) {
    options.eab_hmac_key = Secret(whole(values));
}

void take_hmac_algorithm(Options& options, std::string_view name, const Values& values) {
    static constexpr std::array<std::string_view, 3> words{"hs256", "hs384", "hs512"};
    const auto word = choice(name, whole(values), words);
    options.eab_hash = word == words[0]   ? crypto::Hash::sha256
                       : word == words[1] ? crypto::Hash::sha384
                                          : crypto::Hash::sha512;
}

void take_challenges(Options& options, std::string_view name, const Values& values) {
    options.preferred_challenges.clear();
    for (const auto& word : parts(values)) {
        const auto type = word == "http" || word == "dns" ? word + "-01" : word;
        if (std::ranges::find(challenge_types, type) == challenge_types.end())
            refuse(fmt::format("Unrecognized challenges in {}: {}", name, printable(word)));
        add_once(options.preferred_challenges, type);
    }
}

Values tell_challenges(const Settings& settings) {
    return settings.preferred_challenges;
}

void take_verbosity(Options& options, std::string_view name, const Values& values) {
    const auto text = whole(values);
    options.verbosity = text == "+1" ? options.verbosity + 1 : int(number(name, text, 0, 100));
}

void take_user_agent(Options& options, std::string_view name, const Values& values) {
    const auto text = whole(values);
    if (printable(text, text.size()) != text)
        refuse(fmt::format("{} must not contain control characters", name));
    options.user_agent = text;
}

void take_user_agent_comment(Options& options, std::string_view name, const Values& values) {
    const auto text = whole(values);
    if (text.find_first_of("()") != std::string::npos || printable(text, text.size()) != text)
        refuse(fmt::format("{} must not contain parentheses or control characters", name));
    options.user_agent_comment = text;
}

} // namespace chancery::client::values
