// SPDX-License-Identifier: Apache-2.0
#include "acme_client/acme_client_for_tests.hpp"
#include "client/client_for_tests.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace chancery::client {

namespace {

using acme_client::testing::AcmeServer;
using testing::run_client;
using testing::TestDirectory;
using namespace std::chrono_literals;

using Words = std::vector<std::string>;

constexpr auto frame =
    "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n";

std::string framed(const std::string& text) {
    return frame + text + "\n" + frame;
}

Time clock_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Lineages a.example and b.example, of 90 days.
class Certificates : public ::testing::Test {
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
                made_at
            );
            ASSERT_EQ(made.code, 0) << made.err;
        }
    }

    std::string listed(const Words& more, Time now) const {
        Words words{"certificates"};
        words.insert(words.end(), more.begin(), more.end());
        const auto ran = run_client(test, words, now);
        EXPECT_EQ(ran.code, 0) << ran.err;
        return ran.out;
    }

    AcmeServer server{acme_client::testing::Plan{}};
    TestDirectory test;
    Time made_at = clock_now();
};

TEST_F(Certificates, say_how_long_they_are_valid) {
    struct Row {
        std::chrono::seconds later;
        const char* says;
    };

    // Half an hour beside the hour: the certificate begins when the server made it.
    const Row rows[] = {
        {30min, "(VALID: 89 days)"},
        {88 * 24h + 30min, "(VALID: 1 day)"},
        {89 * 24h + 30min, "(VALID: 23 hour(s))"},
        {90 * 24h - 30min, "(VALID: 0 hour(s))"},
        {90 * 24h + 30min, "(INVALID: EXPIRED)"},
    };
    for (const auto& [later, expected] : rows) {
        const auto out = listed({"--cert-name", "a.example"}, made_at + later);
        EXPECT_TRUE(says(out, expected)) << expected << " in " << out;
    }
}

TEST_F(Certificates, of_a_staging_server_are_for_tests_and_may_be_expired_too) {
    const auto file = test.directories().renewal_file("a.example");
    auto text = files::read(file);
    text.replace(text.find("/acme/ov/"), 9, "/acme/staging/");
    files::replace(file, text, 0644);
    EXPECT_TRUE(says(listed({}, made_at), "(INVALID: TEST_CERT)"));
    EXPECT_TRUE(says(listed({}, made_at + 91 * 24h), "(INVALID: TEST_CERT, EXPIRED)"));
}

TEST_F(Certificates, are_chosen_by_lineage_and_by_name) {
    struct Row {
        Words words;
        const char* heading;
        bool a;
        bool b;
    };

    const Row rows[] = {
        {{}, "Found the following certs:\n", true, true},
        {{"--cert-name", "b.example"}, "Found the following matching certs:\n", false, true},
        {{"-d", "a.example"}, "Found the following matching certs:\n", true, false},
        {{"-d", "c.example"}, "Found the following matching certs:\n", false, false},
    };
    for (const auto& [words, heading, a, b] : rows) {
        const auto out = listed(words, made_at);
        EXPECT_TRUE(says(out, heading)) << out;
        EXPECT_EQ(says(out, "  Certificate Name: a.example\n    Serial Number: "), a) << out;
        EXPECT_EQ(says(out, "    Domains: b.example\n    Expiry Date: "), b) << out;
    }
}

TEST_F(Certificates, that_are_broken_are_named_and_the_others_listed) {
    const auto& directories = test.directories();
    const auto live = directories.live() + "/a.example/";
    files::replace(directories.archive() + "/a.example/fullchain1.pem", "nothing\n", 0644);
    const auto ran = run_client(test, {"certificates"}, made_at);
    EXPECT_EQ(ran.code, 0);
    const auto file = directories.renewal_file("a.example");
    EXPECT_TRUE(says(
        ran.err,
        "Renewal configuration file " + file +
            " produced an unexpected error: fullchain does not match cert + chain. Skipping."
    )) << ran.err;
    EXPECT_TRUE(says(ran.out, "Certificate Name: b.example")) << ran.out;
    EXPECT_TRUE(says(
        ran.out, "\nThe following renewal configurations were invalid:\n  " + file + "\n" + frame
    )) << ran.out;
}

TEST(CertificatesOfNobody, are_said_not_to_be_there) {
    const TestDirectory test;
    const auto ran = run_client(test, {"certificates"}, clock_now());
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(says(ran.out, framed("No certificates found."))) << ran.out;
}

} // namespace

} // namespace chancery::client
