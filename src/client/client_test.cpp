// SPDX-License-Identifier: Apache-2.0
#include "acme_client/acme_client_for_tests.hpp"
#include "client/client.hpp"
#include "client/client_for_tests.hpp"
#include "client/lineage/account_store.hpp"
#include "client/lineage/lock.hpp"
#include "client/settings/config_obj.hpp"
#include "net/http_client.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

namespace chancery::client {

namespace {

using acme_client::testing::AcmeServer;
using testing::Ran;
using testing::run_client;
using testing::TestDirectory;
using testing::tree;

using Words = std::vector<std::string>;

Time now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

Words certonly_words(const AcmeServer& server, const Words& more = {}) {
    Words words{
        "certonly",
        "--standalone",
        "-n",
        "--agree-tos",
        "--email",
        "a@campus.example",
        "--server",
        server.directory_url(),
        "--domain",
        "www.campus.example"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Certonly, gets_a_certificate_and_then_leaves_it_alone) {
    AcmeServer server({.eab_key_id = "-kid", .eab_hmac_key = "secret"});
    const TestDirectory test;
    const Words eab{"--eab-kid", "-kid", "--eab-hmac-key", "c2VjcmV0"};
    const auto first = run_client(test, certonly_words(server, eab), now());
    ASSERT_EQ(first.code, 0) << first.err;
    const auto live = test.directories().live() + "/www.campus.example";
    EXPECT_TRUE(says(first.out, "Requesting a certificate for www.campus.example"));
    EXPECT_TRUE(says(first.out, "Certificate is saved at: " + live + "/fullchain.pem"));
    EXPECT_TRUE(says(first.err, "Saving debug log to " + test.path() + "/log/letsencrypt.log"));

    const auto second = run_client(test, certonly_words(server, eab), now());
    EXPECT_EQ(second.code, 0);
    EXPECT_TRUE(says(second.out, "Certificate not yet due for renewal; no action taken."));
    EXPECT_EQ(server.orders(), 1);

    Words forced = eab;
    forced.push_back("--force-renewal");
    const auto third = run_client(test, certonly_words(server, forced), now());
    EXPECT_EQ(third.code, 0) << third.err;
    EXPECT_TRUE(says(third.out, "Renewing an existing certificate for www.campus.example"));
    EXPECT_TRUE(files::exists(test.directories().archive() + "/www.campus.example/cert2.pem"));
    EXPECT_EQ(server.accounts(), 1U);
    for (const auto& name : files::list(test.path() + "/log"))
        EXPECT_FALSE(says(files::read(test.path() + "/log/" + name), "c2VjcmV0")) << name;
}

TEST(Certonly, takes_the_account_of_the_credential_that_was_given) {
    AcmeServer server({.eab_key_id = "one", .eab_hmac_key = "secret"});
    const TestDirectory test;
    run_client(
        test, certonly_words(server, {"--eab-kid", "one", "--eab-hmac-key", "c2VjcmV0"}), now()
    );
    EXPECT_EQ(server.last_account(), "/account/1");
    server.plan().eab_key_id = "two";
    const Words two{"--eab-kid", "two", "--eab-hmac-key", "c2VjcmV0", "--force-renewal"};
    EXPECT_EQ(run_client(test, certonly_words(server, two), now()).code, 0);
    EXPECT_EQ(server.last_account(), "/account/2");
    // What renews afterwards is the account that the lineage was made with last.
    EXPECT_EQ(run_client(test, {"renew", "--force-renewal"}, now()).code, 0);
    EXPECT_EQ(server.last_account(), "/account/2");
}

TEST(Certonly, leaves_nothing_behind_when_it_fails) {
    AcmeServer server({.eab_key_id = "kid", .eab_hmac_key = "secret"});

    struct Row {
        Words more;
        const char* says;
    };

    const Row rows[] = {
        {{}, "Server requires external account binding. Please use --eab-kid and --eab-hmac-key."},
        {{"--eab-kid", "kid", "--eab-hmac-key", "d3Jvbmc"}, "this key id and this MAC do not fit"},
        {{"--eab-kid", "kid", "--eab-hmac-key", "%%%"}, "is not base64url"},
        {{"--eab-kid", "kid"}, "--eab-kid needs the HMAC key too"},
        {{"--eab-kid", "kid", "--eab-hmac-key-file", "/nowhere"}, "/nowhere"},
        {{"--server", "http://127.0.0.1:1/dir"}, "127.0.0.1"},
        {{"--server", "nonsense"}, "--server must be the URL"},
    };
    for (const auto& row : rows) {
        const TestDirectory test;
        const auto ran = run_client(test, certonly_words(server, row.more), now());
        EXPECT_EQ(ran.code, 1) << row.says;
        EXPECT_TRUE(says(ran.err, row.says)) << ran.err;
        const auto directories = test.directories();
        EXPECT_TRUE(files::list(directories.renewal()).empty());
        EXPECT_TRUE(files::list(directories.archive()).empty());
        EXPECT_EQ(files::list(directories.live()), Words{"README"});
    }
}

TEST(Certonly, answers_http_01_and_reports_what_the_server_said) {
    unsigned short port = 0;
    net::HttpClient http({});
    bool content = true;
    AcmeServer server(
        {.proven = false,
         .probe =
             [&](const std::string& token, const std::string& expected) {
                 const auto url =
                     "http://127.0.0.1:" + std::to_string(port) + "/.well-known/acme-challenge/";
                 return content && http.request("GET", url + token).body == expected &&
                        http.request("GET", url + "other").status == 404;
             }}
    );
    {
        Metrics metrics;
        net::HttpServer free({.threads = 1}, metrics);
        port = free.listen_plain({"127.0.0.1", 0}, [](const auto&) { return net::Response{}; });
        const TestDirectory test;
        const auto taken = run_client(
            test,
            certonly_words(
                server, {"--http-01-port", std::to_string(port), "--http-01-address", "127.0.0.1"}
            ),
            now()
        );
        EXPECT_EQ(taken.code, 1);
        EXPECT_TRUE(says(taken.err, "Could not bind TCP port " + std::to_string(port)))
            << taken.err;
    }
    const TestDirectory test;
    const Words more{"--http-01-port", std::to_string(port), "--http-01-address", "127.0.0.1"};
    EXPECT_EQ(run_client(test, certonly_words(server, more), now()).code, 0);
    content = false;
    const auto ran = run_client(test, {"renew", "--force-renewal"}, now());
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(says(ran.out, "  Domain: www.campus.example\n  Type:   incorrectResponse\n"))
        << ran.out;
    EXPECT_TRUE(says(ran.err, "Some challenges have failed."));
    EXPECT_TRUE(says(ran.err, "1 renew failure(s), 0 parse failure(s)"));
}

TEST(Renew, goes_on_after_a_failure_and_runs_the_hooks) {
    AcmeServer server({});
    const TestDirectory test;
    const auto mark = test.path() + "/mark";
    const Words hooks{
        "--pre-hook",
        "echo pre >>" + mark,
        "--deploy-hook",
        "echo $RENEWED_DOMAINS $RENEWED_LINEAGE >>" + mark,
        "--post-hook",
        "echo post >>" + mark};
    ASSERT_EQ(run_client(test, certonly_words(server, hooks), now()).code, 0);
    files::remove_all(mark);
    files::write_new(test.directories().renewal_file("broken"), "nonsense\n", 0644);

    const auto not_due = run_client(test, {"renew", "--no-random-sleep-on-renew"}, now());
    EXPECT_EQ(not_due.code, 1);
    EXPECT_TRUE(says(not_due.out, "(skipped)\nNo renewals were attempted."));
    EXPECT_TRUE(says(not_due.out, "broken.conf (parsefail)"));
    EXPECT_FALSE(files::exists(mark));

    std::filesystem::remove(test.directories().renewal_file("broken"));
    // Sixty-one days later.
    const auto due = run_client(test, {"renew"}, now() + std::chrono::hours(61 * 24));
    EXPECT_EQ(due.code, 0) << due.err;
    EXPECT_TRUE(says(due.out, "Congratulations, all renewals succeeded: \n  "));
    EXPECT_EQ(
        files::read(mark),
        "pre\nwww.campus.example " + test.directories().live() + "/www.campus.example\npost\n"
    );
}

TEST(Run, waits_for_nobody_who_holds_the_lock) {
    const TestDirectory test;
    files::make_directory(test.directories().config, 0755);
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const auto child = fork();
    if (child == 0) {
        const DirectoryLock lock(test.directories().config);
        (void)!write(ready[1], "x", 1);
        pause();
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    const auto ran = run_client(test, {"certificates"}, now());
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(says(ran.err, "Another instance of Certbot is already running."));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    EXPECT_EQ(run_client(test, {"certificates"}, now()).code, 0);
}

class Exchange : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(std::system("certbot --version >/dev/null 2>&1"), 0)
            << "certbot is not installed: tools/install-packages test";
    }

    static Ran certbot(const TestDirectory& test, const std::string& rest) {
        std::string command = "certbot " + rest;
        for (const auto& option : test.options())
            command += " " + option;
        return testing::run_program(test, command);
    }
};

TEST_F(Exchange, certbot_lists_and_renews_what_we_made) {
    // Half a day over: the two programs do not run in the same second.
    AcmeServer server({.lifetime = std::chrono::hours(89 * 24 + 12)});
    const TestDirectory test;
    ASSERT_EQ(run_client(test, certonly_words(server), now()).code, 0);
    const auto ours = run_client(test, {"certificates"}, now());
    const auto theirs = certbot(test, "certificates");
    EXPECT_EQ(theirs.code, 0) << theirs.out;
    EXPECT_EQ(
        "Saving debug log to " + test.path() + "/log/letsencrypt.log\n" + ours.out, theirs.out
    );
    const auto renewed = certbot(
        test, "renew --force-renewal --no-random-sleep-on-renew --cert-name www.campus.example"
    );
    EXPECT_EQ(renewed.code, 0) << renewed.out;
    EXPECT_EQ(server.accounts(), 1U);
    EXPECT_TRUE(says(run_client(test, {"certificates"}, now()).out, "VALID: 89 days"));
    EXPECT_EQ(run_client(test, {"renew", "--force-renewal"}, now()).code, 0);
    EXPECT_TRUE(files::exists(test.directories().archive() + "/www.campus.example/cert3.pem"));
}

TEST_F(Exchange, we_renew_what_certbot_made) {
    AcmeServer server({.eab_key_id = "kid", .eab_hmac_key = "secret"});
    const TestDirectory test;
    std::string command;
    const Words eab{"--eab-kid", "kid", "--eab-hmac-key", "c2VjcmV0"};
    for (const auto& word : certonly_words(server, eab))
        command += " " + word;
    const auto made = certbot(test, command + " --deploy-hook true --key-type rsa");
    ASSERT_EQ(made.code, 0) << made.out;
    const auto file = test.directories().renewal_file("www.campus.example");
    const auto before = files::read(file);
    const auto renewed = run_client(test, {"renew", "--force-renewal"}, now());
    EXPECT_EQ(renewed.code, 0) << renewed.err;
    EXPECT_EQ(files::read(file), before);
    // The same command again: the account that certbot made is asked about, and is the right one.
    auto words = certonly_words(server, eab);
    words.emplace_back("--force-renewal");
    EXPECT_EQ(run_client(test, words, now()).code, 0);
    EXPECT_EQ(server.accounts(), 1U);
    EXPECT_EQ(certbot(test, command + " --force-renewal --key-type rsa").code, 0);
    EXPECT_TRUE(says(run_client(test, {"certificates"}, now()).out, "Key Type: RSA"));
}

} // namespace

} // namespace chancery::client
