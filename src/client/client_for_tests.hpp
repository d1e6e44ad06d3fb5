// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a directory that goes with the test, and the client run in it.

#include "client/client.hpp"
#include "client/lineage/directories.hpp"
#include "client/lineage/files.hpp"
#include "client/lineage/lineage_write.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace chancery::client::testing {

class TestDirectory {
public:
    TestDirectory() {
        auto pattern = (std::filesystem::temp_directory_path() / "chancery-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }

    TestDirectory(const TestDirectory&) = delete;
    TestDirectory& operator=(const TestDirectory&) = delete;

    ~TestDirectory() { files::remove_all(path_); }

    const std::string& path() const { return path_; }

    Directories directories() const {
        return {.config = path_ + "/etc", .work = path_ + "/lib", .logs = path_ + "/log"};
    }

    /// The three options that point there.
    std::vector<std::string> options() const {
        return {
            "--config-dir",
            path_ + "/etc",
            "--work-dir",
            path_ + "/lib",
            "--logs-dir",
            path_ + "/log"};
    }

private:
    std::string path_;
};

struct Ran {
    int code;
    std::string out;
    std::string err;
};

inline Ran run_client(const TestDirectory& in, std::vector<std::string> arguments, Time now) {
    for (const auto& option : in.options())
        arguments.push_back(option);
    // The cli.ini of who runs the tests is none of theirs.
    setenv("XDG_CONFIG_HOME", (in.path() + "/xdg").c_str(), 1);
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int code = run(arguments, now);
    return {
        code, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

/// Another program, through the shell; what it prints goes together.
inline Ran run_program(const TestDirectory& in, const std::string& command) {
    const auto output = in.path() + "/output";
    const int status = std::system((command + " >" + output + " 2>&1 </dev/null").c_str());
    return {WEXITSTATUS(status), files::read(output), ""};
}

inline mode_t mode_of(const std::string& path) {
    struct stat status {};

    return lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

/// Every name below, for "nothing was left behind".
inline std::vector<std::string> tree(const std::string& path) {
    std::vector<std::string> names;
    for (const auto& each : std::filesystem::recursive_directory_iterator(path))
        names.push_back(each.path().string().substr(path.size()));
    std::ranges::sort(names);
    return names;
}

} // namespace chancery::client::testing
