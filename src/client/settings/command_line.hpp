// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of a command line, told apart as argparse does it, which certbot's users are used to:
// options before or behind the verb, abbreviated, joined to their value or in clusters ("-nvd
// NAME").

#include "client/settings/setting_table.hpp"

#include <span>
#include <string>
#include <vector>

namespace chancery::client {

/// One setting as somebody gave it.
struct GivenSetting {
    const Setting* setting;
    const Spelling* spelling;
    std::string name;  ///< As it was written, for messages: "--email", "email in /etc/…/cli.ini".
    std::string value; ///< What the spelling stands for, or what was given with it.
};

struct CommandLine {
    std::vector<GivenSetting> given = {}; ///< In their order.
    std::vector<std::string> words = {};  ///< What is not an option: the verb.
    bool help = false;
    bool version = false;
};

/// Throws invalid for what is not an option, or is none of chancery's, and for a missing value.
CommandLine read_command_line(std::span<const std::string> arguments);

/// Throws invalid, with the sentence for an option that is not supported yet.
void require_works(const Spelling& spelling, const std::string& name);

/// "; did you mean --email?" for a typing error, else nothing.
std::string suggestion(const std::string& name);

} // namespace chancery::client
