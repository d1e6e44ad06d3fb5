// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "client/names.hpp"
#include "client/settings/options.hpp"

#include <gtest/gtest.h>

namespace chancery::client {

namespace {

using Words = std::vector<std::string>;

Options parsed(const Words& words) {
    auto result = parse_options(words, {});
    if (const auto* answer = std::get_if<Answer>(&result)) {
        ADD_FAILURE() << answer->text;
        return {};
    }
    return std::move(std::get<Options>(result));
}

Answer answered(const Words& words) {
    auto result = parse_options(words, {});
    if (const auto* answer = std::get_if<Answer>(&result)) return *answer;
    ADD_FAILURE() << "taken: " << words.back();
    return {};
}

TEST(ParseOptions, takes_the_command_that_certbots_users_type) {
    const auto options = parsed(
        {"certonly",
         "--standalone",
         "--non-interactive",
         "--agree-tos",
         "--email",
         "a@b.example",
         "--server",
         "https://acme.example/acme/ov/directory",
         "--eab-kid",
         "kid",
         "--eab-hmac-key",
         "c2VjcmV0",
         "--domain",
         "www.Campus.example",
         "--cert-name",
         "www"}
    );
    EXPECT_EQ(options.verb, "certonly");
    EXPECT_EQ(options.authenticator, "standalone");
    EXPECT_TRUE(options.non_interactive);
    EXPECT_TRUE(options.agree_tos);
    EXPECT_EQ(options.emails, Words{"a@b.example"});
    EXPECT_EQ(options.server, "https://acme.example/acme/ov/directory");
    EXPECT_EQ(options.eab_key_id, "kid");
    EXPECT_EQ(options.eab_hmac_key.reveal(), "c2VjcmV0");
    EXPECT_EQ(options.domains, Words{"www.campus.example"});
    EXPECT_EQ(options.cert_name, "www");
}

TEST(ParseOptions, takes_options_before_the_verb_and_abbreviated) {
    const auto options = parsed(
        {"-n",
         "-v",
         "-v",
         "--preferred-challenge",
         "http",
         "-d",
         "a.example,b.example",
         "auth",
         "-da.example",
         "--domains",
         "c.example",
         "--noninter",
         "--http-01-port",
         "5002",
         "--http-01-port=5003"}
    );
    EXPECT_EQ(options.verb, "certonly");
    EXPECT_EQ(options.domains, (Words{"a.example", "b.example", "c.example"}));
    EXPECT_EQ(options.preferred_challenges, Words{"http-01"});
    EXPECT_TRUE(options.non_interactive);
    EXPECT_EQ(options.http01_port, 5003);
    EXPECT_EQ(options.verbosity, 2);
}

TEST(ParseOptions, takes_credentials_that_begin_with_a_dash) {
    for (const Words& words :
         {Words{"renew", "--eab-kid", "-k", "--eab-hmac-key", "--m="},
          Words{"renew", "--eab-kid=-k", "--eab-hmac-key=--m="}}) {
        const auto options = parsed(words);
        EXPECT_EQ(options.eab_key_id, "-k");
        EXPECT_EQ(options.eab_hmac_key.reveal(), "--m=");
    }
}

TEST(ParseOptions, takes_clusters_and_joined_values) {
    const auto options =
        parsed({"-nqvd", "a.example", "-ma@x", "-c=/dev/null", "--domain=b.example", "certonly"});
    EXPECT_TRUE(options.quiet);
    EXPECT_TRUE(options.non_interactive);
    EXPECT_EQ(options.verbosity, 1);
    EXPECT_EQ(options.domains, (Words{"a.example", "b.example"}));
    EXPECT_EQ(options.emails, Words{"a@x"});
    EXPECT_EQ(parsed({"renew", "--pre-hook", "-x -y"}).pre_hook, "-x -y") << "as argparse";
    EXPECT_EQ(parsed({"--", "renew"}).verb, "renew");
}

TEST(ParseOptions, lets_the_last_of_two_count) {
    EXPECT_TRUE(parsed({"renew", "--no-reuse-key", "--reuse-key"}).reuse_key);
    EXPECT_FALSE(parsed({"renew", "--reuse-key", "--no-reuse-key"}).reuse_key);
    EXPECT_EQ(parsed({"renew", "--email", "a@x", "-m", "b@x"}).emails, Words{"b@x"});
}

TEST(ParseOptions, takes_addresses_in_one_spelling) {
    const auto options = parsed(
        {"certonly",
         "--ip-address",
         "2001:DB8:0::7",
         "--ip-address",
         "192.0.2.1",
         "-d",
         "a.example",
         "--ip-address",
         "2001:db8::7"}
    );
    EXPECT_EQ(options.names(), (Words{"a.example", "2001:db8::7", "192.0.2.1"}));
}

TEST(ParseOptions, takes_several_contacts) {
    EXPECT_EQ(
        parsed({"certonly", "-m", "a@x.example, b@x.example,"}).emails,
        (Words{"a@x.example", "b@x.example"})
    );
}

TEST(ParseOptions, means_run_without_a_verb) {
    EXPECT_EQ(parsed({}).verb, "run");
    EXPECT_EQ(parsed({"-d", "a.example", "--standalone"}).verb, "run");
    EXPECT_EQ(parsed({"everything"}).verb, "run");
}

TEST(ParseOptions, takes_the_installer_that_installs_nothing) {
    for (const auto* name : {"null", "None", "none", ""})
        EXPECT_EQ(parsed({"certonly", "--installer", name}).installer, name);
}

TEST(ParseOptions, knows_the_staging_server) {
    const auto options = parsed({"certonly", "--test-cert"});
    EXPECT_EQ(options.server, staging_server);
    EXPECT_TRUE(options.is_given("server"));
}

TEST(ParseOptions, tells_what_has_no_effect_from_what_is_so) {
    const auto options = parsed(
        {"renew",
         "--no-random-sleep-on-renew",
         "--no-eff-email",
         "--keep-until-expiring",
         "--text",
         "--no-redirect",
         "--https-port",
         "444",
         "--https-port=445",
         "--no-self-upgrade",
         "--user-agent",
         "x"}
    );
    EXPECT_EQ(options.verb, "renew");
    EXPECT_EQ(options.without_effect, (Words{"--https-port", "--no-self-upgrade"})) << "each once";
}

TEST(ParseOptions, knows_what_was_not_given) {
    const auto options = parsed({"renew"});
    EXPECT_TRUE(options.given.empty());
    EXPECT_EQ(options.server, default_server);
    EXPECT_EQ(options.key_type, "ecdsa");
    EXPECT_EQ(options.directories.config, "/etc/letsencrypt");
    const auto given = parsed({"renew", "--no-reuse-key", "--key-type", "ecdsa"});
    EXPECT_TRUE(given.is_given("reuse_key")) << "the default can be given, too";
    EXPECT_TRUE(given.is_given("key_type"));
    EXPECT_FALSE(given.reuse_key);
    EXPECT_EQ(parsed({"renew", "--config-dir", "/x/../y/"}).directories.config, "/y");
}

TEST(ParseOptions, refuses_in_one_line) {
    const std::pair<Words, const char*> rows[] = {
        {{"install"}, "install is not supported by chancery yet"},
        {{"revoke", "--cert-name", "x"}, "revoke is not supported by chancery yet"},
        {{"renwe"}, "unknown verb renwe; verbs: run, certonly, renew, certificates"},
        {{"renew", "certificates"}, "unrecognized arguments: certificates"},
        {{"renew", "--no-such-option"}, "unrecognized arguments: --no-such-option; --help"},
        {{"renew", "--standalon3"},
         "unrecognized arguments: --standalon3; did you mean --standalone?"},
        {{"renew", "--prefered-chain", "x"}, "did you mean --preferred-chain?"},
        {{"renew", "--quiet=1"}, "argument --quiet: takes no value"},
        {{"renew", "-nZ"}, "unrecognized arguments: -nZ"},
        {{"renew", "-nqc"}, "argument -c: expected one argument"},
        {{"renew", "--server"}, "argument --server: expected one argument"},
        {{"renew", "--e", "x"}, "ambiguous option: --e could match"},
        {{"certonly", "--webroot"}, "--webroot is not supported"},
        {{"certonly", "--dry-run"}, "--dry-run is not supported"},
        {{"--nginx", "-d", "a.example"}, "--nginx is not supported"},
        {{"certonly", "--webr"}, "--webroot"},
        {{"certonly", "--dns-route53"}, "--dns-route53 is not supported"},
        {{"certonly", "--dns-new-thing", "x"}, "--dns-new-thing is not supported"},
        {{"certonly", "-i", "nginx"}, "the installer nginx is not supported"},
        {{"certonly", "-iapache"}, "the installer apache is not supported"},
        {{"certonly", "--staging", "--server", "https://x/"},
         "--server value conflicts with --staging"},
        {{"certonly", "--allow-subset-of-names", "-d", "*.a.example"},
         "with a wildcard domain is not supported"},
        {{"certonly", "--ip-address", "a.example"},
         "does not appear to be an IPv4 or IPv6 address"},
        {{"certonly", "--ip-address", "192.0.2.1/24"}, "does not appear to be"},
        {{"certonly", "-d", "a.123"}, "its last label is a number"},
        {{"certonly", "--user-agent", "a\r\nX: y"}, "must not contain control characters"},
        {{"certonly", "-a", "nginx"}, "the authenticator nginx is not supported"},
        {{"certonly", "--preferred-challenges", "dns"}, "None of the preferred challenges"},
        {{"certonly", "--preferred-challenges", "http,htpp"},
         "Unrecognized challenges in --preferred-challenges: htpp"},
        {{"certonly", "--key-type", "dsa"}, "--key-type"},
        {{"certonly", "--rsa-key-size", "1024"}, "--rsa-key-size"},
        {{"certonly", "--http-01-port", "70000"}, "--http-01-port"},
        {{"certonly", "--cert-name", "../x"}, "--cert-name"},
        {{"certonly", "--cert-name", ""}, "--cert-name"},
        {{"certonly", "--cert-name", ".hidden"}, "--cert-name"},
        {{"certonly", "--cert-name", "README"}, "--cert-name"},
        {{"certonly", "--cert-name", "a\nb"}, "--cert-name"},
        {{"certonly", "--cert-name", std::string(300, 'a')}, "--cert-name"},
        {{"certonly", "--domain", "--standalone"}, "argument --domain: expected one argument"},
        {{"certonly", "-d", "-n"}, "argument -d: expected one argument"},
        {{"renew", "--config-dir", ""}, "--config-dir must not be empty"},
        {{"certonly", "-d", "http://a.example"}, "appears to be a URL"},
        {{"certonly", "-d", "192.0.2.1"}, "is an IP address. Use --ip-address 192.0.2.1."},
        {{"certonly", "-d", "a..example"}, "empty label"},
        {{"certonly", "-d", "a/b.example"}, "not allowed in DNS names"},
        {{"certonly",
          "-d",
          "b\xc3\xbc"
          "cher.example"},
         "use Punycode"},
    };
    for (const auto& [words, says] : rows) {
        const auto answer = answered(words);
        EXPECT_EQ(answer.exit_code, 2) << says;
        EXPECT_NE(answer.text.find(says), std::string::npos) << says << " in " << answer.text;
        EXPECT_EQ(answer.text.find('\n'), std::string::npos) << answer.text;
    }
}

TEST(ParseOptions, answers_questions_with_exit_code_zero) {
    EXPECT_EQ(answered({"--version"}).exit_code, 0);
    for (const Words& words : {Words{"--help"}, Words{"help"}, Words{"certonly", "-h"}}) {
        const auto answer = answered(words);
        EXPECT_EQ(answer.exit_code, 0);
        EXPECT_NE(answer.text.find("--eab-hmac-key-file"), std::string::npos);
    }
}

TEST(CheckedDomain, takes_wildcards_and_drops_the_dot_at_the_end) {
    EXPECT_EQ(checked_domain("*.A.example."), "*.a.example");
    EXPECT_THROW(checked_domain("a.*.example"), Error);
}

TEST(ParseOptions, takes_the_curves_of_which_a_key_can_be_made) {
    const std::pair<const char*, crypto::KeyType> rows[] = {
        {"secp256r1", crypto::KeyType::ecdsaP256},
        {"secp384r1", crypto::KeyType::ecdsaP384},
        {"secp521r1", crypto::KeyType::ecdsaP521},
    };
    for (const auto& [curve, kind] : rows) {
        const auto options = parsed({"certonly", "-d", "a.example", "--elliptic-curve", curve});
        EXPECT_EQ(key_kind(options), kind) << curve;
    }
    EXPECT_EQ(answered({"certonly", "--elliptic-curve", "secp256k1"}).exit_code, 2);
}

} // namespace

} // namespace chancery::client
