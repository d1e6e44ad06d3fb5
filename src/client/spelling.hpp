// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where argparse, which certbot's users are used to, and CLI11 differ. For options.cpp alone.

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace chancery::client {

/// Abbreviated options in full; an EAB value that begins with '-' joined to its option; --option
/// for something that is not there yet refused. Throws invalid.
std::vector<std::string> spelled_out(CLI::App& app, std::span<const std::string> arguments);

/// Options that certbot takes and that change nothing here.
void add_ignored_options(CLI::App& app);

/// One line.
std::string plain_message(const CLI::ParseError& error);

} // namespace chancery::client
