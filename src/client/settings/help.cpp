// SPDX-License-Identifier: Apache-2.0
#include "client/settings/help.hpp"

#include "base/text.hpp"
#include "client/settings/setting_table.hpp"
#include "client/verbs.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

constexpr std::size_t width = 80;
constexpr std::size_t column = 32; ///< Where the help of an option begins.

struct Title {
    Topic topic;
    std::string_view text;
};

constexpr auto titles = std::to_array<Title>({
    {Topic::certificate, "Certificate"},
    {Topic::account, "Account and server"},
    {Topic::authentication, "Proof of control"},
    {Topic::key, "Private key"},
    {Topic::hooks, "Hooks and renewal"},
    {Topic::program, "Program"},
});

/// Words in lines that begin at `indent`, the first one where the text before it ends.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string result;
    auto used = indent;
    for (const auto word : split(text, ' ')) {
        if (used > indent && used + 1 + word.size() > width) {
            result += "\n" + std::string(indent, ' ');
            used = indent;
        }
        if (used > indent) result += ' ';
        result += word;
        used += word.size() + (used > indent ? 1 : 0);
    }
    return result;
}

std::string option_line(const Setting& setting, const Spelling& spelling) {
    std::vector<std::string> names;
    for (const auto name : spelling.each())
        names.emplace_back(name);
    auto left = "  " + join(names, ", ");
    if (!spelling.is_flag()) left += " " + std::string(setting.value);
    left += left.size() + 2 > column ? "\n" + std::string(column, ' ')
                                     : std::string(column - left.size(), ' ');
    return left + wrapped(spelling.help, column) + "\n";
}

std::string options_of(Topic topic) {
    std::string text;
    for (const auto& setting : setting_table())
        for (const auto& spelling : setting.ways())
            if (setting.topic == topic && spelling.effect == Effect::works)
                text += option_line(setting, spelling);
    return text;
}

std::string names_with(Effect effect) {
    std::vector<std::string> names;
    for (const auto& setting : setting_table())
        for (const auto& spelling : setting.ways())
            if (spelling.effect == effect) names.emplace_back(spelling.long_name());
    return "  " + wrapped(join(names, ", "), 2) + "\n";
}

} // namespace

std::string help_text() {
    std::string text = "Obtains and renews certificates over ACME, as certbot does.\n\n"
                       "Usage: chancery [VERB] [OPTIONS]\n\nVerbs:\n" +
                       verb_table() +
                       "  admin         the office's own commands; see chancery admin --help\n";
    for (const auto& title : titles)
        text += fmt::format("\n{}:\n{}", title.text, options_of(title.topic));
    text += "  -h, --help                    Print this help\n"
            "  --version                     Print the version\n";
    text += "\nOptions of certbot that ask for what chancery does anyway:\n" +
            names_with(Effect::is_so);
    text += "\nOptions of certbot without effect here (accepted with a warning):\n" +
            names_with(Effect::none);
    text += "\nOptions of certbot that are not supported yet (refused):\n" +
            names_with(Effect::refused) + "\nAn option without dashes is a setting of cli.ini.";
    return text;
}

} // namespace chancery::client
