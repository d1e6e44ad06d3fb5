// SPDX-License-Identifier: Apache-2.0
#pragma once

// The text of statements. It is put together while the program is compiled, from literals and named
// pieces of them, so no value that comes at run time can become SQL:
//
//     constexpr db::Fragment part_columns = "id, name, weight";
//
//     db::sql<"SELECT " + part_columns + " FROM parts WHERE id = $1">
//
// A row's reader names its columns: part_columns["weight"] is 2, and a name that the list does not
// have does not compile.

#include "base/words.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace chancery::db {

/// A piece of a statement's text. One that is a list of columns ("id, name, weight") is also the
/// way from their names to their places in a row.
template <std::size_t size>
struct Fragment {
    char characters[size + 1] = {}; ///< Ends with NUL.

    consteval Fragment() = default;

    consteval Fragment(const char (&literal)[size + 1]) { std::copy_n(literal, size, characters); }

    constexpr std::string_view text() const { return {characters, size}; }

    /// The place of this column in the list. Does not compile for one that is not in it.
    consteval int operator[](std::string_view name) const {
        int place = 0;
        for (auto rest = text();; ++place) {
            const auto end = rest.find(", ");
            if (rest.substr(0, end) == name) return place;
            if (end == rest.npos) throw "the list has no such column";
            rest.remove_prefix(end + 2);
        }
    }

    /// How many columns the list has.
    consteval int count() const {
        int commas = 0;
        for (const char c : text())
            commas += c == ',';
        return commas + 1;
    }
};

template <std::size_t size>
Fragment(const char (&)[size]) -> Fragment<size - 1>;

template <std::size_t m, std::size_t n>
consteval Fragment<m + n> operator+(const Fragment<m>& a, const Fragment<n>& b) {
    Fragment<m + n> both;
    std::copy_n(b.characters, n, std::copy_n(a.characters, m, both.characters));
    return both;
}

template <std::size_t m, std::size_t n>
consteval Fragment<m + n - 1> operator+(const char (&a)[m], const Fragment<n>& b) {
    return Fragment(a) + b;
}

template <std::size_t m, std::size_t n>
consteval Fragment<m + n - 1> operator+(const Fragment<m>& a, const char (&b)[n]) {
    return a + Fragment(b);
}

/// The columns of a table that the statement calls by another name: "p.id, p.name, p.weight" is
/// of<"p", part_columns>.
template <Fragment table, Fragment columns>
inline constexpr auto of = [] {
    constexpr auto prefix = table + ".";
    Fragment<columns.text().size() + columns.count() * prefix.text().size()> named;
    char* end = named.characters;
    for (auto rest = columns.text(); !rest.empty();) {
        end = std::ranges::copy(prefix.text(), end).out;
        const auto comma = rest.find(", ");
        const auto next = comma == rest.npos ? rest.size() : comma + 2;
        end = std::ranges::copy(rest.substr(0, next), end).out;
        rest.remove_prefix(next);
    }
    return named;
}();

/// The text of a statement. Its address names the prepared statement.
class Sql {
public:
    /// Only of a constant. That it is read here keeps out an array that could change.
    template <std::size_t size>
    consteval Sql(const char (&constant)[size]) : text_(constant) {
        if (text_.size() + 1 != size) throw "a statement has no NUL";
    }

    /// A NUL follows it.
    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// The statement that was put together.
template <Fragment whole>
inline constexpr Sql sql{whole.characters};

/// What a statement has for one value of an enumeration.
template <auto of_value, Fragment clause>
struct Choice {
    static constexpr auto value = of_value;
    static constexpr auto text = clause;
};

/// A statement for each value of an enumeration, such as the orders that a list may have:
///
///     using PartOrder = db::Choices<
///         db::Choice<PartSort::byName, "name, id">,
///         db::Choice<PartSort::heaviest, "weight DESC, id">>;
///
///     PartOrder::sql<"SELECT " + part_columns + " FROM parts ORDER BY ", " LIMIT $1">(sort)
///
/// It compiles only when each enumerator has its row.
template <class First, class... Others>
class Choices {
    using Value = std::remove_const_t<decltype(First::value)>;

    static consteval bool has(Value value) {
        return value == First::value || ((value == Others::value) || ...);
    }

    static_assert(
        sizeof...(Others) + 1 == every<Value>.size() && std::ranges::all_of(every<Value>, has),
        "each value of the enumeration has one row"
    );

public:
    template <Fragment before, Fragment after = "">
    static Sql sql(Value value) {
        Sql chosen = db::sql<before + First::text + after>;
        ((value == Others::value ? void(chosen = db::sql<before + Others::text + after>) : void()),
         ...);
        return chosen;
    }
};

} // namespace chancery::db
