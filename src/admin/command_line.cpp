// SPDX-License-Identifier: Apache-2.0
#include "admin/command_line.hpp"

#include "base/text.hpp"
#include "base/unicode.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

namespace chancery::admin {

namespace {

constexpr std::string_view about_globals =
    "Options of every command:\n"
    "  --data DIR                      the server's data directory, on the server itself\n"
    "  --server URL --token-file F     from elsewhere, with an API token\n"
    "  --ca-file F                     trusted CA certificates for the connection, in PEM\n"
    "  --json                          the API's own answer instead of a table";

/// The whole command line, and what was chosen on it.
struct Program {
    CLI::App app{"Manage the office's register over the server's API", "chancery admin"};
    Globals globals;
    Action chosen;
};

void add_globals(CommandLine line, Globals& globals) {
    line.optional("--data", globals.data, "The server's data directory (default: CHANCERY_DATA)");
    line.optional("--server", globals.server, "URL of the server, to use its API from elsewhere");
    line.optional("--token-file", globals.token_file, "File that contains an API token");
    line.optional(
        "--ca-file",
        globals.ca_file,
        "Trusted CA certificates for the connection, in PEM (default: those of REQUESTS_CA_BUNDLE, "
        "CURL_CA_BUNDLE or SSL_CERT_FILE, else the system's)"
    );
    line.flag("--json", globals.json, "Print the API's own answer instead of a table");
}

void add_command(CLI::App& parent, const Command& command, Action& chosen) {
    auto* app = parent.add_subcommand(std::string(command.name), std::string(command.help));
    app->require_subcommand(0);
    app->footer(fmt::format("Example:\n  chancery admin {}\n\n{}", command.example, about_globals));
    CommandLine line(*app);
    auto action = command.define(line);
    app->callback([&chosen, action] { chosen = action; });
}

void build(Program& program, std::span<const Resource* const> resources) {
    auto& app = program.app;
    add_globals(CommandLine(app), program.globals);
    app.fallthrough();
    app.require_subcommand(1);
    app.footer("Example:\n  chancery admin --data /var/lib/chancery department list\n\n"
               "`chancery admin RESOURCE --help` lists the commands of a resource, with examples. "
               "Words such as ordersPerClient may be typed with hyphens too: orders-per-client.");
    for (const auto* resource : resources) {
        auto* group = app.add_subcommand(std::string(resource->name), std::string(resource->help));
        group->require_subcommand(1);
        std::string examples = "Examples:\n";
        for (const auto& command : resource->commands) {
            add_command(*group, command, program.chosen);
            examples += fmt::format("  chancery admin {}\n", command.example);
        }
        group->footer(fmt::format("{}\n{}", examples, about_globals));
    }
}

/// What no API takes is said before anything is sent.
std::optional<std::string> no_text_among(std::span<const std::string> arguments) {
    for (const auto& text : arguments)
        if (!is_utf8(text)) return fmt::format("\"{}\" is not text in UTF-8", printable(text));
    return std::nullopt;
}

/// How far the command line was understood: the app of its last known word.
const CLI::App& deepest(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app : deepest(*chosen.front());
}

/// "chancery admin account add".
std::string words_of(const CLI::App& app) {
    const auto* parent = app.get_parent();
    return parent ? words_of(*parent) + " " + app.get_name() : app.get_name();
}

std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> words;
    for (const auto* one : app.get_subcommands([](const CLI::App*) { return true; }))
        words.push_back(one->get_name());
    return words;
}

/// Where a command's word is missing or unknown: the words there are.
std::string no_command(const CLI::App& root, const std::vector<std::string>& words) {
    const auto unknown = root.remaining(true);
    return fmt::format(
        "{}; there are {}",
        unknown.empty() ? "a command is missing"
                        : "there is no command \"" + unknown.front() + "\"",
        join(words, ", ")
    );
}

/// Of a word without which a command does nothing: an empty one, of a script's variable that was
/// not set, must not stand for whatever there is.
std::string objection_to_empty(const std::string& value) {
    return value.empty() ? "must not be empty" : "";
}

CLI::Option* add_list(
    CLI::App& app, const std::string& name, std::vector<std::string>& into, const std::string& help
) {
    return app.add_option(name, into, help)->delimiter(',');
}

void add_objection(CLI::Option& option, const CommandLine::Objection& objection) {
    if (!objection) return;
    option.check([objection](const std::string& value) {
        return objection(value).value_or(std::string());
    });
}

bool is_lower(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

char to_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Each value becomes what the API calls it, unless it is one of `others`.
void spell_as_the_api(CLI::Option& option, const std::vector<std::string>& others = {}) {
    option.transform([others](const std::string& typed) {
        return std::ranges::find(others, typed) == others.end() ? as_the_api_spells(typed) : typed;
    });
}

CLI::Option* add_one_of(CLI::Option* option, const std::vector<std::string>& words) {
    option->check(CLI::IsMember(words));
    spell_as_the_api(*option, words);
    return option;
}

} // namespace

std::string as_the_api_spells(const std::string& typed) {
    const auto end = std::min(typed.find('='), typed.size());
    std::string word;
    for (std::size_t i = 0; i < end; ++i) {
        const bool parts = typed[i] == '-' && i > 0 && is_lower(typed[i - 1]) && i + 1 < end &&
                           is_lower(typed[i + 1]);
        word += parts ? to_upper(typed[++i]) : typed[i];
    }
    return word + typed.substr(end);
}

void usage_error(const std::string& sentence) {
    throw CLI::ValidationError(sentence);
}

void CommandLine::required(const std::string& name, std::string& into, const std::string& help) {
    app_.add_option(name, into, help)->required()->check(objection_to_empty);
}

void CommandLine::required(
    const std::string& name, std::vector<std::string>& into, const std::string& help
) {
    add_list(app_, name, into, help)->required()->check(objection_to_empty);
}

void CommandLine::optional(
    const std::string& name,
    std::optional<std::string>& into,
    const std::string& help,
    const Objection& objection
) {
    add_objection(*app_.add_option(name, into, help), objection);
}

void CommandLine::filter(
    const std::string& name, std::optional<std::string>& into, const std::string& help
) {
    app_.add_option(name, into, help)->check(objection_to_empty);
}

void CommandLine::optional(
    const std::string& name,
    std::vector<std::string>& into,
    const std::string& help,
    const Objection& objection
) {
    add_objection(*add_list(app_, name, into, help), objection);
}

void CommandLine::word(
    const std::string& name, std::optional<std::string>& into, const std::string& help
) {
    spell_as_the_api(*app_.add_option(name, into, help)->check(objection_to_empty));
}

void CommandLine::words(
    const std::string& name,
    std::vector<std::string>& into,
    const std::string& help,
    const Objection& objection
) {
    auto& option = *add_list(app_, name, into, help);
    add_objection(option, objection);
    spell_as_the_api(option);
}

void CommandLine::one_of(
    const std::string& name,
    std::string& into,
    const std::vector<std::string>& words,
    const std::string& help
) {
    add_one_of(app_.add_option(name, into, help), words)->capture_default_str();
}

void CommandLine::one_of(
    const std::string& name,
    std::optional<std::string>& into,
    const std::vector<std::string>& words,
    const std::string& help
) {
    add_one_of(app_.add_option(name, into, help), words);
}

void CommandLine::number(
    const std::string& name, std::size_t& into, Limits limits, const std::string& help
) {
    app_.add_option(name, into, help)
        ->check(CLI::Range(limits.lowest, limits.highest))
        ->capture_default_str();
}

void CommandLine::flag(const std::string& name, bool& into, const std::string& help) {
    app_.add_flag(name, into, help);
}

void CommandLine::exclude(const std::string& one, const std::string& other) {
    app_.get_option(other)->excludes(app_.get_option(one));
}

void CommandLine::require_any() {
    app_.require_option(1, 0);
}

void CommandLine::check(std::function<void()> whole) {
    app_.parse_complete_callback(std::move(whole));
}

std::variant<Chosen, Help, WrongUsage>
parse(std::span<const std::string> arguments, std::span<const Resource* const> resources) {
    Program program;
    build(program, resources);
    auto& app = program.app;
    if (const auto fault = no_text_among(arguments)) return WrongUsage{*fault, app.get_name()};
    // CLI11 takes them from the back.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        return Help{app.help()};
    } catch (const CLI::ParseError& error) {
        const auto& last = deepest(app);
        const auto commands = commands_of(last);
        return WrongUsage{
            commands.empty() ? error.what() : no_command(app, commands), words_of(last)};
    }
    return Chosen{std::move(program.globals), std::move(program.chosen), words_of(deepest(app))};
}

} // namespace chancery::admin
