// SPDX-License-Identifier: Apache-2.0
#include "client/settings/cli_ini.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/lineage/directories.hpp"
#include "client/lineage/files.hpp"
#include "client/settings/setting_values.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

namespace chancery::client {

namespace {

constexpr std::string_view blanks = " \t\v\f";

/// ';' or '#' behind a blank.
bool begins_comment(std::string_view text, std::size_t at) {
    return (text[at] == '#' || text[at] == ';') &&
           (at == 0 || blanks.find(text[at - 1]) != text.npos);
}

std::string_view without_comment(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (begins_comment(text, at)) return trim(text.substr(0, at));
    return text;
}

/// What stands in quotes that only a comment may follow; none for other text.
std::optional<std::string_view> quoted(std::string_view text) {
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) return std::nullopt;
    for (auto end = text.find(text.front(), 1); end != text.npos;
         end = text.find(text.front(), end + 1)) {
        const auto rest = text.substr(end + 1);
        const auto next = rest.find_first_not_of(blanks);
        if (next == rest.npos || (next > 0 && begins_comment(rest, next)))
            return text.substr(1, end - 1);
    }
    return std::nullopt;
}

std::vector<std::string> values_of(std::string_view text) {
    if (!text.starts_with('[') || !text.ends_with(']')) return {std::string(text)};
    std::vector<std::string> values;
    for (const auto part : split(text.substr(1, text.size() - 2), ',')) {
        const auto word = trim(part);
        values.emplace_back(quoted(word).value_or(word));
    }
    return values;
}

IniEntry parse_line(std::string_view text, std::size_t number) {
    const auto end = std::min(text.find_first_of(":=;# \t\v\f"), text.size());
    if (end == 0) throw Error(Fault::malformed, fmt::format("line {}: not a setting", number));
    IniEntry entry{.key = std::string(text.substr(0, end)), .values = {"true"}, .line = number};
    auto rest = trim(text.substr(end));
    const bool has_sign = rest.starts_with('=') || rest.starts_with(':');
    if (has_sign) rest = trim(rest.substr(1));
    const auto value = quoted(rest).value_or(without_comment(rest));
    if (has_sign || !value.empty()) entry.values = values_of(value);
    return entry;
}

/// None for a flag that is switched off.
std::optional<std::string>
value_of_flag(const Spelling& spelling, const std::string& name, const std::string& text) {
    if (const auto truth = values::parse_truth(text))
        return *truth ? std::optional(std::string(spelling.stands_for)) : std::nullopt;
    const bool counts = spelling.stands_for.starts_with('+');
    if (counts && text.find_first_not_of("0123456789") == std::string::npos) return text;
    throw Error(
        Fault::invalid, fmt::format("{} must be true or false, not {}", name, printable(text))
    );
}

Written find_key(const std::string& key) {
    const auto option = key.starts_with("--") ? key : "--" + key;
    return find_spelling(option);
}

void add(std::vector<GivenSetting>& to, const IniEntry& entry, const std::string& path) {
    const auto name = fmt::format("{} in {} (line {})", printable(entry.key), path, entry.line);
    const auto [setting, spelling] = find_key(entry.key);
    if (!setting && is_plugin_option("--" + entry.key))
        return to.push_back({nullptr, nullptr, name, ""});
    if (!setting)
        throw Error(
            Fault::invalid, fmt::format("unknown setting {}{}", name, suggestion("--" + entry.key))
        );
    if (!spelling->is_flag()) {
        for (const auto& value : entry.values)
            to.push_back({setting, spelling, name, value});
        return;
    }
    const auto value = value_of_flag(*spelling, name, entry.values.front());
    to.push_back({setting, value ? spelling : nullptr, name, value.value_or("")});
}

std::string home() {
    if (const auto* value = std::getenv("HOME"); value && *value) return value;
    const auto* entry = getpwuid(getuid());
    return entry ? entry->pw_dir : "/";
}

} // namespace

std::vector<IniEntry> parse_ini(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    std::vector<IniEntry> entries;
    std::size_t number = 0;
    for (const auto row : split(text, '\n')) {
        ++number;
        const auto line = trim(row);
        // Names of sections and rules of dashes are decoration.
        if (line.empty() || std::string_view("#;[").find(line.front()) != std::string_view::npos ||
            line.starts_with("---"))
            continue;
        auto entry = parse_line(line, number);
        const auto old = std::ranges::find(entries, entry.key, &IniEntry::key);
        if (old == entries.end())
            entries.push_back(std::move(entry));
        else
            *old = std::move(entry);
    }
    return entries;
}

std::vector<GivenSetting> read_config_file(const std::string& path) {
    std::vector<GivenSetting> given;
    std::vector<IniEntry> entries;
    try {
        entries = parse_ini(files::read(path));
    } catch (const Error& error) {
        if (error.fault() != Fault::malformed) throw;
        throw Error(Fault::malformed, fmt::format("{}: {}", path, error.problem().detail));
    }
    for (const auto& entry : entries)
        add(given, entry, path);
    return given;
}

std::vector<std::string> default_config_files() {
    const auto* xdg = std::getenv("XDG_CONFIG_HOME");
    const auto personal = xdg && *xdg ? std::string(xdg) : home() + "/.config";
    return {Directories().config + "/cli.ini", personal + "/letsencrypt/cli.ini"};
}

} // namespace chancery::client
