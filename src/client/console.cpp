// SPDX-License-Identifier: Apache-2.0
#include "client/console.hpp"

#include "base/time.hpp"
#include "client/lineage/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace chancery::client {

namespace {

constexpr std::string_view dashes =
    "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - "
    "- - - - - - - -";

void put(std::FILE* file, std::string_view text) {
    // A terminal that went away is no reason to stop half-way.
    std::fwrite(text.data(), 1, text.size(), file);
    std::fputc('\n', file);
    std::fflush(file);
}

void shift_logs(const std::string& path, unsigned backups) {
    unsigned last = 0;
    while (last < backups && files::exists(fmt::format("{}.{}", path, last + 1)))
        ++last;
    if (last == backups && backups > 0) --last; // The oldest is overwritten.
    for (; last > 0; --last)
        files::rename(fmt::format("{}.{}", path, last), fmt::format("{}.{}", path, last + 1));
    if (backups > 0 && files::exists(path)) files::rename(path, path + ".1");
}

} // namespace

void Console::open_log(const std::string& directory, unsigned backups) {
    const auto path = directory + "/letsencrypt.log";
    shift_logs(path, backups);
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) files::fail("write", path, errno);
    log_.reset(fdopen(file, "a"));
    log_path_ = path;
    if (!options_.quiet) put(stderr, "Saving debug log to " + path);
}

void Console::notify(std::string_view text) {
    log("DEBUG", fmt::format("Notifying user: {}", text));
    if (!options_.quiet) put(stdout, text);
}

void Console::notify_in_frame(std::string_view text) {
    notify(fmt::format("\n{0}\n{1}\n{0}", dashes, text));
}

void Console::frame() {
    if (!options_.quiet) put(stdout, dashes);
}

void Console::warn(std::string_view text) {
    log("WARNING", text);
    if (!options_.quiet) put(stderr, text);
}

void Console::warn_once(const std::string& text) {
    if (warned_.insert(text).second) warn(text);
}

void Console::error(std::string_view text) {
    log("ERROR", text);
    put(stderr, text);
}

void Console::info(std::string_view text) {
    log("INFO", text);
    if (options_.verbosity >= 1 && !options_.quiet) put(stderr, text);
}

void Console::debug(std::string_view text) {
    log("DEBUG", text);
    if (options_.verbosity >= 2 && !options_.quiet) put(stderr, text);
}

void Console::log(std::string_view level, std::string_view text) {
    if (!log_) return;
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    put(log_.get(), fmt::format("{}:{}:{}", to_rfc3339(now), level, text));
}

} // namespace chancery::client
