// SPDX-License-Identifier: Apache-2.0
#include "client/settings/config_obj.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace chancery::client {

namespace {

std::string with_quote(const std::string& value, std::string_view quote) {
    return std::string(quote) + value + std::string(quote);
}

/// As ConfigObj._quote does it, so that a file that both write does not go back and forth.
std::string quoted(const std::string& value, bool in_list) {
    if (value.empty()) return R"("")";
    const bool single = value.find('\'') != std::string::npos;
    const bool twice = value.find('"') != std::string::npos;
    if (!in_list && ((single && twice) || value.find('\n') != std::string::npos)) {
        const bool triple = value.find(R"(""")") != std::string::npos;
        return with_quote(value, triple ? "'''" : R"(""")");
    }
    const std::string_view bad_ends = " \r\n\v\t'\"";
    const bool plain = bad_ends.find(value.front()) == std::string_view::npos &&
                       bad_ends.find(value.back()) == std::string_view::npos &&
                       value.find_first_of(",#") == std::string::npos;
    return plain ? value : with_quote(value, twice ? "'" : R"(")");
}

std::string written(const std::vector<std::string>& values, bool is_list) {
    if (!is_list) return quoted(values.front(), false);
    if (values.empty()) return ",";
    std::vector<std::string> parts;
    for (const auto& value : values)
        parts.push_back(quoted(value, true));
    return parts.size() == 1 ? parts.front() + "," : join(parts, ", ");
}

std::string_view unquoted(std::string_view word) {
    if (word.size() >= 2 && word.front() == word.back() &&
        (word.front() == '"' || word.front() == '\''))
        return word.substr(1, word.size() - 2);
    return word;
}

} // namespace

/// Reads one line after the other; holds the state that a line needs from those before it.
class ConfigObj::Parser {
public:
    explicit Parser(std::string_view text) {
        if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
        rows_ = split(text, '\n');
        if (!rows_.empty() && rows_.back().empty()) rows_.pop_back();
    }

    ConfigObj parse() {
        for (; row_ < rows_.size(); ++row_) {
            const auto text = trim(rows_[row_]);
            Line line{std::string(rows_[row_])};
            if (text.starts_with('['))
                read_header(text, line);
            else if (!text.empty() && !text.starts_with('#'))
                read_entry(text, line);
            line.section = section_;
            result_.lines_.push_back(std::move(line));
        }
        return std::move(result_);
    }

private:
    [[noreturn]] void fail(std::string_view what) const {
        throw Error(Fault::malformed, fmt::format("line {}: {}", row_ + 1, what));
    }

    void read_header(std::string_view text, Line& line) {
        const auto depth = text.find_first_not_of("[ ");
        const auto end = text.find(']');
        if (depth == std::string_view::npos || end == std::string_view::npos || end < depth)
            fail("not a section name");
        auto levels = static_cast<std::size_t>(
            std::count(text.begin(), text.begin() + static_cast<long>(depth), '[')
        );
        const std::string name(unquoted(trim(text.substr(depth, end - depth))));
        if (levels == 0 || levels > depth_.size() + 1) fail("a subsection outside a section");
        depth_.resize(levels - 1);
        depth_.push_back(name);
        section_ = join(depth_, "/");
        if (result_.has_section(section_)) fail("a duplicate section");
        line.is_header = true;
    }

    void read_entry(std::string_view text, Line& line) {
        const auto quote = text.front() == '"' || text.front() == '\'' ? text.front() : '\0';
        const auto from = quote ? text.find(quote, 1) : 0;
        const auto equals = from == std::string_view::npos ? from : text.find('=', from);
        if (equals == std::string_view::npos || equals == 0) fail("neither a key nor a section");
        line.key = unquoted(trim(text.substr(0, equals)));
        if (result_.find_line(section_, line.key)) fail("a duplicate key");
        const auto value = trim(text.substr(equals + 1));
        if (value.starts_with("'''") || value.starts_with(R"(""")"))
            read_long_value(value, line);
        else
            read_value(value, line);
    }

    /// The quote that only a comment may follow: the value may end in quotes of its own.
    static std::size_t end_of(const std::string& text, std::string_view quote) {
        auto end = text.find(quote);
        while (end != std::string::npos) {
            const auto rest = trim(std::string_view(text).substr(end + quote.size()));
            if (rest.empty() || rest.front() == '#') break;
            end = text.find(quote, end + 1);
        }
        return end;
    }

    void read_long_value(std::string_view value, Line& line) {
        const auto quote = value.substr(0, 3);
        std::string text(value.substr(3));
        auto end = end_of(text, quote);
        while (end == std::string::npos) {
            if (++row_ == rows_.size()) fail("an unterminated value");
            line.raw += "\n" + std::string(rows_[row_]);
            text += "\n" + std::string(rows_[row_]);
            end = end_of(text, quote);
        }
        line.values = {text.substr(0, end)};
        read_comment(std::string_view(text).substr(end + 3), line);
    }

    void read_value(std::string_view text, Line& line) {
        if (text.empty() || text.front() == '#') {
            line.values = {""};
            return read_comment(text, line);
        }
        if (text.front() == ',') { // An empty list.
            line.is_list = true;
            return read_comment(text.substr(1), line);
        }
        while (!text.empty() && text.front() != '#') {
            const bool quote = text.front() == '"' || text.front() == '\'';
            const auto close = quote ? text.find(text.front(), 1) : 0;
            if (close == std::string_view::npos) fail("an unterminated quote");
            const auto end = std::min(text.find_first_of(",#", quote ? close + 1 : 0), text.size());
            const auto word = trim(text.substr(0, end));
            if (quote && word.size() != close + 1) fail("text after the closing quote");
            line.values.emplace_back(unquoted(word));
            const bool comma = end < text.size() && text[end] == ',';
            line.is_list = line.is_list || comma;
            const auto rest = text.substr(end + (comma ? 1 : 0));
            text = trim(rest);
        }
        read_comment(text, line);
    }

    void read_comment(std::string_view text, Line& line) {
        text = trim(text);
        if (text.empty()) return;
        if (text.front() != '#') fail("text after the value");
        line.comment = " " + std::string(text);
    }

    std::vector<std::string_view> rows_;
    std::size_t row_ = 0;
    std::vector<std::string> depth_;
    std::string section_;
    ConfigObj result_;
};

ConfigObj ConfigObj::parse(std::string_view text) {
    return Parser(text).parse();
}

const ConfigObj::Line* ConfigObj::find_line(std::string_view section, std::string_view key) const {
    const auto found = std::ranges::find_if(lines_, [&](const Line& line) {
        return !line.key.empty() && line.section == section && line.key == key;
    });
    return found == lines_.end() ? nullptr : &*found;
}

std::optional<std::string> ConfigObj::find(std::string_view section, std::string_view key) const {
    const auto* line = find_line(section, key);
    return line ? std::optional(join(line->values, ", ")) : std::nullopt;
}

std::vector<std::string>
ConfigObj::find_list(std::string_view section, std::string_view key) const {
    const auto* line = find_line(section, key);
    return line ? line->values : std::vector<std::string>();
}

bool ConfigObj::has_section(std::string_view section) const {
    return std::ranges::any_of(lines_, [&](const Line& line) {
        return line.is_header && line.section == section;
    });
}

std::vector<std::string> ConfigObj::sections() const {
    std::vector<std::string> names;
    for (const auto& line : lines_)
        if (line.is_header) names.push_back(line.section);
    return names;
}

std::vector<std::string> ConfigObj::keys(std::string_view section) const {
    std::vector<std::string> names;
    for (const auto& line : lines_)
        if (!line.key.empty() && line.section == section) names.push_back(line.key);
    return names;
}

void ConfigObj::erase(std::string_view section, std::string_view key) {
    std::erase_if(lines_, [&](const Line& line) {
        return !line.key.empty() && line.section == section && line.key == key;
    });
}

void ConfigObj::erase_section(std::string_view section) {
    const auto below = std::string(section) + "/";
    for (std::size_t i = 1; i < lines_.size(); ++i)
        if (lines_[i].is_header && lines_[i].section == section && lines_[i - 1].raw.empty()) {
            // That of add_section: they must not pile up.
            lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i) - 1);
            break;
        }
    std::erase_if(lines_, [&](const Line& line) {
        const bool has_content = line.is_header || !line.key.empty();
        return has_content && (line.section == section || line.section.starts_with(below));
    });
}

void ConfigObj::add_section(const std::string& section, const std::string& comment) {
    if (has_section(section)) return;
    lines_.push_back({""});
    if (!comment.empty()) lines_.push_back({"# " + comment});
    lines_.push_back({.raw = "[" + section + "]", .section = section, .is_header = true});
}

void ConfigObj::set(const std::string& section, const std::string& key, const std::string& value) {
    put({.raw = {}, .section = section, .key = key, .values = {value}});
}

void ConfigObj::set_list(
    const std::string& section, const std::string& key, std::vector<std::string> values
) {
    put({.raw = {}, .section = section, .key = key, .values = std::move(values), .is_list = true});
}

void ConfigObj::put(Line line) {
    line.raw = line.key + " = " + written(line.values, line.is_list);
    const auto old = std::ranges::find_if(lines_, [&](const Line& each) {
        return each.section == line.section && each.key == line.key;
    });
    if (old != lines_.end()) {
        if (old->values == line.values && old->is_list == line.is_list) return;
        line.comment = old->comment;
        line.raw = old->raw.substr(0, old->raw.find_first_not_of(" \t")) + line.raw + line.comment;
        *old = std::move(line);
        return;
    }
    auto last = lines_.begin();
    for (auto each = lines_.begin(); each != lines_.end(); ++each)
        if (each->section == line.section && (each->is_header || !each->key.empty()))
            last = std::next(each);
    // At the top of a file that begins with comments, behind these.
    if (line.section.empty() && last == lines_.begin())
        while (last != lines_.end() && last->raw.starts_with('#'))
            ++last;
    lines_.insert(last, std::move(line));
}

void ConfigObj::set_heading(const std::string& comment) {
    lines_.insert(lines_.begin(), Line{"# " + comment});
}

std::string ConfigObj::to_text() const {
    std::string text;
    for (const auto& line : lines_)
        text += line.raw + "\n";
    return text;
}

} // namespace chancery::client
