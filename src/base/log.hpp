// SPDX-License-Identifier: Apache-2.0
#pragma once

// The program's log: one line an event, a sentence and named values. Readable on a terminal, JSON
// otherwise. Values from strangers are made printable and cut here; secrets do not come here at
// all.

#include "base/json.hpp"
#include "base/words.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chancery::log {

using chancery::to_string;

enum class Level { debug, info, warning, error };

constexpr auto words_of(Level) {
    using enum Level;
    return words<Level>({
        {debug, "debug"},
        {info, "info"},
        {warning, "warning"},
        {error, "error"},
    });
}

enum class Form { automatic, text, json };

constexpr auto words_of(Form) {
    using enum Form;
    return words<Form>({
        {automatic, "auto"},
        {text, "text"},
        {json, "json"},
    });
}

/// The longest a value may be, in bytes; what is longer is cut.
inline constexpr std::size_t longest_value = 500;

/// By main. Without it the log goes to standard error from `info` on.
void open(Level least, Form form);

/// From now on a thread of its own writes the lines, and whoever logs waits for nothing: when
/// standard error takes nothing (its reader stalls, its disk is full), the oldest lines of 4096
/// that wait are dropped and counted. At exit what waits is written, for at most two seconds. Once,
/// by the main of a server.
void write_in_background();

/// How many lines were dropped since the program began. The log says so too, once it can.
std::uint64_t dropped();

void write(Level level, std::string_view sentence, const json::Object& values = {});

inline void debug(std::string_view sentence, const json::Object& values = {}) {
    write(Level::debug, sentence, values);
}

inline void info(std::string_view sentence, const json::Object& values = {}) {
    write(Level::info, sentence, values);
}

inline void warning(std::string_view sentence, const json::Object& values = {}) {
    write(Level::warning, sentence, values);
}

inline void error(std::string_view sentence, const json::Object& values = {}) {
    write(Level::error, sentence, values);
}

} // namespace chancery::log
