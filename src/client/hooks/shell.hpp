// SPDX-License-Identifier: Apache-2.0
#pragma once

// A hook's command, run by the shell. It gets no descriptor of ours but pipes for its output: not
// the locks, not what whoever called us had open, and nothing to read.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::client {

struct ShellOutcome {
    int code = 0; ///< As the shell says it: 127 for no such command, 128 and more for a signal.
    std::string output; ///< What is longer than 64 KiB is cut.
    std::string errors;
};

using Variables = std::vector<std::pair<std::string, std::string>>;

/// Returns when the command has ended. What it leaves in the background goes on, and may write for
/// as long as it likes; nobody reads that any more.
ShellOutcome run_shell(const std::string& command, const Variables& more);

/// Whether a hook's first word names something that can be run.
enum class Runnable { yes, not_executable, not_found };

/// `program` is a path, or a word that is looked for in search_path().
Runnable find_program(const std::string& program);

/// PATH, and behind it the directories of programs that it lacks: cron's has neither /usr/sbin nor
/// /usr/local/bin.
std::string search_path();

} // namespace chancery::client
