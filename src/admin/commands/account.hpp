// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the commands for ACME accounts share; each file defines some of them.

#include "admin/command.hpp"

#include <string>
#include <vector>

namespace chancery::admin {

Action define_account_add(CommandLine& line);
Action define_account_list(CommandLine& line);
Action define_account_show(CommandLine& line);
Action define_account_enable(CommandLine& line);
Action define_account_disable(CommandLine& line);
Action define_account_set(CommandLine& line);
Action define_account_rotate(CommandLine& line);
Action define_account_revoke(CommandLine& line);
Action define_account_names(CommandLine& line);
Action define_account_why(CommandLine& line);
Action define_account_clients(CommandLine& line);

/// "the ACME account \"physics-web\"".
std::string described(const json::Value& account);

/// A table of verdicts, "NAME  word  sentence" a line.
void print_verdicts(Printer& printer, const json::Array& verdicts);

/// Prints the verdict of each name of a request that policy refused as a whole, and throws its
/// error on, saying that nothing was changed.
[[noreturn]] void
explain_refusal(Printer& printer, const ApiError& error, const std::vector<std::string>& names);

} // namespace chancery::admin
