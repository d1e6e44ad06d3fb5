// SPDX-License-Identifier: Apache-2.0
// chancery-testca: a throw-away ACME CA with Pebble's command line, configuration and knobs, and
// the challenge test server that goes with it.
#include "base/error.hpp"
#include "main/testca/commands.hpp"

#include <exception>
#include <filesystem>
#include <fmt/format.h>

int main(int argc, char** argv) {
    std::vector<std::string> words(argv, argv + argc);
    auto name = std::filesystem::path(words.empty() ? "" : words.front()).filename().string();
    words.erase(words.begin(), words.begin() + (words.empty() ? 0 : 1));
    if (!words.empty() && (words.front() == "challtestsrv" || words.front() == "pebble")) {
        name = words.front();
        words.erase(words.begin());
    }
    try {
        return name.find("challtestsrv") != name.npos ? chancery::testca::run_challtestsrv(words)
                                                      : chancery::testca::run_pebble(words);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}: {}\n", name, chancery::sentence_of(error));
        return 1;
    }
}
