// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include "base/text.hpp"
#include "base/time.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace chancery::log {

namespace {

struct Output {
    spdlog::logger logger{"chancery", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
    bool as_json = false;

    Output() { logger.set_pattern("%v"); }
};

/// A process has one log. It is the only state of this program that is reached without being
/// passed.
Output& output() {
    static Output output;
    return output;
}

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string_view word(Level level) {
    switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    case Level::error: return "error";
    }
    return "error";
}

std::string now() {
    return to_rfc3339(
        std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now())
    );
}

std::string json_line(Level level, std::string_view sentence, const json::Object& values) {
    json::Object line{{"time", now()}, {"level", word(level)}, {"message", sentence}};
    line.insert(line.end(), values.begin(), values.end());
    return json::to_text(line);
}

std::string text_line(Level level, std::string_view sentence, const json::Object& values) {
    auto line = now() + " ";
    if (level != Level::info) line.append(word(level)).append(": ");
    line += sentence;
    for (const auto& [name, value] : values) {
        const auto* text = std::get_if<std::string>(&value.variant());
        line += "  " + name + "=" + (text ? printable(*text, 500) : json::to_text(value));
    }
    return line;
}

} // namespace

void open(Level least, Form form) {
    output().as_json = form == Form::json || (form == Form::automatic && !isatty(STDERR_FILENO));
    output().logger.set_level(to_spdlog(least));
}

void write(Level level, std::string_view sentence, const json::Object& values) {
    auto& out = output();
    const auto severity = to_spdlog(level);
    if (!out.logger.should_log(severity)) return;
    out.logger.log(
        severity,
        spdlog::string_view_t(
            out.as_json ? json_line(level, sentence, values) : text_line(level, sentence, values)
        )
    );
}

} // namespace chancery::log
