// SPDX-License-Identifier: Apache-2.0
#include "admin/admin.hpp"

#include "admin/command.hpp"
#include "admin/connect.hpp"
#include "admin/read.hpp"
#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace chancery::admin {

namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;

constexpr std::array resources{
    &organization_commands,
    &department_commands,
    &domain_commands,
    &delegation_commands,
    &account_commands,
    &certificate_commands,
    &event_commands,
    &endpoint_commands};

constexpr std::string_view about_globals =
    "With every command, before or after its words:\n"
    "  --data DIR                      the server's data directory, on its own host\n"
    "  --server URL --token-file F     or from elsewhere, with an API token\n"
    "  --ca-file F                     certificates to trust the server by, in PEM\n"
    "  --json                          the API's own answer instead of a table";

/// The whole command line, and what was chosen on it.
struct Program {
    CLI::App app{"The office's register, by the server's API", "chancery admin"};
    Globals globals;
    Action chosen;
};

void add_globals(CLI::App& app, Globals& globals) {
    app.add_option("--data", globals.data, "The server's data directory; else CHANCERY_DATA");
    app.add_option("--server", globals.server, "The server's URL, from elsewhere");
    app.add_option("--token-file", globals.token_file, "A file that holds an API token");
    app.add_option(
        "--ca-file",
        globals.ca_file,
        "Certificates to trust the server by (PEM); else REQUESTS_CA_BUNDLE, SSL_CERT_FILE, the "
        "system's"
    );
    app.add_flag("--json", globals.json, "The API's own answer instead of a table");
}

void add_command(CLI::App& parent, const Command& command, Action& chosen) {
    auto* app = parent.add_subcommand(std::string(command.name), std::string(command.help));
    app->require_subcommand(0);
    app->footer(fmt::format("Example:\n  chancery admin {}\n\n{}", command.example, about_globals));
    auto action = command.define(*app);
    app->callback([&chosen, action] { chosen = action; });
}

void build(Program& program) {
    auto& app = program.app;
    add_globals(app, program.globals);
    app.fallthrough();
    app.require_subcommand(1);
    app.footer("Example:\n  chancery admin --data /var/lib/chancery department list\n\n"
               "`chancery admin RESOURCE --help` lists the commands of one, with an example each.");
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

/// Where a command's word is missing or unknown: the words there are.
std::string no_command(const CLI::App& root, const CLI::App& app) {
    std::vector<std::string> words;
    for (const auto* one : app.get_subcommands([](const CLI::App*) { return true; }))
        words.push_back(one->get_name());
    const auto unknown = root.remaining(true);
    return fmt::format(
        "{}; there are {}",
        unknown.empty() ? "a command is missing"
                        : "there is no command \"" + unknown.front() + "\"",
        join(words, ", ")
    );
}

int complain(const Program& program, std::string_view sentence, std::ostream& error) {
    error << fmt::format(
        "chancery admin: {}\nSee `{} --help`.\n",
        printable(sentence, 1000),
        words_of(deepest(program.app))
    );
    return wrong_usage;
}

/// The sentence, and on lines of their own the places that it is about.
void report(const Error& error, std::ostream& out) {
    const auto detail = error.fault() == Fault::internal ? "this should not happen: " : "";
    out << fmt::format("chancery admin: {}{}\n", detail, printable(error.what(), 4000));
    const auto* refusal = dynamic_cast<const ApiError*>(&error);
    if (!refusal) return;
    for (const auto& item : items(refusal->document(), "errors"))
        if (text(item, "detail") != error.what())
            out << fmt::format(
                "  {}: {}\n",
                printable(text(item, "pointer")),
                printable(text(item, "detail"), 1000)
            );
}

int act(const Program& program, const Surroundings& surroundings) {
    const auto& globals = program.globals;
    Printer printer(
        surroundings.out,
        globals.json ? Form::json : Form::for_people,
        {.width = surroundings.width, .colours = surroundings.colours},
        surroundings.now
    );
    try {
        Api api(office_of(globals, surroundings));
        Session session{api, printer, [&] { return find_root(globals, api); }};
        const int code = program.chosen(session);
        surroundings.out.flush();
        if (surroundings.out) return code;
        throw Error(Fault::unavailable, "cannot write to standard output; what was asked is done");
    } catch (const Error& error) {
        const auto* refusal = dynamic_cast<const ApiError*>(&error);
        if (refusal && printer.is_json()) printer.json(refusal->document());
        surroundings.out.flush();
        report(error, surroundings.error);
        return failed;
    }
}

} // namespace

int run(std::span<const std::string> arguments, const Surroundings& surroundings) {
    Program program;
    build(program);
    // CLI11 takes them from the back.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
        program.app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        surroundings.out << program.app.help();
        return 0;
    } catch (const CLI::ParseError& error) {
        const auto& app = deepest(program.app);
        const auto is_command = app.get_subcommands([](const CLI::App*) { return true; }).empty();
        return complain(
            program, is_command ? error.what() : no_command(program.app, app), surroundings.error
        );
    }
    if (const auto fault = complete(program.globals, surroundings))
        return complain(program, *fault, surroundings.error);
    return act(program, surroundings);
}

int run(std::span<const std::string> arguments) {
    const auto environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value && *value ? std::optional<std::string>(value) : std::nullopt;
    };
    Surroundings surroundings{
        .out = std::cout,
        .error = std::cerr,
        .now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
        .environment = environment};
    if (isatty(STDOUT_FILENO) == 1) {
        winsize size{};
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
            surroundings.width = size.ws_col;
        surroundings.colours = !environment("NO_COLOR") && environment("TERM") != "dumb";
    }
    return run(arguments, surroundings);
}

} // namespace chancery::admin
