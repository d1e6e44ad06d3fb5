// SPDX-License-Identifier: Apache-2.0
#include "admin/table.hpp"

#include "base/text.hpp"
#include "model/rules.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace chancery::admin {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::string_view ellipsis = "\u2026";
constexpr std::size_t least_width = 10;

struct Meaning {
    std::string_view word;
    Tone tone;
};

/// The words of the API's states and outcomes.
constexpr std::array meanings{
    Meaning{"active", Tone::good},
    Meaning{"enabled", Tone::good},
    Meaning{"valid", Tone::good},
    Meaning{"succeeded", Tone::good},
    Meaning{"requested", Tone::waiting},
    Meaning{"pending", Tone::waiting},
    Meaning{"processing", Tone::waiting},
    Meaning{"lapsed", Tone::waiting},
    Meaning{"none", Tone::waiting},
    Meaning{"refused", Tone::bad},
    Meaning{"failed", Tone::bad},
    Meaning{"expired", Tone::bad},
    Meaning{"revoked", Tone::bad},
    Meaning{"disabled", Tone::quiet},
    Meaning{"withdrawn", Tone::quiet},
    Meaning{"deactivated", Tone::quiet},
};

std::string_view escape_of(Tone tone) {
    switch (tone) {
    case Tone::plain: return "";
    case Tone::good: return "\x1b[32m";
    case Tone::waiting: return "\x1b[33m";
    case Tone::bad: return "\x1b[31m";
    case Tone::quiet: return "\x1b[2m";
    }
    return "";
}

constexpr bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

/// At most `width` characters, the last of them an ellipsis where something is missing.
std::string cut(const std::string& text, std::size_t width) {
    if (width_of(text) <= width) return text;
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end)
        if (begins_character(text[end]) && characters++ == width - 1) break;
    return text.substr(0, end) + std::string(ellipsis);
}

std::string painted(const std::string& text, std::string_view escape, bool colours) {
    if (!colours || escape.empty() || text.empty()) return text;
    return std::string(escape) + text + "\x1b[0m";
}

/// The columns' widths: as wide as what is in them, then the widest that may shrink is made
/// narrower until all fit.
std::vector<std::size_t>
widths_of(const std::vector<Column>& columns, const std::vector<Row>& rows, Look look) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto width = width_of(columns[i].title);
        for (const auto& row : rows)
            width = std::max(width, width_of(row[i].text));
        widths.push_back(width);
    }
    if (!look.width || columns.empty()) return widths;
    auto total = std::accumulate(widths.begin(), widths.end(), gap.size() * (columns.size() - 1));
    for (; total > *look.width; --total) {
        std::size_t* widest = nullptr;
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i].width == Column::Width::may_shrink && widths[i] > least_width &&
                (!widest || widths[i] > *widest))
                widest = &widths[i];
        if (!widest) break;
        --*widest;
    }
    return widths;
}

} // namespace

Tone tone_of(std::string_view word) {
    if (const auto rule = find_value<Rule>(word))
        return *rule == Rule::granted ? Tone::good : Tone::bad;
    const auto* const found = std::ranges::find(meanings, word, &Meaning::word);
    return found == meanings.end() ? Tone::plain : found->tone;
}

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string harmless(std::string_view text) {
    return printable(text, text.npos);
}

std::string to_table(const std::vector<Column>& columns, const std::vector<Row>& rows, Look look) {
    std::vector<Row> clean = rows;
    for (auto& row : clean)
        for (auto& cell : row)
            cell.text = harmless(cell.text);
    const auto widths = widths_of(columns, clean, look);

    std::string text;
    const auto put_line = [&](const auto& text_of, const auto& escape) {
        std::string line;
        std::size_t due = 0; // Spaces that are written only if something follows.
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto shown = cut(text_of(i), widths[i]);
            if (!shown.empty())
                line += std::string(due, ' ') + painted(shown, escape(i), look.colours);
            due = (shown.empty() ? due : 0) + widths[i] - width_of(shown) + gap.size();
        }
        text += line + "\n";
    };
    put_line([&](auto i) { return columns[i].title; }, [](auto) { return "\x1b[1m"; });
    for (const auto& row : clean)
        put_line(
            [&](auto i) { return row[i].text; }, [&](auto i) { return escape_of(row[i].tone); }
        );
    return text;
}

std::string to_fields(const std::vector<std::pair<std::string, Cell>>& fields, Look look) {
    std::size_t widest = 0;
    for (const auto& [label, cell] : fields)
        widest = std::max(widest, width_of(label));
    std::string text;
    for (const auto& [label, cell] : fields) {
        text += label + ":";
        if (!cell.text.empty())
            text += std::string(widest - width_of(label) + 1, ' ') +
                    painted(harmless(cell.text), escape_of(cell.tone), look.colours);
        text += "\n";
    }
    return text;
}

} // namespace chancery::admin
