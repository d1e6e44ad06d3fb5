// SPDX-License-Identifier: Apache-2.0
// When hooks run, and what becomes of those that fail.
#include "acme_client/acme_client_for_tests.hpp"
#include "client/client_for_tests.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace chancery::client {

namespace {

using acme_client::testing::AcmeServer;
using testing::Ran;
using testing::run_client;
using testing::TestDirectory;
using namespace std::chrono_literals;

using Words = std::vector<std::string>;

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class RenewHooks : public ::testing::Test {
protected:
    std::string path(const std::string& name) const { return test.path() + "/" + name; }

    /// Appends a word to the file "said".
    std::string say(const std::string& word) const {
        return "echo " + word + " >> " + path("said");
    }

    std::string said() const { return files::find(path("said")).value_or(""); }

    void forget() const { files::remove_all(path("said")); }

    Ran certonly(const std::string& name, Words more = {}) {
        Words words{
            "certonly",
            "--standalone",
            "-n",
            "--agree-tos",
            "--server",
            server.directory_url(),
            "--domain",
            name};
        words.insert(words.end(), more.begin(), more.end());
        return run_client(test, words, now);
    }

    Ran renew(Words more = {}) {
        Words words{"renew"};
        words.insert(words.end(), more.begin(), more.end());
        return run_client(test, words, now);
    }

    Words hooks() const {
        return {
            "--pre-hook", say("pre"), "--deploy-hook", say("deploy"), "--post-hook", say("post")};
    }

    /// A script that fails as long as the file "broken" exists.
    std::string script_that_may_fail() const {
        const auto script = path("deploy.sh");
        if (!files::exists(script))
            files::write_new(
                script, "#!/bin/sh\n" + say("try") + "\n! test -e " + path("broken") + "\n", 0755
            );
        return script;
    }

    AcmeServer server{acme_client::testing::Plan{}};
    TestDirectory test;
    Time now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
};

TEST_F(RenewHooks, run_around_an_order) {
    EXPECT_EQ(certonly("a.example", hooks()).code, 0);
    EXPECT_EQ(said(), "pre\ndeploy\npost\n");
}

TEST_F(RenewHooks, run_for_nothing_where_nothing_is_ordered) {
    ASSERT_EQ(certonly("a.example", hooks()).code, 0);
    forget();
    const auto ran = renew(hooks());
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(says(ran.out, "No hooks were run.")) << ran.out;
    EXPECT_EQ(certonly("a.example", hooks()).code, 0);
    EXPECT_EQ(said(), "");
}

TEST_F(RenewHooks, run_for_nothing_where_the_server_is_not_reached) {
    ASSERT_EQ(certonly("a.example").code, 0);
    Words words = hooks();
    words.insert(words.end(), {"--force-renewal", "--server", "http://127.0.0.1:1/directory"});
    EXPECT_EQ(renew(words).code, 1);
    EXPECT_EQ(certonly("b.example", words).code, 1);
    EXPECT_EQ(said(), "");
}

TEST_F(RenewHooks, run_for_nothing_where_the_order_cannot_be_made) {
    ASSERT_EQ(certonly("a.example").code, 0);
    for (const Words& wrong :
         {Words{"--required-profile", "none-such"}, Words{"--reuse-key", "--key-type", "rsa"}}) {
        auto words = hooks();
        words.insert(words.end(), wrong.begin(), wrong.end());
        words.insert(words.end(), {"--force-renewal"});
        EXPECT_EQ(renew(words).code, 1);
        EXPECT_EQ(said(), "") << wrong.front();
    }
}

TEST_F(RenewHooks, after_run_although_the_order_was_refused) {
    server.plan().refusal = "the office says no";
    EXPECT_EQ(certonly("a.example", hooks()).code, 1);
    EXPECT_EQ(said(), "pre\npost\n");
}

TEST_F(RenewHooks, that_cannot_be_found_are_refused_before_anybody_is_asked) {
    files::write_new(path("notes"), "text", 0644);
    for (const auto& [option, moment] : std::vector<std::pair<std::string, std::string>>{
             {"--pre-hook", "pre"},
             {"--post-hook", "post"},
             {"--deploy-hook", "deploy"},
             {"--renew-hook", "deploy"}}) {
        const auto absent = certonly("a.example", {option, "no-such-program --now"});
        EXPECT_EQ(absent.code, 1);
        EXPECT_TRUE(says(
            absent.err, "Unable to find " + moment + "-hook command no-such-program in the PATH."
        )) << absent.err;
        EXPECT_TRUE(says(absent.err, "--disable-hook-validation")) << absent.err;
        const auto notes = certonly("a.example", {option, path("notes")});
        EXPECT_TRUE(says(notes.err, "exists, but is not executable.")) << notes.err;
    }
    EXPECT_EQ(server.accounts(), 0U);
    const auto ran = certonly(
        "a.example",
        {"--disable-hook-validation", "--pre-hook", "if true; then " + say("pre") + "; fi"}
    );
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(said(), "pre\n");
    // A word of the shell in a renewal file is taken once and for all.
    EXPECT_EQ(renew({"--force-renewal"}).code, 0);
}

TEST_F(RenewHooks, of_a_renewal_file_whose_script_is_gone_are_refused_before_the_order) {
    const auto script = script_that_may_fail();
    ASSERT_EQ(certonly("a.example", {"--post-hook", script, "--pre-hook", say("pre")}).code, 0);
    files::remove_all(script);
    forget();
    const auto ran = renew({"--force-renewal"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(says(ran.err, "Unable to find post-hook command " + script)) << ran.err;
    EXPECT_EQ(said(), "");
    EXPECT_EQ(server.orders(), 1);
    EXPECT_EQ(renew({"--force-renewal", "--disable-hook-validation"}).code, 0);
}

TEST_F(RenewHooks, that_deploy_and_fail_make_the_exit_code_1_and_run_again_until_they_succeed) {
    const Words hook{"--deploy-hook", script_that_may_fail()};
    ASSERT_EQ(certonly("a.example", hook).code, 0);
    files::write_new(path("broken"), "", 0644);
    forget();
    const auto failed = renew({"--force-renewal"});
    EXPECT_EQ(failed.code, 1);
    EXPECT_TRUE(says(failed.out, "Congratulations, all renewals succeeded")) << failed.out;
    EXPECT_TRUE(says(failed.err, "fullchain.pem (deployfail)")) << failed.err;
    EXPECT_TRUE(says(failed.err, "0 renew failure(s), 0 parse failure(s), 1 deploy failure(s)"));
    EXPECT_EQ(said(), "try\n");

    EXPECT_EQ(renew().code, 1) << "still broken";
    files::remove_all(path("broken"));
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(said(), "try\ntry\ntry\n");
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(said(), "try\ntry\ntry\n") << "no more after it succeeded";
    EXPECT_EQ(server.orders(), 2) << "nothing was ordered for it";
}

TEST_F(RenewHooks, that_deploy_and_fail_in_certonly_run_again_too) {
    files::write_new(path("broken"), "", 0644);
    const auto failed = certonly("a.example", {"--deploy-hook", script_that_may_fail()});
    EXPECT_EQ(failed.code, 1);
    EXPECT_TRUE(says(failed.out, "Successfully received certificate.")) << failed.out;
    EXPECT_TRUE(says(failed.err, "a deploy hook failed")) << failed.err;
    EXPECT_EQ(certonly("a.example").code, 1);
    files::remove_all(path("broken"));
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(said(), "try\ntry\ntry\n");
}

TEST_F(RenewHooks, that_succeeded_are_not_run_again_with_one_that_failed) {
    ASSERT_EQ(certonly("a.example", {"--deploy-hook", script_that_may_fail()}).code, 0);
    const auto directory = test.directories().hooks("deploy");
    files::write_new(directory + "/good", "#!/bin/sh\n" + say("good") + "\n", 0755);
    files::write_new(path("broken"), "", 0644);
    forget();
    EXPECT_EQ(renew({"--force-renewal"}).code, 1);
    files::remove_all(path("broken"));
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(said(), "good\ntry\ntry\n");
}

/// Runs whose commands do not have the one that failed.
TEST_F(RenewHooks, that_failed_are_owed_until_they_succeed_whatever_else_is_run) {
    const auto directory = test.directories().hooks("deploy");
    files::make_directory(directory, 0755);
    files::write_new(
        directory + "/may-fail",
        "#!/bin/sh\n" + say("directory") + "\n! test -e " + path("broken") + "\n",
        0755
    );
    files::write_new(path("broken"), "", 0644);
    EXPECT_EQ(certonly("a.example", {"--deploy-hook", script_that_may_fail()}).code, 1);
    EXPECT_EQ(said(), "directory\ntry\n");
    forget();
    files::remove_all(path("broken"));

    const auto other = renew({"--no-directory-hooks", "--deploy-hook", say("other")});
    EXPECT_EQ(other.code, 1) << "two are owed";
    EXPECT_FALSE(says(other.out, "No hooks were run.")) << other.out;
    EXPECT_EQ(renew({"--no-directory-hooks"}).code, 1) << "one is owed";
    EXPECT_EQ(said(), "other\ntry\n");
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(said(), "other\ntry\ndirectory\n");
}

TEST_F(RenewHooks, that_failed_and_are_configured_nowhere_any_more_are_owed_no_longer) {
    files::write_new(path("broken"), "", 0644);
    EXPECT_EQ(certonly("a.example", {"--deploy-hook", script_that_may_fail()}).code, 1);
    const auto file = test.directories().renewal_file("a.example");
    auto text = files::read(file);
    const auto begin = text.find("renew_hook");
    ASSERT_NE(begin, text.npos);
    text.erase(begin, text.find('\n', begin) + 1 - begin);
    files::replace(file, text, 0644);
    EXPECT_EQ(renew().code, 0);
    EXPECT_FALSE(says(files::read(file), "[chancery]")) << files::read(file);
}

TEST_F(RenewHooks, that_were_never_run_because_of_a_crash_run_at_the_next_run) {
    ASSERT_EQ(certonly("a.example", {"--deploy-hook", script_that_may_fail()}).code, 0);
    forget();
    // As add_version leaves it: the note is written with the version.
    const auto file = test.directories().renewal_file("a.example");
    files::replace(file, files::read(file) + "\n[chancery]\ndeploying = 1\n", 0644);
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(said(), "try\n");
    EXPECT_FALSE(says(files::read(file), "[chancery]")) << files::read(file);
}

TEST_F(RenewHooks, of_a_version_that_is_not_the_newest_are_not_run) {
    ASSERT_EQ(certonly("a.example", {"--deploy-hook", script_that_may_fail()}).code, 0);
    const auto file = test.directories().renewal_file("a.example");
    files::replace(file, files::read(file) + "\n[chancery]\ndeploying = 7\n", 0644);
    forget();
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(said(), "");
}

TEST_F(RenewHooks, leave_the_renewal_file_as_it_was_but_for_what_is_to_be_kept) {
    ASSERT_EQ(certonly("a.example", {"--deploy-hook", "true"}).code, 0);
    const auto file = test.directories().renewal_file("a.example");
    const auto before = files::read(file);
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(renew({"--force-renewal"}).code, 0);
    EXPECT_EQ(files::read(file), before);
}

TEST_F(RenewHooks, after_run_and_the_present_lineage_is_finished_when_a_signal_comes) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        const TestDirectory fresh;
        AcmeServer own{acme_client::testing::Plan{}};
        const auto word = std::to_string(signal);
        for (const auto* name : {"a.example", "b.example"})
            ASSERT_EQ(
                run_client(
                    fresh,
                    {"certonly",
                     "--standalone",
                     "-n",
                     "--agree-tos",
                     "--server",
                     own.directory_url(),
                     "--domain",
                     name},
                    now
                )
                    .code,
                0
            );
        forget();
        const auto ran = run_client(
            fresh,
            {"renew",
             "--force-renewal",
             "--pre-hook",
             "kill -" + word + " " + std::to_string(getpid()),
             "--disable-hook-validation",
             "--deploy-hook",
             say("deploy"),
             "--post-hook",
             say("post")},
            now
        );
        EXPECT_EQ(ran.code, 1);
        EXPECT_TRUE(says(ran.err, "stopped by a signal before 1 renewal file(s)")) << ran.err;
        EXPECT_EQ(said(), "deploy\npost\n") << signal;
        EXPECT_EQ(own.orders(), 3);
    }
}

TEST_F(RenewHooks, after_run_when_a_signal_comes_in_certonly) {
    const auto kill = "kill -TERM " + std::to_string(getpid());
    const auto ran = certonly(
        "a.example", {"--pre-hook", kill, "--disable-hook-validation", "--post-hook", say("post")}
    );
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(said(), "post\n");
}

} // namespace

} // namespace chancery::client
