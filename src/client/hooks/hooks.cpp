// SPDX-License-Identifier: Apache-2.0
#include "client/hooks/hooks.hpp"

#include "base/text.hpp"
#include "client/lineage/files.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace chancery::client {

namespace {

// What a process may be given in one variable is bounded (certbot's bound, too).
constexpr std::size_t longest_value = 16 * 1024;

std::string indented(std::string_view text) {
    std::string result;
    for (const auto line : split(trim(text), '\n'))
        result += fmt::format("{} {}", result.empty() ? "" : "\n", line);
    return result;
}

std::string value_of(const std::vector<std::string>& names) {
    auto value = join(names, " ");
    if (value.size() > longest_value) value.resize(value.rfind(' ', longest_value));
    return value;
}

} // namespace

std::vector<std::string> Hooks::commands(
    const std::string& moment, const std::optional<std::string>& command, bool with_directories
) const {
    std::vector<std::string> result;
    const auto directory = directories_.hooks(moment);
    if (with_directories)
        for (const auto& name : files::list(directory))
            if (const auto path = directory + "/" + name;
                !name.ends_with('~') && find_program(path) == Runnable::yes)
                result.push_back(path);
    if (command && !command->empty() && std::ranges::find(result, *command) == result.end())
        result.push_back(*command);
    return result;
}

void Hooks::before(
    const std::optional<std::string>& pre_hook, const std::optional<std::string>& post_hook
) {
    // Noted first: what a pre-hook stopped is to be started again, whatever happens.
    for (const auto& each : commands("post", post_hook, with_directories_))
        if (std::ranges::find(after_, each) == after_.end()) after_.push_back(each);
    for (const auto& each : commands("pre", pre_hook, with_directories_))
        if (done_before_.insert(each).second) run("pre-hook", each, {});
}

std::vector<std::string> Hooks::deploy_commands(const std::optional<std::string>& command) const {
    return commands("deploy", command, with_directories_);
}

std::vector<std::string> Hooks::configured_deploy_commands(const std::optional<std::string>& command
) const {
    return commands("deploy", command, true);
}

bool Hooks::deploy(const std::string& command, const Deployed& deployed) {
    return run(
        "deploy-hook",
        command,
        {{"RENEWED_DOMAINS", value_of(deployed.names)}, {"RENEWED_LINEAGE", deployed.live}}
    );
}

void Hooks::after(const std::vector<std::string>& renewed, const std::vector<std::string>& failed) {
    const auto commands = std::exchange(after_, {});
    for (const auto& each : commands)
        run("post-hook",
            each,
            {{"RENEWED_DOMAINS", value_of(renewed)}, {"FAILED_DOMAINS", value_of(failed)}});
}

bool Hooks::run(const std::string& moment, const std::string& command, const Variables& variables) {
    console_.info(fmt::format("Running {} command: {}", moment, command));
    const auto outcome = run_shell(command, variables);
    if (outcome.code != 0)
        console_.warn(fmt::format("Hook '{}' reported error code {}", moment, outcome.code));
    if (!trim(outcome.output).empty())
        console_.notify(
            fmt::format("Hook '{}' ran with output:\n{}", moment, indented(outcome.output))
        );
    if (!trim(outcome.errors).empty())
        console_.warn(
            fmt::format("Hook '{}' ran with error output:\n{}", moment, indented(outcome.errors))
        );
    return outcome.code == 0;
}

} // namespace chancery::client
