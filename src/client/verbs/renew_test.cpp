// SPDX-License-Identifier: Apache-2.0
#include "acme_client/acme_client_for_tests.hpp"
#include "client/client_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::client {

namespace {

using acme_client::testing::AcmeServer;
using testing::run_client;
using testing::TestDirectory;
using namespace std::chrono_literals;

using Words = std::vector<std::string>;

Time clock_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Lineages a.example and b.example.
class RenewTwo : public ::testing::Test {
protected:
    void SetUp() override {
        for (const auto* name : {"a.example", "b.example"}) {
            const auto made = run_client(
                test,
                {"certonly",
                 "--standalone",
                 "-n",
                 "--agree-tos",
                 "--email",
                 "a@a.example",
                 "--server",
                 server.directory_url(),
                 "--domain",
                 name},
                now
            );
            ASSERT_EQ(made.code, 0) << made.err;
        }
    }

    std::string full_chain(const std::string& name) const {
        return test.directories().live() + "/" + name + "/fullchain.pem";
    }

    AcmeServer server{acme_client::testing::Plan{}};
    TestDirectory test;
    Time now = clock_now();
};

TEST_F(RenewTwo, lists_what_is_not_due_with_its_expiry) {
    const auto ran = run_client(test, {"renew"}, now);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(says(ran.out, "Processing " + test.directories().renewal_file("a.example")));
    EXPECT_TRUE(says(ran.out, "Certificate not yet due for renewal\n"));
    EXPECT_TRUE(says(
        ran.out,
        "The following certificates are not due for renewal yet:\n  " + full_chain("a.example") +
            " expires on "
    )) << ran.out;
    EXPECT_TRUE(says(ran.out, " (skipped)\nNo renewals were attempted.\n")) << ran.out;
}

TEST_F(RenewTwo, lists_what_succeeded) {
    const auto ran = run_client(test, {"renew", "--force-renewal"}, now);
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(says(
        ran.out,
        "Congratulations, all renewals succeeded: \n  " + full_chain("a.example") +
            " (success)\n  " + full_chain("b.example") + " (success)\n"
    )) << ran.out;
}

TEST_F(RenewTwo, says_that_all_failed_and_why) {
    server.plan().refusal = "the office says no";
    const auto ran = run_client(test, {"renew", "--force-renewal"}, now);
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(says(ran.err, "Failed to renew certificate a.example with error: ")) << ran.err;
    EXPECT_TRUE(says(ran.err, "the office says no")) << ran.err;
    EXPECT_TRUE(says(
        ran.err,
        "All renewals failed. The following certificates could not be renewed:\n  " +
            full_chain("a.example") + " (failure)\n  " + full_chain("b.example") + " (failure)\n"
    )) << ran.err;
    EXPECT_TRUE(says(ran.err, "2 renew failure(s), 0 parse failure(s)")) << ran.err;
}

TEST_F(RenewTwo, tells_apart_what_succeeded_and_what_failed) {
    const auto file = test.directories().renewal_file("b.example");
    auto text = files::read(file);
    text.replace(text.find("http://127"), 10, "nonsense:8");
    files::replace(file, text, 0644);
    const auto ran = run_client(test, {"renew", "--force-renewal"}, now);
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(says(
        ran.out, "The following renewals succeeded:\n  " + full_chain("a.example") + " (success)\n"
    )) << ran.out;
    EXPECT_TRUE(says(
        ran.err, "The following renewals failed:\n  " + full_chain("b.example") + " (failure)\n"
    )) << ran.err;
    EXPECT_TRUE(says(ran.err, "1 renew failure(s), 0 parse failure(s)")) << ran.err;
}

TEST_F(RenewTwo, refuses_what_it_cannot_choose_by) {
    struct Row {
        Words words;
        const char* says;
    };

    const Row rows[] = {
        {{"-d", "a.example"}, "Currently, the renew verb is capable of either renewing all"},
        {{"--cert-name", "c.example"}, "No certificate found with name c.example (expected "},
    };
    for (const auto& [more, expected] : rows) {
        Words words{"renew"};
        words.insert(words.end(), more.begin(), more.end());
        const auto ran = run_client(test, words, now);
        EXPECT_EQ(ran.code, 1) << expected;
        EXPECT_TRUE(says(ran.err, expected)) << ran.err;
    }
    EXPECT_EQ(server.orders(), 2);
}

TEST_F(RenewTwo, passes_over_what_names_no_authenticator) {
    const auto file = test.directories().renewal_file("b.example");
    auto text = files::read(file);
    const auto line = text.find("authenticator");
    text.erase(line, text.find('\n', line) + 1 - line);
    files::replace(file, text, 0644);
    const auto ran = run_client(test, {"renew"}, now);
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(says(ran.err, file + " does not specify an authenticator. Skipping.")) << ran.err;
    EXPECT_TRUE(says(
        ran.out,
        "\nAdditionally, the following renewal configurations were invalid: \n  " + file +
            " (parsefail)\n"
    )) << ran.out;
    EXPECT_TRUE(says(ran.err, "0 renew failure(s), 1 parse failure(s)")) << ran.err;
}

} // namespace

} // namespace chancery::client
