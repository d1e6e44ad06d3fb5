// SPDX-License-Identifier: Apache-2.0
#include "client/hooks/shell.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/lineage/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>

namespace chancery::client {

namespace {

constexpr std::size_t longest_output = 64 * 1024;
constexpr auto eab_variable = "CHANCERY_EAB_HMAC_KEY"; // No hook's affair.

struct Pipe {
    Descriptor read_end;
    Descriptor write_end;
};

[[noreturn]] void fail(std::string_view what, int error) {
    throw Error(
        Fault::unavailable,
        fmt::format(
            "cannot {}: {}; run the same command again",
            what,
            std::generic_category().message(error)
        )
    );
}

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("make a pipe for a hook", errno);
    Pipe result{Descriptor(ends[0]), Descriptor(ends[1])};
    // Read as far as there is something, when the hook has ended.
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) fail("set up a pipe for a hook", errno);
    return result;
}

std::vector<std::string> environment_with(const Variables& more) {
    std::vector<std::string> all;
    for (auto** each = environ; *each; ++each) {
        const std::string_view entry(*each);
        const auto name = entry.substr(0, entry.find('='));
        const auto is_set_anew = [&](const auto& variable) { return variable.first == name; };
        if (name != eab_variable && name != "PATH" && std::ranges::none_of(more, is_set_anew))
            all.emplace_back(entry);
    }
    all.push_back("PATH=" + search_path());
    for (const auto& [name, value] : more)
        all.push_back(name + "=" + value);
    return all;
}

/// The descriptors and signals of the new process.
class Setup {
public:
    Setup(int input, int output, int errors) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        if (input >= 0)
            posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
        else
            posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, errors, STDERR_FILENO);
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
        // This program ignores it; a hook's `yes | head` must not go on for ever.
        sigset_t broken_pipe;
        sigemptyset(&broken_pipe);
        sigaddset(&broken_pipe, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes_, &broken_pipe);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }

    Setup(const Setup&) = delete;
    Setup& operator=(const Setup&) = delete;

    ~Setup() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }

    pid_t start(const std::string& command, const Variables& more) const {
        auto environment = environment_with(more);
        std::vector<char*> variables;
        for (auto& each : environment)
            variables.push_back(each.data());
        variables.push_back(nullptr);
        std::string shell = "sh";
        std::string option = "-c";
        std::string text = command;
        const std::array<char*, 4> words{shell.data(), option.data(), text.data(), nullptr};
        pid_t child = 0;
        const int error =
            posix_spawn(&child, "/bin/sh", &actions_, &attributes_, words.data(), variables.data());
        if (error != 0) fail("run a hook with /bin/sh", error);
        return child;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

int exit_code(int status) {
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : 1;
}

/// Takes what is there; false at the end of the pipe.
bool take(const Descriptor& from, std::string& into) {
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto count = read(from.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count < 0 && errno == EAGAIN;
        const auto room = longest_output - into.size();
        into.append(buffer.data(), std::min(static_cast<std::size_t>(count), room));
    }
}

/// One of the hook's two pipes.
struct Stream {
    Descriptor pipe;
    std::string& text;
    bool open = true;

    void read() { open = open && take(pipe, text); }
};

void read_until(const Descriptor& ended, std::array<Stream, 2>& streams) {
    for (;;) {
        std::array<pollfd, 3> waited{{
            {ended.get(), POLLIN, 0},
            {streams[0].open ? streams[0].pipe.get() : -1, POLLIN, 0},
            {streams[1].open ? streams[1].pipe.get() : -1, POLLIN, 0},
        }};
        if (poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR)
            fail("read what a hook says", errno);
        for (auto& stream : streams)
            stream.read();
        if (waited[0].revents != 0) break;
    }
    // What was written between the last look and the end.
    for (auto& stream : streams)
        stream.read();
}

/// For what a hook left behind that has its output open: it would be killed by its next line.
void drain(const Descriptor& pipe) {
    const Descriptor nowhere(open("/dev/null", O_WRONLY | O_CLOEXEC));
    fcntl(pipe.get(), F_SETFL, 0);
    Setup(pipe.get(), nowhere.get(), nowhere.get()).start("exec cat", {});
}

} // namespace

ShellOutcome run_shell(const std::string& command, const Variables& more) {
    auto output = make_pipe();
    auto errors = make_pipe();
    const Descriptor ended(eventfd(0, EFD_CLOEXEC));
    if (ended.get() < 0) fail("wait for a hook", errno);
    const pid_t child =
        Setup(-1, output.write_end.get(), errors.write_end.get()).start(command, more);
    output.write_end = Descriptor();
    errors.write_end = Descriptor();

    ShellOutcome outcome;
    std::array streams{
        Stream{std::move(output.read_end), outcome.output},
        Stream{std::move(errors.read_end), outcome.errors}};
    int status = 0;
    {
        // By its end and not by that of its output, which a daemon may hold open.
        const std::jthread waiter([&] {
            while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
            }
            eventfd_write(ended.get(), 1);
        });
        read_until(ended, streams);
    }
    outcome.code = exit_code(status);
    for (const auto& stream : streams)
        if (stream.open) drain(stream.pipe);
    return outcome;
}

std::string search_path() {
    const auto* value = std::getenv("PATH");
    std::string path = value ? value : "/usr/bin:/bin";
    const auto known = path;
    for (const auto* directory : {"/usr/sbin", "/usr/local/bin", "/usr/local/sbin"}) {
        const auto parts = split(known, ':');
        if (std::ranges::find(parts, directory) == parts.end())
            path += std::string(":") + directory;
    }
    return path;
}

Runnable find_program(const std::string& program) {
    const auto look_at = [](const std::string& path) {
        struct stat status {};

        if (stat(path.c_str(), &status) != 0) return Runnable::not_found;
        return S_ISREG(status.st_mode) && access(path.c_str(), X_OK) == 0
                   ? Runnable::yes
                   : Runnable::not_executable;
    };
    if (program.find('/') != program.npos) return look_at(program);
    const auto path = search_path();
    for (const auto directory : split(path, ':'))
        if (look_at(std::string(directory) + "/" + program) == Runnable::yes) return Runnable::yes;
    return look_at(program) == Runnable::not_found ? Runnable::not_found : Runnable::not_executable;
}

} // namespace chancery::client
