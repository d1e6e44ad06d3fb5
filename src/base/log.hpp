// SPDX-License-Identifier: Apache-2.0
#pragma once

// The program's log: one line an event, a sentence and named values. Readable on a terminal, JSON
// otherwise. Values from strangers are made printable here; secrets do not come here at all.

#include "base/json.hpp"

#include <string_view>

namespace chancery::log {

enum class Level { debug, info, warning, error };

enum class Form { automatic, text, json };

/// Once, by main. Without it the log goes to standard error from `info` on.
void open(Level least, Form form);

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
