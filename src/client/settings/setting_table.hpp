// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every setting of certbot's, and what it is to chancery: the one table that the command line,
// cli.ini, renewal files, the help text and the tests iterate over. Adding a setting is adding a
// row. To drop a setting in silence is impossible: what has no row is refused.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

struct Options;
struct Settings;

enum class Effect {
    works,   ///< As in certbot.
    is_so,   ///< Asks for what chancery does anyway: accepted without a word.
    none,    ///< Changes nothing here: accepted with a warning.
    refused, ///< Would change the result, and is not supported yet.
};

/// One way to write a setting.
struct Spelling {
    std::string_view names = {};      ///< "-m,--email"; cli.ini has the long ones without dashes.
    std::string_view stands_for = {}; ///< The value of a flag; empty: the next word is the value.
    std::string_view help = {};
    Effect effect = Effect::works;

    bool is_flag() const { return !stands_for.empty(); }

    /// "-m", "--email".
    std::vector<std::string_view> each() const;

    /// The first long one, for messages and for the order of help.
    std::string_view long_name() const;
};

enum class Topic { certificate, account, authentication, key, hooks, program };

/// The values of a list; exactly one for any other setting.
using Values = std::vector<std::string>;

struct Setting {
    std::string_view key; ///< certbot's own name, which renewal files use.
    Topic topic = Topic::program;
    /// Whether renewal files hold it. In them, any other setting has no effect: certbot up to 0.4
    /// wrote all of them.
    bool is_kept = false;
    std::string_view also_kept_as = {}; ///< Another name that certbot gave it in renewal files.
    std::string_view value = {};        ///< What the help text calls the value: "URL".
    /// Throws invalid, naming the setting as `name`. Null where nothing is to be taken.
    void (*take)(Options&, std::string_view name, const Values&) = nullptr;
    /// For renewal files. Null where nothing is kept.
    Values (*tell)(const Settings&) = nullptr;
    bool is_list = false;
    std::array<Spelling, 2> spellings = {};

    /// Those there are.
    std::span<const Spelling> ways() const;
};

std::span<const Setting> setting_table();

/// By a key that a renewal file uses. Null for an unknown one.
const Setting* find_setting(std::string_view key);

/// Whether certbot has written this key to renewal files without using it when it renews: settings
/// of removed options, and of plugins that are not chosen (choosing one is refused elsewhere).
bool is_leftover(std::string_view key);

/// An option of a certbot plugin: "--dns-rfc2136-credentials".
bool is_plugin_option(std::string_view name);

struct Written {
    const Setting* setting;
    const Spelling* spelling;
};

/// "--email" or "-m". Null members for an unknown one.
Written find_spelling(std::string_view name);

} // namespace chancery::client
