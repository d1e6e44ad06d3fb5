// SPDX-License-Identifier: Apache-2.0
#pragma once

// The renewal files of certbot: ConfigObj's kind of INI. What is not set stays byte for byte as it
// was: comments, unknown keys, order, quotes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

class ConfigObj {
public:
    /// Throws malformed with the line's number, also for a key or a section that occurs twice.
    static ConfigObj parse(std::string_view text);

    /// `section` is "" for the top, "renewalparams", "renewalparams/webroot_map". A list is its
    /// items joined by ", ".
    std::optional<std::string> find(std::string_view section, std::string_view key) const;
    /// A single value is a list of one; absent is none at all.
    std::vector<std::string> find_list(std::string_view section, std::string_view key) const;
    bool has_section(std::string_view section) const;
    /// Without the top; "renewalparams/webroot_map" for one in another.
    std::vector<std::string> sections() const;
    /// Of this section itself, in their order.
    std::vector<std::string> keys(std::string_view section) const;

    /// At the end of its section, unless it is there already; a new section comes last, under a
    /// comment where one is given.
    void add_section(const std::string& section, const std::string& comment);
    void set(const std::string& section, const std::string& key, const std::string& value);
    void
    set_list(const std::string& section, const std::string& key, std::vector<std::string> values);
    void erase(std::string_view section, std::string_view key);
    /// With the sections in it. Comments stay.
    void erase_section(std::string_view section);
    /// A comment line at the very top, without "# ".
    void set_heading(const std::string& comment);

    std::string to_text() const;

private:
    struct Line {
        std::string raw;
        std::string section = {};
        std::string key = {}; ///< Empty for what is not an entry.
        std::vector<std::string> values = {};
        bool is_list = false;
        std::string comment = {}; ///< Behind the value, with what is before it.
        bool is_header = false;
    };

    class Parser;

    const Line* find_line(std::string_view section, std::string_view key) const;
    void put(Line line);

    std::vector<Line> lines_;
};

} // namespace chancery::client
