// SPDX-License-Identifier: Apache-2.0
#pragma once

// Command lines as Go's flag package reads them, since that is what scripts that start Pebble were
// written for: "-name value", "-name=value", with one dash or two; a switch takes no next word.

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery::testca {

struct Flag {
    std::string_view name;
    std::variant<std::string*, bool*> into;
    std::string_view help;
};

/// Sets what each flag names. Throws invalid for an unknown flag, one without its value, and for a
/// word that belongs to none.
void read_flags(std::span<const Flag> flags, const std::vector<std::string>& words);

/// One line a flag, with the value that it has now.
std::string to_help(std::span<const Flag> flags);

} // namespace chancery::testca
