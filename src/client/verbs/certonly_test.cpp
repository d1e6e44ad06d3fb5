// SPDX-License-Identifier: Apache-2.0
// What certonly asks a server for, and what it takes from a lineage that is there.
#include "acme_client/acme_client_for_tests.hpp"
#include "client/client_for_tests.hpp"
#include "client/lineage/lineage.hpp"

#include <gtest/gtest.h>

namespace chancery::client {

namespace {

using acme_client::testing::AcmeServer;
using acme_client::testing::Plan;
using testing::Ran;
using testing::run_client;
using testing::TestDirectory;

using Words = std::vector<std::string>;

Time now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

class CertonlyWith : public ::testing::Test {
protected:
    Ran run(Words words) {
        words.insert(words.end(), {"--server", server.directory_url(), "--agree-tos", "-n"});
        return run_client(test, words, now());
    }

    Ran certonly(const Words& more = {}) {
        Words words{"certonly", "--standalone", "-d", "a.example"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }

    Ran renew(const Words& more = {}) {
        Words words{"renew", "--force-renewal"};
        words.insert(words.end(), more.begin(), more.end());
        return run_client(test, words, now());
    }

    Lineage lineage(const std::string& name = "a.example") const {
        return read_lineage(test.directories().renewal_file(name));
    }

    Words names() const { return names_of(read_leaf(lineage())); }

    crypto::PublicKey key() const { return read_leaf(lineage()).key; }

    std::string setting(const std::string& key) const {
        return lineage().renewal.find("renewalparams", key).value_or("absent");
    }

    /// Of the last order.
    std::string ordered_profile() const {
        const auto profile = json::Reader(server.last_order()).find("profile");
        return profile ? profile->string() : "none";
    }

    AcmeServer server{Plan{}};
    TestDirectory test;
};

TEST_F(CertonlyWith, addresses_orders_them_and_renew_keeps_them) {
    ASSERT_EQ(certonly({"--ip-address", "192.0.2.1", "--ip-address", "2001:db8::7"}).code, 0);
    EXPECT_EQ(names(), (Words{"a.example", "192.0.2.1", "2001:db8::7"}));
    const auto renewed = renew();
    ASSERT_EQ(renewed.code, 0) << renewed.err;
    EXPECT_EQ(names(), (Words{"a.example", "192.0.2.1", "2001:db8::7"}));
    EXPECT_EQ(linked_version(lineage(), Item::cert), 2);
    const auto again = certonly({"--ip-address", "2001:db8:0::7", "--ip-address", "192.0.2.1"});
    EXPECT_TRUE(says(again.out, "no action taken")) << "the same set of names";
}

TEST_F(CertonlyWith, an_address_alone_names_the_lineage_by_it) {
    const auto ran = run({"certonly", "--standalone", "--ip-address", "2001:DB8::7"});
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(names_of(read_leaf(lineage("2001:db8::7"))), Words{"2001:db8::7"});
    ASSERT_EQ(renew().code, 0);
    EXPECT_EQ(linked_version(lineage("2001:db8::7"), Item::cert), 2);
}

TEST_F(CertonlyWith, must_staple_asks_for_it_at_each_renewal) {
    ASSERT_EQ(certonly({"--must-staple"}).code, 0);
    EXPECT_TRUE(read_leaf(lineage()).must_staple);
    ASSERT_EQ(renew().code, 0);
    EXPECT_TRUE(read_leaf(lineage()).must_staple);
    server.plan().drops_must_staple = true;
    const auto ran = renew();
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(says(ran.err, "left out the OCSP must-staple extension")) << ran.err;
    server.plan().drops_must_staple = false;
    ASSERT_EQ(certonly({"--force-renewal"}).code, 0);
    EXPECT_FALSE(read_leaf(lineage()).must_staple) << "certonly resets it";
}

TEST_F(CertonlyWith, preferred_chain_takes_the_one_whose_top_has_this_issuer) {
    server.plan().other_roots = {"Other Root", "Old Root"};
    const auto issuer = [&] {
        const auto blocks = parse_pem(files::read(lineage().link(Item::fullchain)), "CERTIFICATE");
        return crypto::read_certificate(blocks.back()).issuer_common_name;
    };
    ASSERT_EQ(certonly().code, 0);
    EXPECT_EQ(issuer(), "Test Root CA");
    const auto chosen = certonly({"--preferred-chain", "Old Root", "--force-renewal"});
    ASSERT_EQ(chosen.code, 0) << chosen.err;
    EXPECT_EQ(issuer(), "Old Root");
    ASSERT_EQ(renew().code, 0);
    EXPECT_EQ(issuer(), "Old Root") << "renew keeps it";
    server.plan().other_roots = {};
    const auto gone = renew();
    EXPECT_EQ(gone.code, 0);
    EXPECT_EQ(issuer(), "Test Root CA");
    EXPECT_TRUE(says(gone.err, "ends at the issuer Old Root (--preferred-chain)")) << gone.err;
}

TEST_F(CertonlyWith, profiles_orders_what_the_server_offers) {
    server.plan().profiles = {"classic", "short"};
    ASSERT_EQ(certonly({"--required-profile", "short"}).code, 0);
    EXPECT_EQ(ordered_profile(), "short");
    ASSERT_EQ(renew().code, 0);
    EXPECT_EQ(ordered_profile(), "short");

    server.plan().profiles = {"classic"};
    const auto refused = renew();
    EXPECT_EQ(refused.code, 1);
    EXPECT_TRUE(says(refused.err, "The server does not offer the profile short, which is required"))
        << refused.err;
    EXPECT_TRUE(says(refused.err, "Profiles of the server: classic"));
    EXPECT_EQ(linked_version(lineage(), Item::cert), 2);

    const auto preferred = certonly({"--preferred-profile", "short", "--force-renewal"});
    EXPECT_EQ(preferred.code, 0) << preferred.err;
    EXPECT_EQ(ordered_profile(), "none");
    EXPECT_TRUE(says(preferred.err, "its default profile is used")) << preferred.err;
    server.plan().profiles = {"short"};
    ASSERT_EQ(renew().code, 0);
    EXPECT_EQ(ordered_profile(), "short");
}

TEST_F(CertonlyWith, allow_subset_of_names_goes_on_without_those_that_are_refused) {
    server.plan().refused_names = {"b.example"};
    server.plan().forbidden_names = {"192.0.2.1"};
    const Words more{"-d", "b.example", "--ip-address", "192.0.2.1"};
    EXPECT_EQ(certonly(more).code, 1) << "not without the option";
    EXPECT_FALSE(files::exists(test.directories().renewal_file("a.example")));

    const auto mark = test.path() + "/mark";
    auto words = more;
    words.insert(
        words.end(), {"--allow-subset-of-names", "--deploy-hook", "echo $RENEWED_DOMAINS >" + mark}
    );
    const auto ran = certonly(words);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(says(ran.out, "Retrying without: b.example\n")) << ran.out;
    EXPECT_TRUE(says(ran.out, "Retrying without: 192.0.2.1\n")) << ran.out;
    EXPECT_EQ(names(), Words{"a.example"});
    EXPECT_EQ(files::read(mark), "a.example\n");
    EXPECT_EQ(setting("allow_subset_of_names"), "True");

    server.plan().refused_names = {"a.example"};
    EXPECT_EQ(renew().code, 1) << "none is left";
    EXPECT_EQ(linked_version(lineage(), Item::cert), 1);
}

TEST_F(CertonlyWith, allow_subset_of_names_leaves_out_what_was_not_proven) {
    server.plan().proven = false;
    int asked = 0;
    server.plan().probe = [&](const std::string&, const std::string&) { return asked++ != 1; };
    const auto ran = certonly(
        {"-d",
         "b.example",
         "--allow-subset-of-names",
         "--http-01-address",
         "127.0.0.1",
         "--http-01-port",
         "18081"}
    );
    ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_TRUE(says(ran.out, "  Domain: b.example\n")) << ran.out;
    EXPECT_EQ(names(), Words{"a.example"});
}

TEST_F(CertonlyWith, a_lineage_there_keeps_its_key_type_and_resets_everything_else) {
    ASSERT_EQ(
        certonly({"--key-type",
                  "rsa",
                  "--rsa-key-size",
                  "3072",
                  "--pre-hook",
                  "true",
                  "--post-hook",
                  "true",
                  "--deploy-hook",
                  "true",
                  "--no-autorenew",
                  "--http-01-port",
                  "8081"})
            .code,
        0
    );
    EXPECT_EQ(key().bits(), 3072);
    ASSERT_EQ(renew().code, 0);
    EXPECT_EQ(key().bits(), 3072) << "renew inherits it";
    EXPECT_EQ(setting("rsa_key_size"), "3072");

    ASSERT_EQ(certonly({"--force-renewal"}).code, 0);
    EXPECT_EQ(key().algorithm(), crypto::KeyAlgorithm::rsa);
    EXPECT_EQ(key().bits(), 2048);
    EXPECT_EQ(setting("key_type"), "rsa");
    for (const auto* reset :
         {"rsa_key_size", "pre_hook", "post_hook", "renew_hook", "autorenew", "http01_port"})
        EXPECT_EQ(setting(reset), "absent") << reset;
    EXPECT_NE(setting("account"), "absent");
    EXPECT_EQ(setting("server"), server.directory_url());
}

TEST_F(CertonlyWith, a_key_that_is_to_be_kept_refuses_another_kind) {
    ASSERT_EQ(certonly({"--elliptic-curve", "secp384r1", "--reuse-key"}).code, 0);
    const auto before = key();
    ASSERT_EQ(renew().code, 0);
    EXPECT_EQ(key(), before);
    // certbot's rule: the default curve contradicts a lineage that is to keep its key.
    const auto refused = certonly({"--force-renewal"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_TRUE(says(refused.err, "Unable to change the --elliptic-curve of this certificate"))
        << refused.err;
    EXPECT_EQ(server.orders(), 2) << "nothing was ordered";

    ASSERT_EQ(certonly({"--force-renewal", "--elliptic-curve", "secp384r1"}).code, 0);
    EXPECT_NE(key(), before) << "certonly resets reuse_key";
    EXPECT_EQ(setting("reuse_key"), "absent");
    ASSERT_EQ(certonly({"--force-renewal"}).code, 0);
    EXPECT_EQ(key().algorithm(), crypto::KeyAlgorithm::ec_p256);
}

TEST_F(CertonlyWith, no_authenticator_is_refused_even_where_nothing_is_due) {
    ASSERT_EQ(certonly().code, 0);
    const auto ran = run({"certonly", "-d", "a.example"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(says(ran.err, "How would you like to authenticate")) << ran.err;
}

TEST_F(CertonlyWith, key_options_without_effect_warns) {
    const auto ran = certonly({"--rsa-key-size", "4096"});
    EXPECT_EQ(ran.code, 0);
    EXPECT_TRUE(says(ran.err, "--rsa-key-size has no effect on an ECDSA key.")) << ran.err;
    EXPECT_FALSE(says(
        certonly({"--rsa-key-size", "4096", "--key-type", "rsa", "--cert-name", "r"}).err,
        "no effect"
    ));
}

TEST_F(CertonlyWith, contacts_registers_them_or_none) {
    ASSERT_EQ(certonly({"-m", "a@x.example,b@x.example"}).code, 0);
    std::vector<std::string> contacts;
    for (const auto& each : json::Reader(server.last_registration()).at("contact").array())
        contacts.push_back(each.string());
    EXPECT_EQ(contacts, (Words{"mailto:a@x.example", "mailto:b@x.example"}));

    const TestDirectory other;
    const auto ran = run_client(
        other,
        {"certonly",
         "--standalone",
         "-n",
         "--agree-tos",
         "--server",
         server.directory_url(),
         "-d",
         "a.example"},
        now()
    );
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_FALSE(json::Reader(server.last_registration()).find("contact"));
}

TEST_F(CertonlyWith, a_user_agent_sends_it) {
    ASSERT_EQ(certonly({"--user-agent", "mine/1"}).code, 0);
    EXPECT_EQ(server.last_user_agent(), "mine/1");
    ASSERT_EQ(renew().code, 0);
    EXPECT_EQ(server.last_user_agent(), "mine/1");
    ASSERT_EQ(certonly({"--force-renewal", "--user-agent-comment", "by cron"}).code, 0);
    EXPECT_EQ(server.last_user_agent(), "chancery/" CHANCERY_VERSION " (by cron)");
}

TEST_F(CertonlyWith, an_account_directory_without_a_part_registers_anew) {
    ASSERT_EQ(certonly().code, 0);
    const auto directory =
        test.directories().accounts(server.directory_url()) + "/" + setting("account");
    std::filesystem::remove(directory + "/regr.json");
    ASSERT_EQ(certonly({"--force-renewal"}).code, 0);
    EXPECT_EQ(server.accounts(), 2U);
    EXPECT_EQ(renew().code, 0);
    EXPECT_EQ(server.accounts(), 2U);
}

TEST_F(CertonlyWith, a_damaged_account_names_it_and_registers_nobody) {
    ASSERT_EQ(certonly().code, 0);
    const auto file = test.directories().accounts(server.directory_url()) + "/" +
                      setting("account") + "/private_key.json";
    std::filesystem::remove(file);
    files::write_new(file, "{", 0400);
    for (const auto& ran : {certonly({"--force-renewal"}), renew()}) {
        EXPECT_EQ(ran.code, 1);
        EXPECT_TRUE(says(ran.err, file + " is damaged")) << ran.err;
    }
    EXPECT_EQ(server.accounts(), 1U);
}

TEST_F(CertonlyWith, cli_ini_does_what_its_options_would) {
    const auto directory = test.path() + "/xdg/letsencrypt";
    files::make_directory(directory, 0755);
    files::write_new(
        directory + "/cli.ini",
        "server = " + server.directory_url() +
            "\nagree-tos = true\nstandalone = true\nhttps-port = 444\n",
        0644
    );
    const auto ran = run_client(test, {"certonly", "-n", "-d", "a.example"}, now());
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(setting("server"), server.directory_url());
    EXPECT_TRUE(
        says(ran.err, "https-port in " + directory + "/cli.ini (line 4) has no effect in chancery.")
    );
}

TEST_F(CertonlyWith, a_staging_server_does_not_replace_a_good_certificate) {
    ASSERT_EQ(certonly().code, 0);
    const auto good = files::read(lineage().link(Item::cert));
    const auto mark = test.path() + "/mark";
    const Words staging{
        "--server", server.staging_url(), "--agree-tos", "--pre-hook", "touch " + mark};
    for (Words words :
         {Words{"certonly", "--standalone", "-n", "-d", "a.example", "--force-renewal"},
          Words{"certonly", "--standalone", "-n", "--cert-name", "a.example", "-d", "b.example"},
          Words{"certonly", "--standalone", "-n", "-d", "a.example", "-d", "b.example", "--expand"},
          Words{"renew", "--force-renewal"}}) {
        words.insert(words.end(), staging.begin(), staging.end());
        const auto ran = run_client(test, words, now());
        EXPECT_EQ(ran.code, 1);
        EXPECT_TRUE(says(ran.err, "unless you use the --break-my-certs flag!")) << ran.err;
    }
    EXPECT_EQ(files::read(lineage().link(Item::cert)), good);
    EXPECT_FALSE(files::exists(mark)) << "no hook runs for it";
    EXPECT_EQ(server.orders(), 1);

    Words broken{
        "certonly", "--standalone", "-n", "-d", "a.example", "--force-renewal", "--break-my-certs"};
    broken.insert(broken.end(), staging.begin(), staging.end());
    ASSERT_EQ(run_client(test, broken, now()).code, 0);
    EXPECT_EQ(renew().code, 0) << "what is of staging stays there";
    EXPECT_TRUE(says(run_client(test, {"certificates"}, now()).out, "TEST_CERT"));
    EXPECT_EQ(certonly({"--force-renewal"}).code, 0) << "and back again";
}

TEST_F(
    CertonlyWith, a_server_whose_directory_says_that_it_is_staging_replaces_no_good_certificate
) {
    ASSERT_EQ(certonly().code, 0);
    const auto good = files::read(lineage().link(Item::cert));
    const auto mark = test.path() + "/mark";
    const Words there{
        "--server", server.exercise_url(), "--agree-tos", "--pre-hook", "touch " + mark};
    for (Words words :
         {Words{"certonly", "--standalone", "-n", "-d", "a.example", "--force-renewal"},
          Words{"renew", "--force-renewal"}}) {
        words.insert(words.end(), there.begin(), there.end());
        const auto ran = run_client(test, words, now());
        EXPECT_EQ(ran.code, 1);
        EXPECT_TRUE(says(ran.err, "unless you use the --break-my-certs flag!")) << ran.err;
    }
    EXPECT_EQ(files::read(lineage().link(Item::cert)), good);
    EXPECT_FALSE(files::exists(mark)) << "no hook runs for it";
    EXPECT_EQ(server.orders(), 1);

    Words broken{
        "certonly", "--standalone", "-n", "-d", "a.example", "--force-renewal", "--break-my-certs"};
    broken.insert(broken.end(), there.begin(), there.end());
    ASSERT_EQ(run_client(test, broken, now()).code, 0);
    EXPECT_EQ(run_client(test, {"renew", "--force-renewal"}, now()).code, 0) << "it stays there";
}

TEST_F(CertonlyWith, a_certificate_whose_issuer_is_named_staging_replaces_no_good_one) {
    ASSERT_EQ(certonly().code, 0);
    const auto good = files::read(lineage().link(Item::cert));
    server.plan().issuer = "(STAGING) Test Issuing CA";
    EXPECT_EQ(certonly({"--force-renewal"}).code, 1);
    const auto refused = run_client(test, {"renew", "--force-renewal"}, now());
    EXPECT_EQ(refused.code, 1);
    EXPECT_TRUE(says(refused.err, "--break-my-certs")) << refused.err;
    EXPECT_EQ(files::read(lineage().link(Item::cert)), good);
    ASSERT_EQ(certonly({"--force-renewal", "--break-my-certs"}).code, 0);
    EXPECT_TRUE(says(run_client(test, {"certificates"}, now()).out, "TEST_CERT"));
    EXPECT_EQ(certonly({"--force-renewal"}).code, 0) << "from one to the next";
    server.plan().issuer = "Test Issuing CA";
    EXPECT_EQ(certonly({"--force-renewal"}).code, 0) << "and back";
}

TEST_F(CertonlyWith, run_needs_the_installer_that_installs_nothing) {
    for (const Words& verb : {Words{}, Words{"run"}}) {
        auto words = verb;
        words.insert(words.end(), {"--standalone", "-d", "a.example"});
        const auto refused = run(words);
        EXPECT_EQ(refused.code, 1);
        EXPECT_TRUE(says(refused.err, "chancery cannot install certificates")) << refused.err;
    }
    EXPECT_EQ(server.orders(), 0);
    ASSERT_EQ(run({"--standalone", "-d", "a.example", "--installer", "null"}).code, 0);
    EXPECT_EQ(names(), Words{"a.example"});
    EXPECT_EQ(renew().code, 0);
}

} // namespace

} // namespace chancery::client
