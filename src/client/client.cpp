// SPDX-License-Identifier: Apache-2.0
#include "client/client.hpp"

#include "acme_client/problem.hpp"
#include "base/error.hpp"
#include "client/console.hpp"
#include "client/lineage/files.hpp"
#include "client/lineage/lineage_write.hpp"
#include "client/lineage/lock.hpp"
#include "client/settings/options.hpp"
#include "client/verbs.hpp"

#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <list>
#include <set>

namespace chancery::client {

namespace {

/// Made where they are not there, and held until the end: certbot and this program do not get into
/// each other's way.
class Hold {
public:
    explicit Hold(const Directories& directories) {
        files::make_directory(directories.logs, 0700);
        lock(directories.logs);
        files::make_directory(directories.config, 0755);
        lock(directories.config);
        files::make_directory(directories.work, 0755);
        lock(directories.work);
        make_layout(directories);
    }

private:
    void lock(const std::string& directory) {
        if (taken_.insert(directory).second) locks_.emplace_back(directory);
    }

    std::set<std::string> taken_;
    std::list<DirectoryLock> locks_;
};

int run_verb(Options& options, Console& console, Time now) {
    const Hold hold(options.directories);
    console.open_log(options.directories.logs, options.log_backups);
    console.debug(fmt::format("chancery {} {}", CHANCERY_VERSION, options.verb));
    for (const auto& name : options.without_effect)
        console.warn_once(fmt::format("{} has no effect in chancery.", name));
    return find_verb(options.verb)->run(options, console, now);
}

} // namespace

int run(std::span<const std::string> arguments, Time now) {
    auto parsed = parse_options(arguments);
    if (const auto* answer = std::get_if<Answer>(&parsed)) {
        std::fprintf(answer->exit_code == 0 ? stdout : stderr, "%s\n", answer->text.c_str());
        return answer->exit_code;
    }
    auto& options = std::get<Options>(parsed);
    Console console({.quiet = options.quiet, .verbosity = options.verbosity});
    try {
        return run_verb(options, console, now);
    } catch (const Error& error) {
        if (error.fault() == Fault::internal) console.debug(error.what());
        console.error(acme_client::describe(error.problem()));
    } catch (const std::exception& error) {
        console.debug(error.what());
        console.error(fmt::format("An unexpected error occurred: {}", sentence_of(error)));
    }
    if (!console.log_path().empty())
        console.warn(fmt::format(
            "See the logfile {} or re-run with -v for more details.", console.log_path()
        ));
    return 1;
}

int run(std::span<const std::string> arguments) {
    return run(
        arguments, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
    );
}

} // namespace chancery::client
