// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a PostgreSQL server of their own, one a process, durable, on a socket in a temporary
// directory. Where no server is installed, what asks for it throws and so fails.

#include "db/driver.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <iterator>
#include <pwd.h>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace chancery::db {

class PostgresForTests {
public:
    /// Started when it is first asked for, from the main thread; stopped at the process's end.
    static PostgresForTests& server() {
        static PostgresForTests only;
        return only;
    }

    PostgresForTests(const PostgresForTests&) = delete;
    PostgresForTests& operator=(const PostgresForTests&) = delete;

    /// The URL of an empty database of its own.
    std::string new_database() {
        const std::string name = "test" + std::to_string(++databases_);
        open_postgres(url("postgres"))->execute_script("CREATE DATABASE " + name);
        return url(name);
    }

private:
    PostgresForTests() {
        std::array<char, 32> pattern{"/tmp/chancery-postgres-XXXXXX"};
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
        directory_ = pattern.data();
        if (geteuid() == 0) { // PostgreSQL refuses root
            user_ = getpwnam("postgres");
            if (!user_) user_ = getpwnam("nobody");
            if (!user_) throw std::runtime_error("no user to run PostgreSQL as");
            if (chown(directory_.c_str(), user_->pw_uid, user_->pw_gid) != 0)
                throw std::runtime_error("the directory cannot be given to PostgreSQL's user");
        }
        const std::string data = directory_ / "data";
        const pid_t initdb = start(
            {program("initdb"),
             "-D",
             data,
             "-U",
             "chancery",
             "-A",
             "trust",
             "-E",
             "UTF8",
             "--locale=C",
             "--no-sync"}
        );
        int status = 0;
        if (waitpid(initdb, &status, 0) != initdb || status != 0) fail("initdb failed");
        server_ = start(
            {program("postgres"),
             "-D",
             data,
             "-k",
             directory_.string(),
             "-c",
             "listen_addresses=",
             "-c",
             "fsync=on",
             "-c",
             "synchronous_commit=on"}
        );
        wait_until_ready();
    }

    ~PostgresForTests() {
        kill(server_, SIGQUIT); // its data goes too
        waitpid(server_, nullptr, 0);
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }

    std::string url(const std::string& name) const {
        return "postgresql://chancery@/" + name + "?host=" + directory_.string();
    }

    /// Of the newest version.
    static std::string program(const std::string& name) {
        std::string newest;
        std::error_code ignored;
        for (const auto& version :
             std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
            const auto path = version.path() / "bin" / name;
            if (std::filesystem::exists(path)) newest = std::max(newest, path.string());
        }
        if (newest.empty())
            throw std::runtime_error("the tests need PostgreSQL's server: install postgresql");
        return newest;
    }

    /// As the unprivileged user; ends with this process.
    pid_t start(std::vector<std::string> command) const {
        std::vector<char*> arguments;
        for (std::string& word : command)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        const std::string log = directory_ / "log";
        const pid_t child = fork();
        if (child < 0) throw std::runtime_error("fork failed");
        if (child > 0) return child;
        if (user_ && (setgroups(0, nullptr) != 0 || setgid(user_->pw_gid) != 0 ||
                      setuid(user_->pw_uid) != 0))
            _exit(126);
        prctl(PR_SET_PDEATHSIG, SIGQUIT);
        const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (chdir(directory_.c_str()) != 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
            _exit(126);
        execv(arguments[0], arguments.data());
        _exit(127);
    }

    void wait_until_ready() {
        using namespace std::chrono;
        const auto deadline = steady_clock::now() + seconds(60);
        while (true) {
            try {
                open_postgres(url("postgres"));
                return;
            } catch (const Error&) {
                if (waitpid(server_, nullptr, WNOHANG) == server_) fail("PostgreSQL ended");
                if (steady_clock::now() > deadline) fail("PostgreSQL does not answer");
            }
            std::this_thread::sleep_for(milliseconds(20));
        }
    }

    [[noreturn]] void fail(const std::string& what) const {
        std::ifstream log(directory_ / "log");
        throw std::runtime_error(
            what + ": " + std::string(std::istreambuf_iterator<char>(log), {})
        );
    }

    std::filesystem::path directory_;
    const passwd* user_ = nullptr;
    pid_t server_ = -1;
    int databases_ = 0;
};

} // namespace chancery::db
