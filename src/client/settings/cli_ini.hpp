// SPDX-License-Identifier: Apache-2.0
#pragma once

// certbot's cli.ini: long options without dashes, one a line, in the forms that ConfigArgParse
// reads.

#include "client/settings/command_line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

struct IniEntry {
    std::string key;
    std::vector<std::string> values; ///< One, unless it was written as "[a, b]".
    std::size_t line = 0;            ///< From 1.
};

/// Of a key that occurs twice the last one. A key without a value is "true". Throws malformed.
std::vector<IniEntry> parse_ini(std::string_view text);

/// The settings of one file, in its order. A flag that is false is given with an empty spelling:
/// it is decided, and nothing is to be taken. Throws invalid for an unknown key.
std::vector<GivenSetting> read_config_file(const std::string& path);

/// Those that certbot reads by itself, the last one counting most. They need not exist.
std::vector<std::string> default_config_files();

} // namespace chancery::client
