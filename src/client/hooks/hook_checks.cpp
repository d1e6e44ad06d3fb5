// SPDX-License-Identifier: Apache-2.0
#include "client/hooks/hook_checks.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/hooks/shell.hpp"

#include <array>
#include <fmt/format.h>

namespace chancery::client {

namespace {

struct Kind {
    const char* moment;
    std::string_view key; ///< Of the table of settings.
    std::optional<std::string> Settings::*command;
};

constexpr std::array kinds{
    Kind{"pre", "pre_hook", &Settings::pre_hook},
    Kind{"post", "post_hook", &Settings::post_hook},
    Kind{"deploy", "renew_hook", &Settings::deploy_hook},
};

std::string first_word(const std::string& command) {
    const auto text = trim(command);
    return std::string(text.substr(0, text.find_first_of(" \t\n")));
}

void require(const std::string& moment, const std::string& program) {
    switch (find_program(program)) {
    case Runnable::yes: return;
    case Runnable::not_executable:
        throw Error(
            Fault::not_found,
            fmt::format(
                "{}-hook command {} exists, but is not executable.", moment, printable(program)
            )
        );
    case Runnable::not_found: break;
    }
    throw Error(
        Fault::not_found,
        fmt::format(
            "Unable to find {}-hook command {} in the PATH.\n(PATH is {})\nSee also the "
            "--disable-hook-validation option.",
            moment,
            printable(program),
            search_path()
        )
    );
}

/// With what the shell would put in, it may be anything.
bool is_plain_path(const std::string& program) {
    return program.find('/') != program.npos &&
           program.find_first_of("=$'\"`~*?[{\\(|&;<>") == program.npos;
}

} // namespace

void require_given_hooks(const Options& options) {
    if (!options.validate_hooks) return;
    for (const auto& [moment, key, command] : kinds)
        if (const auto program = first_word((options.*command).value_or(""));
            options.is_given(key) && !program.empty())
            require(moment, program);
}

void require_kept_hooks(const Options& options, const Settings& settings) {
    if (!options.validate_hooks) return;
    for (const auto& [moment, key, command] : kinds)
        if (const auto program = first_word((settings.*command).value_or(""));
            !options.is_given(key) && is_plain_path(program))
            require(moment, program);
}

} // namespace chancery::client
