// SPDX-License-Identifier: Apache-2.0
#include "client/hooks.hpp"

#include "base/text.hpp"
#include "client/files.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace chancery::client {

namespace {

// What a process may be given in one variable is bounded (certbot's bound, too).
constexpr std::size_t longest_value = 16 * 1024;
constexpr std::size_t longest_output = 64 * 1024;

struct Outcome {
    int code = 0;
    std::string output;
    std::string errors;
};

std::string content(int file) {
    std::string text(longest_output, '\0');
    const auto count = pread(file, text.data(), text.size(), 0);
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
}

[[noreturn]] void become(const std::string& command, int output, int errors) {
    dup2(output, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
}

/// Its output goes to memory, not to a pipe: it may leave a daemon behind that holds it open.
Outcome
shell(const std::string& command, const std::vector<std::pair<std::string, std::string>>& more) {
    const int output = memfd_create("output", MFD_CLOEXEC);
    const int errors = memfd_create("errors", MFD_CLOEXEC);
    const pid_t child = fork();
    if (child == 0) {
        unsetenv("CHANCERY_EAB_HMAC_KEY"); // No hook's affair.
        for (const auto& [name, value] : more)
            setenv(name.c_str(), value.c_str(), 1);
        become(command, output, errors);
    }
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    Outcome outcome{
        .code = child < 0             ? 127
                : WIFEXITED(status)   ? WEXITSTATUS(status)
                : WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                      : 1,
        .output = content(output),
        .errors = content(errors)};
    close(output);
    close(errors);
    return outcome;
}

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

std::vector<std::string>
Hooks::commands(const std::string& moment, const std::optional<std::string>& command) const {
    std::vector<std::string> result;
    const auto directory = directories_.hooks(moment);
    if (with_directories_)
        for (const auto& name : files::list(directory))
            if (const auto path = directory + "/" + name;
                !name.ends_with('~') && access(path.c_str(), X_OK) == 0)
                result.push_back(path);
    if (command && std::ranges::find(result, *command) == result.end()) result.push_back(*command);
    return result;
}

void Hooks::before(const std::optional<std::string>& command) {
    for (const auto& each : commands("pre", command))
        if (done_before_.insert(each).second) run("pre-hook", each, {});
}

void Hooks::deploy(const std::optional<std::string>& command, const Deployed& deployed) {
    for (const auto& each : commands("deploy", command))
        run("deploy-hook",
            each,
            {{"RENEWED_DOMAINS", value_of(deployed.names)}, {"RENEWED_LINEAGE", deployed.live}});
}

void Hooks::remember(const std::optional<std::string>& command) {
    for (const auto& each : commands("post", command))
        if (std::ranges::find(after_, each) == after_.end()) after_.push_back(each);
}

void Hooks::after(const std::vector<std::string>& renewed, const std::vector<std::string>& failed) {
    for (const auto& each : after_)
        run("post-hook",
            each,
            {{"RENEWED_DOMAINS", value_of(renewed)}, {"FAILED_DOMAINS", value_of(failed)}});
    after_.clear();
}

void Hooks::run(
    const std::string& moment, const std::string& command, const Environment& environment
) {
    console_.info(fmt::format("Running {} command: {}", moment, command));
    const auto outcome = shell(command, environment);
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
}

} // namespace chancery::client
