// SPDX-License-Identifier: Apache-2.0
#pragma once

// Aligned columns for people: a header line, no borders, cut to the terminal where there is one.
// What comes from elsewhere is made harmless to a terminal here.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::admin {

/// What a word means to its reader; a colour on a terminal, nothing elsewhere.
enum class Tone { plain, good, waiting, bad, quiet };

/// "active" is good, "lapsed" waits for somebody, "refused" is bad, "disabled" is quiet.
Tone tone_of(std::string_view word);

struct Cell {
    Cell(std::string its_text, Tone its_tone = Tone::plain)
        : text(std::move(its_text)),
          tone(its_tone) {}

    Cell(const char* its_text) : text(its_text) {}

    std::string text;
    Tone tone = Tone::plain;
};

/// A word in its own tone.
inline Cell state(std::string word) {
    const auto tone = tone_of(word);
    return {std::move(word), tone};
}

using Row = std::vector<Cell>;

struct Column {
    std::string title;
    enum class Width { whole, may_shrink } width = Width::whole;
};

/// How wide and with what.
struct Look {
    std::optional<std::size_t> width = std::nullopt; ///< None: as wide as it gets.
    bool colours = false;
};

/// Each row has a cell for each column. Lines end with a line feed and never with spaces.
std::string to_table(const std::vector<Column>& columns, const std::vector<Row>& rows, Look look);

/// "Name:     physics-web", one a line, values under each other. Without values nothing is left
/// out.
std::string to_fields(const std::vector<std::pair<std::string, Cell>>& fields, Look look);

/// What a terminal might obey, or a reader not see, is escaped as in JSON: "\u202e".
std::string harmless(std::string_view text);

/// Columns on a terminal; each character counts as one.
std::size_t width_of(std::string_view text);

} // namespace chancery::admin
