// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where argparse, which certbot's users are used to, and CLI11 differ. For options.cpp alone, which
// knows CLI11; nothing here does.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

/// Of one option, without the dashes.
using LongNames = std::vector<std::string>;

/// Abbreviated options in full; an EAB value that begins with '-' joined to its option; --option
/// for something that is not there yet refused. Throws invalid.
std::vector<std::string>
spelled_out(std::span<const LongNames> known, std::span<const std::string> arguments);

/// What certbot takes and what changes nothing here: those without a value, and those with one.
std::span<const std::string_view> ignored_flags();
std::span<const std::string_view> ignored_options();

/// One line of what CLI11 says.
std::string plain_message(std::string_view said);

} // namespace chancery::client
