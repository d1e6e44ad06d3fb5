// SPDX-License-Identifier: Apache-2.0
// When renew renews: the CA is asked (RFC 9773), and where it says nothing the lifetime decides.
#include "acme_client/acme_client_for_tests.hpp"
#include "client/client_for_tests.hpp"

#include <gtest/gtest.h>

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

std::string window(Time start, Time end, const std::string& more = "") {
    return R"({"suggestedWindow":{"start":")" + to_rfc3339(start) + R"(","end":")" +
           to_rfc3339(end) + "\"}" + more + "}";
}

class RenewWhen : public ::testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(certonly().code, 0); }

    Ran certonly(Words more = {}) {
        Words words{
            "certonly",
            "--standalone",
            "-n",
            "--agree-tos",
            "--server",
            server.directory_url(),
            "--domain",
            "a.example"};
        words.insert(words.end(), more.begin(), more.end());
        return run_client(test, words, now);
    }

    Ran renew(Words more = {}, std::chrono::hours later = 0h) {
        Words words{"renew"};
        words.insert(words.end(), more.begin(), more.end());
        return run_client(test, words, now + later);
    }

    void add_setting(const std::string& line) {
        const auto file = test.directories().renewal_file("a.example");
        files::replace(file, line + "\n" + files::read(file), 0644);
    }

    AcmeServer server{acme_client::testing::Plan{.gives_renewal_info = true}};
    TestDirectory test;
    Time now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
};

TEST_F(RenewWhen, renews_in_the_past_window_of_the_ca_and_not_before_it) {
    server.plan().renewal_info = window(now + 1h, now + 2h);
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(server.orders(), 1);
    server.plan().renewal_info = window(now - 2h, now - 1h);
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(server.orders(), 2);
}

TEST_F(RenewWhen, asks_at_every_run_so_that_a_change_of_mind_is_seen_at_the_next) {
    server.plan().renewal_info = window(now + 1h, now + 2h);
    renew();
    renew();
    EXPECT_EQ(server.looks().size(), 2U);
    EXPECT_EQ(server.looks().front(), server.looks().back());
}

TEST_F(RenewWhen, waits_for_the_window_although_little_of_the_lifetime_is_left) {
    server.plan().renewal_info = window(now + 90 * 24h - 2h, now + 90 * 24h - 1h);
    EXPECT_EQ(renew({}, 80 * 24h).code, 0);
    EXPECT_EQ(server.orders(), 1);
}

TEST_F(RenewWhen, renews_also_by_renew_before_expiry_of_the_lineage) {
    server.plan().renewal_info = window(now + 200 * 24h, now + 201 * 24h);
    add_setting("renew_before_expiry = 60 days");
    renew({}, 20 * 24h);
    EXPECT_EQ(server.orders(), 1);
    renew({}, 31 * 24h);
    EXPECT_EQ(server.orders(), 2);
}

TEST_F(RenewWhen, goes_by_the_lifetime_where_the_ca_says_nothing_that_can_be_used) {
    struct Case {
        const char* reason;
        bool gives_any;
        std::string answer;
    };

    for (const auto& [reason, gives_any, answer] : {
             Case{"no renewalInfo in the directory", false, ""},
             Case{"not known", true, ""},
             Case{"no JSON", true, "soon"},
             Case{"a window without length", true, window(now, now)},
         }) {
        server.plan().gives_renewal_info = gives_any;
        server.plan().renewal_info = answer;
        const auto before = server.orders();
        EXPECT_EQ(renew().code, 0) << reason;
        EXPECT_EQ(server.orders(), before) << reason;
        EXPECT_EQ(renew({}, 61 * 24h).code, 0) << reason;
        EXPECT_EQ(server.orders(), before + 1) << reason;
    }
}

TEST_F(RenewWhen, asks_nobody_about_a_certificate_that_has_expired) {
    server.plan().renewal_info = window(now + 1000 * 24h, now + 1001 * 24h);
    renew({}, 91 * 24h);
    EXPECT_TRUE(server.looks().empty());
    EXPECT_EQ(server.orders(), 2);
}

TEST_F(RenewWhen, does_not_ask_for_what_is_not_renewed_by_itself) {
    const auto file = test.directories().renewal_file("a.example");
    const auto text = files::read(file);
    server.plan().renewal_info = window(now - 2h, now - 1h);
    for (const auto* word : {"False", "no", "off", "0", "NO"}) {
        files::replace(file, text + "autorenew = " + word + "\n", 0644);
        EXPECT_EQ(renew().code, 0) << word;
        EXPECT_EQ(server.orders(), 1) << word;
    }
    files::replace(file, text + "autorenew = perhaps\n", 0644);
    EXPECT_TRUE(says(renew().err, "autorenew"));
    EXPECT_EQ(server.orders(), 1);
    int orders = 1;
    for (const auto* word : {"True", "yes", "on", "1"}) {
        files::replace(file, text + "autorenew = " + word + "\n", 0644);
        EXPECT_EQ(renew().code, 0) << word;
        EXPECT_EQ(server.orders(), ++orders) << word;
    }
}

TEST_F(RenewWhen, says_where_the_ca_explains_why) {
    server.plan().renewal_info =
        window(now - 2h, now - 1h, R"(,"explanationURL":"https://pki.example/why")");
    EXPECT_TRUE(says(renew().out, "https://pki.example/why"));
}

TEST_F(RenewWhen, says_once_that_a_server_cannot_be_asked_and_goes_by_the_lifetime) {
    const auto file = test.directories().renewal_file("a.example");
    auto text = files::read(file);
    const auto url = server.directory_url();
    text.replace(text.find(url), url.size(), "http://127.0.0.1:1/directory");
    files::replace(file, text, 0644);
    const auto ran = renew();
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(says(ran.err, "Cannot ask http://127.0.0.1:1/directory when to renew")) << ran.err;
}

TEST_F(RenewWhen, certonly_asks_too) {
    server.plan().renewal_info = window(now + 1h, now + 2h);
    EXPECT_TRUE(says(certonly().out, "not yet due"));
    server.plan().renewal_info = window(now - 2h, now - 1h);
    EXPECT_TRUE(says(certonly().out, "Successfully received certificate."));
}

TEST_F(RenewWhen, names_the_certificate_that_it_replaces) {
    EXPECT_FALSE(json::Reader(server.last_order()).find("replaces")) << "the first replaces none";
    server.plan().renewal_info = window(now - 2h, now - 1h);
    renew();
    const auto replaces = json::Reader(server.last_order()).at("replaces").string();
    EXPECT_EQ("/renewal-info/" + replaces, server.looks().back());
}

TEST_F(RenewWhen, orders_without_replaces_where_the_server_does_not_take_it) {
    server.plan().refuses_replaces = true;
    EXPECT_EQ(renew({"--force-renewal"}).code, 0);
    EXPECT_EQ(server.orders(), 2);
    server.plan().gives_renewal_info = false;
    EXPECT_EQ(renew({"--force-renewal"}).code, 0) << "not named to a server that does not know it";
}

TEST_F(RenewWhen, keeps_five_old_versions_and_what_a_link_points_at) {
    for (int i = 0; i < 6; ++i)
        ASSERT_EQ(renew({"--force-renewal"}).code, 0);
    const auto archive = test.directories().archive() + "/a.example/";
    for (const auto* item : {"cert", "chain", "fullchain", "privkey"}) {
        EXPECT_FALSE(files::exists(archive + item + "1.pem")) << item;
        for (int version = 2; version <= 7; ++version)
            EXPECT_TRUE(files::exists(archive + item + std::to_string(version) + ".pem")) << item;
    }
}

} // namespace

} // namespace chancery::client
