// SPDX-License-Identifier: Apache-2.0
#include "client/settings/options.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/lineage/files.hpp"
#include "client/settings/cli_ini.hpp"
#include "client/settings/command_line.hpp"
#include "client/settings/help.hpp"
#include "client/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::client {

namespace {

Answer refusal(const std::string& sentence) {
    return {2, "chancery: error: " + sentence};
}

void note_without_effect(Options& options, const std::string& name) {
    if (std::ranges::find(options.without_effect, name) == options.without_effect.end())
        options.without_effect.push_back(name);
}

void take(Options& options, const GivenSetting& given) {
    require_works(*given.spelling, given.name);
    if (given.spelling->effect == Effect::none) note_without_effect(options, given.name);
    if (given.setting->take) given.setting->take(options, given.name, {given.value});
    options.given.insert(given.setting->key);
}

/// Domains of a cli.ini are those of new certificates.
bool counts(const Options& options, const GivenSetting& given) {
    return options.verb != "renew" ||
           (given.setting->key != "domains" && given.setting->key != "ip_addresses");
}

/// What a file decides, files and the command line before it have not.
void take_file(Options& options, const std::string& path, std::set<std::string_view>& decided) {
    std::set<std::string_view> here;
    for (const auto& given : read_config_file(path)) {
        // An option of a plugin that is not chosen; and a file names no other one.
        if (!given.setting || given.setting->key == "config_file") {
            note_without_effect(options, given.name);
            continue;
        }
        if (decided.contains(given.setting->key) || !counts(options, given)) continue;
        here.insert(given.setting->key);
        if (given.spelling) take(options, given);
    }
    decided.merge(here);
}

void take_files(Options& options, std::span<const std::string> config_files) {
    auto decided = options.given;
    if (options.config_file) take_file(options, *options.config_file, decided);
    for (auto path = config_files.rbegin(); path != config_files.rend(); ++path)
        if (files::exists(*path)) take_file(options, *path, decided);
}

/// certbot's rule: the staging server is that of Let's Encrypt.
void choose_staging_server(Options& options) {
    if (!options.staging) return;
    if (options.server != default_server && options.server != staging_server)
        throw Error(Fault::invalid, "--server value conflicts with --staging");
    options.server = staging_server;
    options.given.insert("server");
}

/// The verb `run` where there is none, as with certbot. Throws invalid.
std::string verb_of(const std::vector<std::string>& words) {
    const std::string& word = words.empty() ? "run" : words.front();
    const auto* verb = find_verb(word);
    if (!verb) throw Error(Fault::invalid, unknown_verb(word));
    if (words.size() > 1)
        throw Error(Fault::invalid, "unrecognized arguments: " + printable(words[1]));
    return std::string(verb->name);
}

} // namespace

std::vector<std::string> Options::names() const {
    auto result = domains;
    result.insert(result.end(), addresses.begin(), addresses.end());
    return result;
}

std::variant<Options, Answer>
parse_options(std::span<const std::string> arguments, std::span<const std::string> config_files) {
    try {
        const auto line = read_command_line(arguments);
        const bool asks = !line.words.empty() && line.words.front() == "help";
        if (line.help || asks) return Answer{0, help_text()};
        if (line.version) return Answer{0, "chancery " CHANCERY_VERSION};
        Options options;
        options.verb = verb_of(line.words);
        for (const auto& given : line.given)
            take(options, given);
        take_files(options, config_files);
        choose_staging_server(options);
        if (options.quiet) options.non_interactive = true;
        require_consistent(options);
        return options;
    } catch (const Error& error) {
        return refusal(error.problem().detail);
    }
}

std::variant<Options, Answer> parse_options(std::span<const std::string> arguments) {
    return parse_options(arguments, default_config_files());
}

} // namespace chancery::client
