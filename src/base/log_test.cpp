// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace chancery::log {

namespace {

/// Standard error goes elsewhere as long as this lives.
class Redirected {
public:
    explicit Redirected(int descriptor) : before_(::dup(STDERR_FILENO)) {
        ::dup2(descriptor, STDERR_FILENO);
    }

    ~Redirected() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
    }

    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

private:
    int before_;
};

class Pipe {
public:
    Pipe() { EXPECT_EQ(::pipe(ends_), 0); }

    ~Pipe() {
        ::close(ends_[0]);
        close_input();
    }

    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    int input() const { return ends_[1]; }

    void close_input() {
        if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
    }

    /// Up to the end, which comes when nobody can write any more.
    std::string read_all() {
        close_input();
        std::string text;
        char piece[65536];
        for (ssize_t size = 0; (size = ::read(ends_[0], piece, sizeof piece)) > 0;)
            text.append(piece, static_cast<std::size_t>(size));
        return text;
    }

private:
    int ends_[2] = {-1, -1};
};

/// What is logged at once.
std::string logged(Form form, const std::function<void()>& log) {
    open(Level::info, form);
    Pipe pipe;
    {
        const Redirected redirected(pipe.input());
        log();
    }
    return pipe.read_all();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

TEST(Log, is_a_line_an_event_in_either_form) {
    const auto log = [] { warning("it happened", {{"what", "a thing"}, {"times", 3}}); };
    const auto text = logged(Form::text, log);
    EXPECT_TRUE(text.ends_with("Z warning: it happened  what=a thing  times=3\n")) << text;
    const auto json = json::parse(logged(Form::json, log));
    EXPECT_EQ(*json.find("level"), json::Value("warning"));
    EXPECT_EQ(*json.find("message"), json::Value("it happened"));
    EXPECT_EQ(*json.find("times"), json::Value(3));
}

TEST(Log, leaves_out_what_is_below_its_level) {
    EXPECT_EQ(logged(Form::text, [] { debug("nothing"); }), "");
}

TEST(Log, stays_one_short_line_whatever_a_stranger_sent) {
    const std::string long_text(1'000'000, 'x');
    const std::string hostile = "a\nb\r\x1b[2J" + std::string(1, '\0') + "\xff" + long_text;
    json::Array many(100'000, "x");
    for (const auto form : {Form::text, Form::json}) {
        const auto line = logged(form, [&] {
            info(hostile, {{"value", hostile}, {"nested", json::Object{{"list", many}}}});
        });
        EXPECT_LT(line.size(), 2500u);
        EXPECT_EQ(lines_of(line).size(), 1u);
        EXPECT_EQ(line.find_first_of(std::string_view("\r\x1b\0", 3)), std::string::npos);
        // Escaped, so that whoever reads it knows what was sent.
        for (const auto* shown : {"\\u000ab", "\\u000d", "\\u001b[2J", "\\u0000?xxx"})
            EXPECT_NE(line.find(shown), std::string::npos) << shown;
        if (form == Form::json) {
            EXPECT_NO_THROW(json::parse(line));
        }
    }
}

TEST(Log, counts_and_later_tells_what_could_not_be_written) {
    open(Level::info, Form::text);
    const auto before = dropped();
    {
        const int full = ::open("/dev/full", O_WRONLY);
        const Redirected redirected(full);
        info("one");
        info("two");
        ::close(full);
    }
    EXPECT_EQ(dropped(), before + 2);
    const auto text = logged(Form::text, [] { info("three"); });
    const auto lines = lines_of(text);
    ASSERT_EQ(lines.size(), 2u) << text;
    EXPECT_NE(lines[0].find("lines of this log were dropped"), std::string::npos);
    EXPECT_TRUE(lines[0].ends_with("lines=2"));
    EXPECT_TRUE(lines[1].ends_with("three"));
    EXPECT_EQ(lines_of(logged(Form::text, [] { info("four"); })).size(), 1u);
}

/// A process of its own, whose standard error this is, that logs in the background.
pid_t process(int standard_error, const std::function<void()>& run) {
    const auto child = ::fork();
    if (child != 0) return child;
    ::dup2(standard_error, STDERR_FILENO);
    ::close(standard_error);
    open(Level::info, Form::text);
    write_in_background();
    run();
    std::exit(0);
}

int status_of(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return status;
}

TEST(LogInTheBackground, writes_all_before_the_process_ends) {
    Pipe pipe;
    const auto child = process(pipe.input(), [] {
        for (int i = 0; i < 1000; ++i)
            info("line", {{"number", i}});
    });
    const auto lines = lines_of(pipe.read_all());
    EXPECT_EQ(status_of(child), 0);
    ASSERT_EQ(lines.size(), 1000u);
    EXPECT_TRUE(lines.back().ends_with("number=999"));
}

TEST(LogInTheBackground, blocks_nobody_while_its_reader_stalls_and_drops_the_oldest_lines) {
    constexpr std::uint64_t given = 20'000;
    Pipe pipe;
    Pipe told;
    const auto child = process(pipe.input(), [&] {
        const auto before = dropped();
        for (std::uint64_t i = 0; i < given; ++i)
            info("line", {{"number", static_cast<std::int64_t>(i)}});
        const auto count = dropped() - before;
        EXPECT_EQ(::write(told.input(), &count, sizeof count), ssize_t{sizeof count});
        told.close_input();
    });
    // Only now, when all was logged, does anybody read.
    const auto answer = told.read_all();
    std::uint64_t lost = 0;
    ASSERT_EQ(answer.size(), sizeof lost);
    std::memcpy(&lost, answer.data(), sizeof lost);
    EXPECT_GT(lost, 10'000u);
    std::uint64_t lines = 0;
    std::uint64_t missing = 0;
    const auto all = lines_of(pipe.read_all());
    EXPECT_EQ(status_of(child), 0);
    for (const auto& line : all) {
        const auto note = line.find("  lines=");
        if (note == line.npos)
            ++lines;
        else
            missing += std::stoull(line.substr(note + 8));
    }
    EXPECT_EQ(missing, lost);
    EXPECT_EQ(lines + missing, given);
    EXPECT_TRUE(all.back().ends_with("number=19999"));
}

TEST(LogInTheBackground, does_not_keep_a_process_from_ending_whose_reader_never_reads) {
    Pipe pipe;
    const auto child = process(pipe.input(), [] {
        for (int i = 0; i < 20'000; ++i)
            info("line");
    });
    EXPECT_EQ(status_of(child), 0); // and nobody read anything
}

} // namespace

} // namespace chancery::log
