// SPDX-License-Identifier: Apache-2.0
#include "testca/flags.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::testca {

namespace {

/// "name=value" of "-name=value" and "--name=value".
std::string_view without_dashes(const std::string& word) {
    const auto size = word.starts_with("--") ? 2U : 1U;
    if (word.size() <= size || !word.starts_with('-') || word[size] == '-' || word[size] == '=')
        throw Error(
            Fault::invalid, fmt::format("\"{}\" is not the value of a flag", printable(word))
        );
    return std::string_view(word).substr(size);
}

const Flag& flag_named(std::span<const Flag> flags, std::string_view name) {
    const auto found = std::ranges::find(flags, name, &Flag::name);
    if (found == flags.end())
        throw Error(Fault::invalid, fmt::format("there is no flag -{}", printable(name)));
    return *found;
}

/// As Go's strconv.ParseBool.
bool parse_switch(std::string_view name, std::string_view text) {
    for (const auto* word : {"1", "t", "T", "true", "TRUE", "True"})
        if (text == word) return true;
    for (const auto* word : {"0", "f", "F", "false", "FALSE", "False"})
        if (text == word) return false;
    throw Error(Fault::invalid, fmt::format("-{} must be true or false", name));
}

} // namespace

void read_flags(std::span<const Flag> flags, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto text = without_dashes(words[i]);
        const auto sign = text.find('=');
        const auto& flag = flag_named(flags, text.substr(0, sign));
        const auto value = sign == text.npos ? std::string_view() : text.substr(sign + 1);
        if (auto* const* is_on = std::get_if<bool*>(&flag.into)) {
            **is_on = sign == text.npos || parse_switch(flag.name, value);
            continue;
        }
        auto& into = *std::get<std::string*>(flag.into);
        if (sign != text.npos)
            into = value;
        else if (++i < words.size())
            into = words[i];
        else
            throw Error(Fault::invalid, fmt::format("-{} needs a value", flag.name));
    }
}

std::string to_help(std::span<const Flag> flags) {
    std::string text;
    for (const auto& flag : flags) {
        text += fmt::format("  -{}\n        {}", flag.name, flag.help);
        if (auto* const* value = std::get_if<std::string*>(&flag.into); value && !(*value)->empty())
            text += fmt::format(" (default \"{}\")", **value);
        text += '\n';
    }
    return text;
}

} // namespace chancery::testca
