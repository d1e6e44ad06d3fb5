// SPDX-License-Identifier: Apache-2.0
#pragma once

// The settings of chancery.toml, one row each: what the file of `init` explains, what is read and
// refused, and (tools/checks/settings.py) the manual's table come from here.

#include "main/config.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery::daemon {

// The kinds of value. `take` puts one into the configuration, the default also, and throws invalid
// with what it must be: "must be ...".

struct TextSetting {
    std::string_view otherwise;
    void (*take)(Config&, const std::string&);
};

/// A whole number from 1.
struct NumberSetting {
    std::int64_t otherwise;
    std::int64_t most;
    void (*take)(Config&, std::int64_t);
};

struct FlagSetting {
    bool otherwise;
    void (*take)(Config&, bool);
};

/// None by default.
struct TextsSetting {
    void (*take)(Config&, const std::vector<std::string>&);
    bool may_be_one = false; ///< One text instead of a list of one is taken too.
};

struct Setting {
    std::string_view section; ///< "limits"; empty at the top of the file.
    std::string_view name;
    std::string_view about; ///< Sentences for people.
    std::variant<TextSetting, NumberSetting, FlagSetting, TextsSetting> kind;
};

/// Those of a section stand together, and those of none first.
std::span<const Setting> every_setting();

/// The default as TOML: "32", "\"auto\"", "[]".
std::string default_of(const Setting& setting);

} // namespace chancery::daemon
