// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "client/lineage/staging.hpp"
#include "client/settings/options.hpp"
#include "client/settings/setting_table.hpp"

#include <gtest/gtest.h>

namespace chancery::client {

namespace {

using Words = std::vector<std::string>;

Options parsed(const Words& words) {
    auto result = parse_options(words, {});
    if (const auto* answer = std::get_if<Answer>(&result))
        ADD_FAILURE() << answer->text;
    else
        return std::move(std::get<Options>(result));
    return {};
}

ConfigObj file(const std::string& settings, const std::string& above = "") {
    return ConfigObj::parse(above + "[renewalparams]\nauthenticator = standalone\n" + settings);
}

Settings renewed(const std::string& settings, const Words& words = {"renew"}) {
    return settings_for_renewal(parsed(words), file(settings));
}

std::string refusal(const ConfigObj& renewal) {
    try {
        (void)settings_for_renewal(parsed({"renew"}), renewal);
    } catch (const Error& error) {
        return error.problem().detail;
    }
    return "";
}

TEST(SettingsForRenewal, are_those_of_the_file) {
    const auto settings = renewed("server = https://ca.example/dir\n"
                                  "account = abc\n"
                                  "key_type = ecdsa\n"
                                  "elliptic_curve = SECP384R1\n"
                                  "reuse_key = True\n"
                                  "http01_port = 8080\n"
                                  "http01_address = 192.0.2.1\n"
                                  "pref_challs = http-01,\n"
                                  "must_staple = true\n"
                                  "allow_subset_of_names = True\n"
                                  "preferred_chain = \"Root, old\"\n"
                                  "preferred_profile = classic\n"
                                  "required_profile = short\n"
                                  "autorenew = False\n"
                                  "pre_hook = a\n"
                                  "post_hook = b, c\n"
                                  "deploy_hook = d\n"
                                  "user_agent = agent\n"
                                  "config_dir = /somewhere/else\n"
                                  "installer = None\n");
    EXPECT_EQ(settings.server, "https://ca.example/dir");
    EXPECT_EQ(settings.account, "abc");
    EXPECT_EQ(key_kind(settings), crypto::KeyType::ecdsaP384);
    EXPECT_TRUE(settings.reuse_key);
    EXPECT_EQ(settings.http01_port, 8080);
    EXPECT_EQ(settings.http01_address, "192.0.2.1");
    EXPECT_EQ(settings.preferred_challenges, Words{"http-01"});
    EXPECT_TRUE(settings.must_staple);
    EXPECT_TRUE(settings.allow_subset_of_names);
    EXPECT_EQ(settings.preferred_chain, "Root, old");
    EXPECT_EQ(settings.preferred_profile, "classic");
    EXPECT_EQ(settings.required_profile, "short");
    EXPECT_FALSE(settings.autorenew);
    EXPECT_EQ(settings.pre_hook, "a");
    EXPECT_EQ(settings.post_hook, "b, c") << "a hook is not a list";
    EXPECT_EQ(settings.deploy_hook, "d");
    EXPECT_EQ(settings.user_agent, "agent");
    EXPECT_EQ(settings.directories.config, "/somewhere/else");
}

TEST(SettingsForRenewal, prefer_what_was_given_even_where_it_is_the_default) {
    const Words words{"renew", "--key-type", "ecdsa", "--no-reuse-key", "--http-01-port", "80"};
    const auto settings = renewed("key_type = rsa\nreuse_key = True\nhttp01_port = 8080\n", words);
    EXPECT_EQ(settings.key_type, "ecdsa");
    EXPECT_FALSE(settings.reuse_key);
    EXPECT_EQ(settings.http01_port, 80);
}

TEST(SettingsForRenewal, follow_certbot_where_a_file_says_nothing_or_none) {
    EXPECT_EQ(renewed("").key_type, "rsa") << "certbot before 1.25";
    const auto settings = renewed("http01_port = None\nuser_agent = None\nrenew_hook = None\n"
                                  "server = https://acme-v01.api.letsencrypt.org/directory\n");
    EXPECT_EQ(settings.http01_port, 80);
    EXPECT_FALSE(settings.user_agent);
    EXPECT_FALSE(settings.deploy_hook);
    EXPECT_EQ(settings.server, default_server);
    EXPECT_EQ(renewed("deploy_hook = new\nrenew_hook = old\n").deploy_hook, "old")
        << "as certbot 5";
}

TEST(SettingsForRenewal, leave_the_account_with_its_server) {
    const std::string both = "server = https://a/\naccount = abc\n";
    EXPECT_EQ(renewed(both, {"renew", "--server", "https://a/"}).account, "abc");
    EXPECT_FALSE(renewed(both, {"renew", "--server", "https://b/"}).account);
    EXPECT_EQ(renewed(both, {"renew", "--server", "https://b/", "--account", "x"}).account, "x");
}

TEST(SettingsForRenewal, refuse_what_would_change_the_certificate) {
    const std::pair<const char*, const char*> rows[] = {
        {"installer = nginx", "the installer nginx is not supported"},
        {"installer = apache", "the installer apache is not supported"},
        {"pref_challs = dns-01,", "None of the preferred challenges"},
        {"requierd_profile = x", "the setting requierd_profile in [renewalparams] is not known"},
        {"renew_before_expiry = 60 days", "the setting renew_before_expiry in [renewalparams]"},
        {"some_future_setting = 1", "the setting some_future_setting"},
        {"[[future]]\na = b", "the section [renewalparams/future] is not known"},
        {"[other]\na = b", "the section [other] is not known"},
        {"must_staple = perhaps", "Expected True or False for must_staple but found perhaps"},
        {"rsa_key_size = big", "Expected a numeric value for rsa_key_size"},
        {"rsa_key_size = 1024", "rsa_key_size must be from 2048"},
        {"http01_port = 70000", "http01_port must be from 1 to 65535"},
        {"key_type = dsa", "key_type must be one of ecdsa, rsa, not dsa"},
        {"key_type = ecdsa\nelliptic_curve = secp256k1", "elliptic_curve must be one of"},
    };
    for (const auto& [settings, says] : rows)
        EXPECT_NE(refusal(file(settings)).find(says), std::string::npos)
            << settings << ": " << refusal(file(settings));
    EXPECT_NE(
        refusal(file("", "deploy_hook = x\n")).find("the setting deploy_hook above all sections"),
        std::string::npos
    );
    for (const auto* name : {"webroot", "nginx", "apache", "manual", "dns-rfc2136"}) {
        const auto text = std::string("[renewalparams]\nauthenticator = ") + name + "\n";
        EXPECT_NE(
            refusal(ConfigObj::parse(text)).find(std::string("the authenticator ") + name),
            std::string::npos
        );
    }
}

TEST(SettingsForRenewal, refuse_no_section_and_no_reference_of_certbots) {
    EXPECT_EQ(
        refusal(file(
            "[[webroot_map]]\na.example = /var/www\n[acme_renewal_info]\nari_retry_after = x\n",
            "version = 5.6.0\narchive_dir = a\ncert = a\nprivkey = a\nchain = a\nfullchain = a\n"
            "renew_before_expiry = 30 days\n"
        )),
        ""
    );
    EXPECT_EQ(refusal(file("some_future_setting = None\n")), "") << "not set";
}

TEST(SettingsWithoutEffect, are_those_that_certbot_passes_over_too) {
    const auto renewal = file("server = https://a/\n"
                              "webroot_path = /var/www,\n"
                              "dns_rfc2136_credentials = /x\n"
                              "standalone_supported_challenges = \"http-01,tls-sni-01\"\n"
                              "tos = True\n"
                              "dry_run = False\n"
                              "email = None\n"
                              "redirect = None\n");
    EXPECT_EQ(
        settings_without_effect(renewal),
        (Words{"webroot_path", "dns_rfc2136_credentials", "standalone_supported_challenges", "tos"})
    );
}

TEST(SettingsWithoutEffect, may_stand_above_all_sections) {
    const auto renewal = file(
        "server = https://a.example\n",
        "autorenew = no\nautodeploy = True\ndeploy_before_expiry = 3 days\n"
    );
    EXPECT_EQ(
        settings_without_effect(renewal), (Words{"autorenew", "autodeploy", "deploy_before_expiry"})
    );
}

TEST(SettingsForReplacement, take_only_the_key_type_of_a_lineage) {
    const auto settings = settings_for_replacement(parsed({"certonly"}), "rsa");
    EXPECT_EQ(settings.key_type, "rsa");
    EXPECT_EQ(settings.rsa_key_size, 2048);
    EXPECT_EQ(settings.server, default_server);
    const Words words{"certonly", "--key-type", "ecdsa"};
    EXPECT_EQ(settings_for_replacement(parsed(words), "rsa").key_type, "ecdsa");
}

TEST(Record, writes_what_was_given_under_certbots_names_and_no_more) {
    const auto options = parsed(
        {"certonly",
         "--standalone",
         "--deploy-hook",
         "a, b",
         "--must-staple",
         "--allow-subset-of-names",
         "--preferred-chain",
         "Root",
         "--preferred-profile",
         "p",
         "--required-profile",
         "r",
         "--no-autorenew",
         "--installer",
         "null",
         "--preferred-challenges",
         "http",
         "--agree-tos",
         "-d",
         "a.example"}
    );
    Settings settings = options;
    settings.account = "abc";
    auto renewal = ConfigObj::parse("[renewalparams]\ndeploy_hook = before\nunknown = kept\n");
    record(renewal, options, settings);
    EXPECT_EQ(
        renewal.to_text(),
        "[renewalparams]\n"
        "unknown = kept\n"
        "allow_subset_of_names = True\n"
        "must_staple = True\n"
        "preferred_chain = Root\n"
        "preferred_profile = p\n"
        "required_profile = r\n"
        "server = https://acme-v02.api.letsencrypt.org/directory\n"
        "account = abc\n"
        "authenticator = standalone\n"
        "installer = null\n"
        "pref_challs = http-01,\n"
        "key_type = ecdsa\n"
        "renew_hook = \"a, b\"\n"
        "autorenew = False\n"
    );
}

TEST(RecordAnew, removes_what_was_not_given) {
    const auto options = parsed({"certonly", "--standalone", "--pre-hook", "x"});
    auto renewal = ConfigObj::parse("version = 5.6.0\n"
                                    "# by hand\n"
                                    "renew_before_expiry = 20 days\n"
                                    "[renewalparams]\n"
                                    "# a comment\n"
                                    "reuse_key = True\n"
                                    "rsa_key_size = 4096\n"
                                    "pre_hook = w\n"
                                    "deploy_hook = y\n"
                                    "unknown = z\n"
                                    "[[webroot_map]]\n"
                                    "a.example = /var/www\n"
                                    "[acme_renewal_info]\n"
                                    "ari_retry_after = t\n");
    record_anew(renewal, options, options);
    EXPECT_EQ(
        renewal.to_text(),
        "version = 5.6.0\n"
        "# by hand\n"
        "renew_before_expiry = 20 days\n"
        "[renewalparams]\n"
        "# a comment\n"
        "pre_hook = x\n"
        "server = https://acme-v02.api.letsencrypt.org/directory\n"
        "account = None\n"
        "authenticator = standalone\n"
        "key_type = ecdsa\n"
        "[acme_renewal_info]\n"
        "ari_retry_after = t\n"
    );
}

TEST(SettingTable, is_what_a_renewal_file_may_hold) {
    for (const auto& setting : setting_table()) {
        const std::string line = std::string(setting.key) + " = None\n";
        EXPECT_EQ(refusal(file(setting.key == "authenticator" ? "" : line)), "") << line;
    }
}

TEST(IsStaging, goes_by_the_url) {
    EXPECT_TRUE(is_staging("https://pki.campus.example/acme/staging/directory"));
    EXPECT_TRUE(is_staging(staging_server));
    EXPECT_FALSE(is_staging(default_server));
}

} // namespace

} // namespace chancery::client
