// SPDX-License-Identifier: Apache-2.0
#include "admin/admin.hpp"

#include "admin/command.hpp"
#include "admin/command_line.hpp"
#include "admin/commands/read.hpp"
#include "admin/connect.hpp"
#include "base/text.hpp"

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
    &endpoint_commands,
    &issuer_commands,
    &profile_commands,
    &token_commands};

int complain(const WrongUsage& usage, std::ostream& error) {
    error << fmt::format(
        "chancery admin: {}\nSee `{} --help`.\n", printable(usage.sentence, 1000), usage.words
    );
    return wrong_usage;
}

/// The sentence, and on lines of their own those about single places where there are several.
void report(const Error& error, std::ostream& out) {
    const auto& problem = error.problem();
    out << fmt::format("chancery admin: {}\n", printable(problem.detail, 4000));
    if (problem.subproblems.size() < 2) return;
    for (const auto& part : problem.subproblems)
        out << fmt::format("  {}\n", printable(part.detail, 1000));
}

int act(const Chosen& chosen, const Surroundings& surroundings) {
    const auto& globals = chosen.globals;
    Printer printer(
        surroundings.out,
        globals.json ? Form::json : Form::for_people,
        {.width = surroundings.width, .colours = surroundings.colours},
        surroundings.now
    );
    try {
        Api api(office_of(globals, surroundings));
        Session session{api, printer, [&] { return find_root(globals, api); }};
        const int code = chosen.action(session);
        surroundings.out.flush();
        if (surroundings.out) return code;
        throw Error(
            Fault::unavailable, "cannot write to standard output; the command itself succeeded"
        );
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
    auto parsed = parse(arguments, resources);
    if (const auto* help = std::get_if<Help>(&parsed)) {
        surroundings.out << help->text;
        return 0;
    }
    if (const auto* usage = std::get_if<WrongUsage>(&parsed))
        return complain(*usage, surroundings.error);
    auto& chosen = std::get<Chosen>(parsed);
    if (const auto fault = complete(chosen.globals, surroundings))
        return complain({*fault, chosen.words}, surroundings.error);
    return act(chosen, surroundings);
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
