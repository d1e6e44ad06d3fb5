// SPDX-License-Identifier: Apache-2.0
#pragma once

// What people and scripts see, in certbot's form, and the log file beside it. No secret comes here.

#include "base/time.hpp"

#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace chancery::client {

class Console {
public:
    struct Options {
        bool quiet = false; ///< Nothing on standard output, errors alone on standard error.
        int verbosity = 0;  ///< 1: what is done, 2: each request.
    };

    explicit Console(Options options) : options_(options) {}

    /// letsencrypt.log in the directory, those before it moved to .1, .2 and so on, at most
    /// `backups` of them.
    void open_log(const std::string& directory, unsigned backups);

    /// Standard output.
    void notify(std::string_view text);
    /// Standard output, between two lines of dashes.
    void notify_in_frame(std::string_view text);
    void frame();
    /// Standard error, unless quiet.
    void warn(std::string_view text);
    /// The same text again is not repeated.
    void warn_once(const std::string& text);
    /// Standard error, always.
    void error(std::string_view text);
    /// The log file; standard error too when asked to be verbose.
    void info(std::string_view text);
    void debug(std::string_view text);

    /// Empty before open_log.
    const std::string& log_path() const noexcept { return log_path_; }

private:
    void log(std::string_view level, std::string_view text);

    struct Close {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    Options options_;
    std::set<std::string> warned_;
    std::string log_path_;
    std::unique_ptr<std::FILE, Close> log_;
};

} // namespace chancery::client
