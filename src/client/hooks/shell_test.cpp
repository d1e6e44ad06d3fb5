// SPDX-License-Identifier: Apache-2.0
#include "client/client_for_tests.hpp"
#include "client/hooks/shell.hpp"
#include "client/lineage/descriptor.hpp"
#include "client/lineage/files.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>

namespace chancery::client {

namespace {

using testing::TestDirectory;

TEST(Shell, gives_what_a_command_said_and_how_it_ended) {
    const auto outcome = run_shell("echo out; echo err >&2; exit 3", {});
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.output, "out\n");
    EXPECT_EQ(outcome.errors, "err\n");
    EXPECT_EQ(run_shell("kill -TERM $$", {}).code, 128 + SIGTERM);
    EXPECT_EQ(run_shell("/no/such/program", {}).code, 127);
}

TEST(Shell, erases_nothing_that_a_command_wrote_before_through_the_files_of_dev) {
    for (const std::string sign : {">", ">>"}) {
        const auto outcome = run_shell(
            "echo one; echo two " + sign + " /dev/stdout; echo three; echo four >&2; echo five " +
                sign + " /dev/stderr; echo six >&2",
            {}
        );
        EXPECT_EQ(outcome.output, "one\ntwo\nthree\n");
        EXPECT_EQ(outcome.errors, "four\nfive\nsix\n");
    }
}

TEST(Shell, gives_a_command_no_descriptor_but_its_input_and_outputs) {
    const Descriptor ours(open("/dev/null", O_RDONLY)); // Not closed by exec itself.
    ASSERT_GE(ours.get(), 3);
    const Descriptor high(fcntl(ours.get(), F_DUPFD, 200));
    ASSERT_GE(high.get(), 200);
    // The one of `ls` itself is the directory that it reads.
    EXPECT_EQ(run_shell("ls /proc/self/fd", {}).output, "0\n1\n2\n3\n");
    EXPECT_EQ(run_shell("test -e /proc/self/fd/200", {}).code, 1);
}

TEST(Shell, gives_a_command_nothing_to_read) {
    EXPECT_EQ(run_shell("cat; echo end", {}).output, "end\n");
}

TEST(Shell, sets_variables_in_place_of_those_there_are_and_takes_the_hmac_key_away) {
    setenv("CHANCERY_EAB_HMAC_KEY", "secret", 1);
    setenv("RENEWED_DOMAINS", "of before", 1);
    const auto outcome = run_shell("env", {{"RENEWED_DOMAINS", "a.example b.example"}});
    unsetenv("CHANCERY_EAB_HMAC_KEY");
    unsetenv("RENEWED_DOMAINS");
    EXPECT_EQ(outcome.output.find("secret"), std::string::npos);
    EXPECT_EQ(outcome.output.find("of before"), std::string::npos);
    EXPECT_NE(outcome.output.find("RENEWED_DOMAINS=a.example b.example\n"), std::string::npos);
}

TEST(Shell, returns_although_a_command_left_something_behind_that_holds_its_output_open) {
    const TestDirectory test;
    const auto go_on = test.path() + "/go-on";
    const auto done = test.path() + "/done";
    const auto outcome = run_shell(
        "mkfifo " + go_on + " " + done + "; echo first; (read line < " + go_on +
            "; echo second; echo third >&2; echo alive > " + done + ") &",
        {}
    );
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.output, "first\n");
    // It may go on to write: nothing kills it.
    EXPECT_EQ(run_shell("echo > " + go_on + "; timeout 60 cat " + done, {}).output, "alive\n");
}

TEST(Shell, cuts_what_is_too_long_and_lets_the_command_end) {
    const auto outcome = run_shell("yes 12345678901234567890 | head -c 1000000; echo e >&2", {});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.output.size(), 64U * 1024);
    EXPECT_EQ(outcome.errors, "e\n");
}

TEST(Shell, lets_a_broken_pipe_end_a_command_although_this_program_ignores_it) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(run_shell("yes | head -n 1", {}).output, "y\n");
    std::signal(SIGPIPE, before);
}

TEST(FindProgram, looks_in_the_path_and_where_cron_does_not) {
    const TestDirectory test;
    const auto path = test.path();
    files::write_new(path + "/tool", "#!/bin/sh\n", 0755);
    files::write_new(path + "/notes", "text", 0644);
    const std::string before = std::getenv("PATH");
    setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(find_program("tool"), Runnable::yes);
    EXPECT_EQ(find_program("notes"), Runnable::not_found);
    EXPECT_EQ(find_program(path + "/notes"), Runnable::not_executable);
    EXPECT_EQ(find_program(path), Runnable::not_executable) << "a directory";
    EXPECT_EQ(find_program(path + "/nothing"), Runnable::not_found);
    EXPECT_EQ(search_path(), path + ":/usr/sbin:/usr/local/bin:/usr/local/sbin");
    EXPECT_EQ(run_shell("echo $PATH", {}).output, search_path() + "\n");
    setenv("PATH", "/usr/sbin:/usr/bin:/usr/local/bin:/bin:/usr/local/sbin", 1);
    EXPECT_EQ(search_path(), "/usr/sbin:/usr/bin:/usr/local/bin:/bin:/usr/local/sbin");
    setenv("PATH", before.c_str(), 1);
}

} // namespace

} // namespace chancery::client
