// SPDX-License-Identifier: Apache-2.0
#pragma once

// The words of an enumeration, in one table that stands beside it:
//
//     enum class Answer { yes, no };
//
//     constexpr auto words_of(Answer) {
//         return words<Answer>({{Answer::yes, "yes"}, {Answer::no, "no"}});
//     }
//
// Both directions and the list of all values come from the table, so that tests iterate it. It
// compiles only when each enumerator has a word of its own, in camelCase: so are all words that are
// ours, on the wire and in the database. Words that others registered are spelt as they spell them.

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace chancery {

/// Whose words are not ours to spell: a table of them names it.
enum class Registry {
    acme_validation_methods, ///< RFC 8555 §9.7.8: "http-01".
    dns_types,               ///< RFC 6895 §3.1: "AAAA".
    jose_algorithms,         ///< RFC 7518 §7.1: "ES256".
};

template <class E>
struct Word {
    E value;
    std::string_view word;
};

/// An enumeration outside of this namespace says `using chancery::to_string;` beside its table.
template <class E>
concept Worded = std::is_enum_v<E> && requires(E value) {
    words_of(value);
};

namespace enumeration {

/// Enumerators beyond it would not be missed.
inline constexpr int bound = 64;

/// Whether an enumerator has this value: compilers print its name then, and else a cast.
template <auto value>
consteval bool is_named() {
    constexpr std::string_view before = "value = ";
    const std::string_view signature = __PRETTY_FUNCTION__;
    return signature[signature.find(before) + before.size()] != '(';
}

template <class E>
consteval std::size_t count() {
    return []<int... values>(std::integer_sequence<int, values...>) {
        return (std::size_t{is_named<static_cast<E>(values)>()} + ...);
    }
    (std::make_integer_sequence<int, bound>());
}

} // namespace enumeration

/// "notDelegated".
constexpr bool is_camel_case(std::string_view word) {
    if (word.empty() || word.front() < 'a' || word.front() > 'z') return false;
    for (const char c : word)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return false;
    return true;
}

/// The table of a registry's words. Does not compile when an enumerator is missing, or a value or a
/// word stands twice.
template <class E, std::size_t size>
consteval std::array<Word<E>, size> words(const Word<E> (&rows)[size], Registry /*of*/) {
    if (enumeration::count<E>() != size) throw "an enumerator has no word";
    for (std::size_t i = 0; i < size; ++i) {
        const auto value = static_cast<int>(rows[i].value);
        if (value < 0 || value >= enumeration::bound) throw "a value is out of bounds";
        for (std::size_t j = 0; j < i; ++j)
            if (rows[i].value == rows[j].value || rows[i].word == rows[j].word)
                throw "a value or a word stands twice";
    }
    return std::to_array(rows);
}

/// The table of words of our own, which are in camelCase, or it does not compile.
template <class E, std::size_t size>
consteval std::array<Word<E>, size> words(const Word<E> (&rows)[size]) {
    for (const auto& row : rows)
        if (!is_camel_case(row.word)) throw "a word of ours is not in camelCase";
    return words(rows, Registry());
}

template <Worded E>
inline constexpr auto word_table = words_of(E{});

/// All enumerators, in the table's order.
template <Worded E>
inline constexpr auto every = [] {
    std::array<E, word_table<E>.size()> values{};
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = word_table<E>[i].value;
    return values;
}();

template <Worded E>
constexpr std::string_view to_string(E value) {
    for (const auto& row : word_table<E>)
        if (row.value == value) return row.word;
    throw std::logic_error("a value that no enumerator has");
}

/// All words, in the table's order.
template <Worded E>
std::vector<std::string> every_word() {
    std::vector<std::string> texts;
    for (const auto& row : word_table<E>)
        texts.emplace_back(row.word);
    return texts;
}

/// "yes or no", "a, b or c": for a sentence about another word.
template <Worded E>
std::string choices() {
    std::string text;
    for (std::size_t i = 0; i < every<E>.size(); ++i) {
        if (i > 0) text += i + 1 < every<E>.size() ? ", " : " or ";
        text += word_table<E>[i].word;
    }
    return text;
}

/// The enumerator with this word.
template <Worded E>
constexpr std::optional<E> find_value(std::string_view word) {
    for (const auto& row : word_table<E>)
        if (row.word == word) return row.value;
    return std::nullopt;
}

} // namespace chancery
