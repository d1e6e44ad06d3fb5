// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include "base/error.hpp"
#include "base/standard_error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <atomic>
#include <cstdlib>
#include <spdlog/async.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace chancery::log {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_sentence = 1000;
constexpr std::size_t most_waiting = 4096;
constexpr auto patience_at_exit = 2s;

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string now() {
    return to_rfc3339(
        std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now())
    );
}

/// The value, cut where it is long.
json::Value bounded(const json::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value.variant()))
        return printable(*text, longest_value);
    const auto text = json::to_text(value);
    return text.size() <= longest_value ? value : json::Value(printable(text, longest_value));
}

std::string json_line(Level level, std::string_view sentence, const json::Object& values) {
    json::Object line{{"time", now()}, {"level", to_string(level)}, {"message", sentence}};
    for (const auto& [name, value] : values)
        line.emplace_back(name, bounded(value));
    return json::to_text(line);
}

std::string text_line(Level level, std::string_view sentence, const json::Object& values) {
    auto line = now() + " ";
    if (level != Level::info) line.append(to_string(level)).append(": ");
    line += sentence;
    for (const auto& [name, value] : values) {
        const auto shown = bounded(value);
        const auto* text = std::get_if<std::string>(&shown.variant());
        line += "  " + name + "=" + (text ? *text : json::to_text(shown));
    }
    return line;
}

std::string
line_of(bool as_json, Level level, std::string_view unbounded, const json::Object& values) {
    const auto sentence = printable(unbounded, longest_sentence);
    return as_json ? json_line(level, sentence, values) : text_line(level, sentence, values);
}

/// spdlog's way there.
class Sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
    explicit Sink(StandardError& end) : end_(end) {}

private:
    void sink_it_(const spdlog::details::log_msg& line) override {
        end_.put({line.payload.data(), line.payload.size()});
    }

    void flush_() override {}

    StandardError& end_;
};

struct Output {
    std::atomic<bool> as_json = false;
    StandardError standard_error{[this](std::uint64_t lines) {
        return line_of(
            as_json,
            Level::warning,
            "lines of this log were dropped: it was not written as fast as they came",
            {{"lines", static_cast<std::int64_t>(lines)}}
        );
    }};
    std::shared_ptr<Sink> sink = std::make_shared<Sink>(standard_error);
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("chancery", sink);
    /// None while whoever logs writes the line.
    std::shared_ptr<spdlog::details::thread_pool> background;
    std::atomic<std::uint64_t> given = 0; ///< Also before there was a background: all are written.
};

/// A process has one log. It is the only state of this program that is reached without being
/// passed. Never destroyed: a thread may be writing when the process ends.
Output& output() {
    static auto* const output = new Output;
    return *output;
}

void wait_until_written() {
    auto& out = output();
    out.standard_error.wait_for(
        [&] { return out.given - out.background->overrun_counter(); }, patience_at_exit
    );
}

} // namespace

void open(Level least, Form form) {
    output().as_json = form == Form::json || (form == Form::automatic && !isatty(STDERR_FILENO));
    output().logger->set_level(to_spdlog(least));
}

void write_in_background() {
    auto& out = output();
    ensure(!out.background, "the log goes to the background once");
    out.background = std::make_shared<spdlog::details::thread_pool>(most_waiting, 1U);
    out.standard_error.count_too([&out] { return out.background->overrun_counter(); });
    const auto level = out.logger->level();
    out.logger = std::make_shared<spdlog::async_logger>(
        "chancery", out.sink, out.background, spdlog::async_overflow_policy::overrun_oldest
    );
    out.logger->set_level(level);
    std::atexit(wait_until_written);
    std::at_quick_exit(wait_until_written);
}

std::uint64_t dropped() {
    return output().standard_error.dropped();
}

void write(Level level, std::string_view sentence, const json::Object& values) {
    auto& out = output();
    const auto severity = to_spdlog(level);
    if (!out.logger->should_log(severity)) return;
    ++out.given;
    out.logger->log(severity, spdlog::string_view_t(line_of(out.as_json, level, sentence, values)));
}

} // namespace chancery::log
