// SPDX-License-Identifier: Apache-2.0
#pragma once

// How the text of a setting becomes a member of Options, and back. For the table of settings.

#include "client/settings/options.hpp"
#include "client/settings/setting_table.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace chancery::client::values {

/// The words that a text may be; all where there are none.
using Choices = std::span<const std::string_view>;

/// Each throws invalid with a sentence that has `name` in it.
bool truth(std::string_view name, const std::string& text);

/// ConfigObj's words: true, yes, on, 1, and false, no, off, 0, in any case. None for another word.
std::optional<bool> parse_truth(std::string_view text);
long number(std::string_view name, const std::string& text, long lowest, long highest);
std::string choice(std::string_view name, const std::string& text, Choices choices);
std::string directory(std::string_view name, const std::string& text);

/// A list in a place for one value is the text that it was written as.
std::string whole(const Values& values);

/// std::string or std::optional<std::string>.
template <auto member>
void take_text(Options& options, std::string_view, const Values& values) {
    options.*member = whole(values);
}

template <auto member, const auto& choices>
void take_choice(Options& options, std::string_view name, const Values& values) {
    options.*member = choice(name, whole(values), choices);
}

template <auto member>
void take_truth(Options& options, std::string_view name, const Values& values) {
    options.*member = truth(name, whole(values));
}

template <auto member, long lowest, long highest>
void take_number(Options& options, std::string_view name, const Values& values) {
    using Number = std::remove_reference_t<decltype(options.*member)>;
    options.*member = Number(number(name, whole(values), lowest, highest));
}

template <auto member>
void take_directory(Options& options, std::string_view name, const Values& values) {
    options.directories.*member = directory(name, whole(values));
}

template <auto member>
Values tell_text(const Settings& settings) {
    if constexpr (std::is_same_v<
                      std::decay_t<decltype(settings.*member)>,
                      std::optional<std::string>>)
        return {(settings.*member).value_or("None")};
    else
        return {settings.*member};
}

template <auto member>
Values tell_truth(const Settings& settings) {
    return {settings.*member ? "True" : "False"};
}

template <auto member>
Values tell_number(const Settings& settings) {
    return {std::to_string(settings.*member)};
}

template <auto member>
Values tell_directory(const Settings& settings) {
    return {settings.directories.*member};
}

void take_domains(Options& options, std::string_view name, const Values& values);
void take_addresses(Options& options, std::string_view name, const Values& values);
void take_cert_name(Options& options, std::string_view name, const Values& values);
void take_emails(Options& options, std::string_view name, const Values& values);
void take_hmac_key(Options& options, std::string_view name, const Values& values);
void take_hmac_algorithm(Options& options, std::string_view name, const Values& values);
void take_challenges(Options& options, std::string_view name, const Values& values);
Values tell_challenges(const Settings& settings);
void take_verbosity(Options& options, std::string_view name, const Values& values);
void take_user_agent(Options& options, std::string_view name, const Values& values);
void take_user_agent_comment(Options& options, std::string_view name, const Values& values);

} // namespace chancery::client::values
