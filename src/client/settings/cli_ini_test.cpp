// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "client/client_for_tests.hpp"
#include "client/settings/cli_ini.hpp"
#include "client/settings/options.hpp"

#include <gtest/gtest.h>

namespace chancery::client {

namespace {

using testing::TestDirectory;
using Words = std::vector<std::string>;

std::vector<std::pair<std::string, Words>> pairs(std::string_view text) {
    std::vector<std::pair<std::string, Words>> result;
    for (const auto& entry : parse_ini(text))
        result.emplace_back(entry.key, entry.values);
    return result;
}

TEST(ParseIni, reads_every_form_that_certbot_reads) {
    const std::pair<const char*, Words> rows[] = {
        {"k = v", {"v"}},
        {"k=v", {"v"}},
        {"k: v", {"v"}},
        {"k v", {"v"}},
        {"k", {"true"}},
        {"k # off", {"true"}},
        {"  k =\tv  ", {"v"}},
        {"k =", {""}},
        {"k = v # comment", {"v"}},
        {"k = v ; comment", {"v"}},
        {"k = v#1;2", {"v#1;2"}},
        {"k = \"a # b\" # c", {"a # b"}},
        {"k = 'a'", {"a"}},
        {"k = 'a' b", {"'a' b"}},
        {"k = https://ca.example:8443/dir?a=b", {"https://ca.example:8443/dir?a=b"}},
        {"k = [a, \"b\", c]", {"a", "b", "c"}},
        {"k = a\nk = b", {"b"}},
        {"\xef\xbb\xbfk = v\r\n", {"v"}},
    };
    for (const auto& [text, values] : rows)
        EXPECT_EQ(pairs(text), (std::vector<std::pair<std::string, Words>>{{"k", values}})) << text;
    EXPECT_TRUE(pairs("# a = b\n; c = d\n[section]\n---\n\n").empty());
    EXPECT_THROW(parse_ini("a = b\n= c"), Error);
}

class Files : public ::testing::Test {
protected:
    std::string write(const std::string& name, const std::string& text) {
        const auto path = test.path() + "/" + name;
        files::write_new(path, text, 0600);
        return path;
    }

    std::variant<Options, Answer> parse(const Words& words, const Words& config_files) {
        return parse_options(words, config_files);
    }

    Options parsed(const Words& words, const Words& config_files) {
        auto result = parse(words, config_files);
        if (const auto* answer = std::get_if<Answer>(&result))
            ADD_FAILURE() << answer->text;
        else
            return std::move(std::get<Options>(result));
        return {};
    }

    std::string refused(const std::string& text) {
        static int number = 0;
        const auto result =
            parse({"certonly"}, {write("refused" + std::to_string(++number), text)});
        const auto* answer = std::get_if<Answer>(&result);
        return answer ? answer->text : "taken: " + text;
    }

    TestDirectory test;
};

TEST_F(Files, are_read_as_if_their_lines_were_options) {
    const auto options = parsed(
        {"certonly"},
        {test.path() + "/absent",
         write(
             "cli.ini",
             "server = https://ca.example/dir\n"
             "eab-kid = kid\n"
             "eab-hmac-key = -key==\n"
             "standalone = true\n"
             "agree-tos\n"
             "--email = a@x.example, b@x.example\n"
             "domains = [a.example, b.example]\n"
             "no-autorenew = yes\n"
             "reuse-key = false\n"
             "verbose = 2\n"
             "deploy-hook = systemctl reload nginx # and that is all\n"
         )}
    );
    EXPECT_EQ(options.server, "https://ca.example/dir");
    EXPECT_EQ(options.eab_key_id, "kid");
    EXPECT_EQ(options.eab_hmac_key.reveal(), "-key==");
    EXPECT_EQ(options.authenticator, "standalone");
    EXPECT_TRUE(options.agree_tos);
    EXPECT_EQ(options.emails, (Words{"a@x.example", "b@x.example"}));
    EXPECT_EQ(options.domains, (Words{"a.example", "b.example"}));
    EXPECT_FALSE(options.autorenew);
    EXPECT_FALSE(options.is_given("reuse_key"));
    EXPECT_EQ(options.verbosity, 2);
    EXPECT_EQ(options.deploy_hook, "systemctl reload nginx");
}

TEST_F(Files, count_less_than_the_command_line_and_later_ones_more) {
    const auto first = write(
        "first.ini",
        "server = https://first/\nemail = f@x\nkey-type = rsa\n"
        "reuse-key = true\ndomains = f.example\n"
    );
    const auto second = write("second.ini", "email = s@x\nreuse-key = false\n");
    const auto third = write("third.ini", "email = t@x\n");
    const auto options = parsed(
        {"certonly", "--key-type", "ecdsa", "-d", "a.example", "-c", third}, {first, second}
    );
    EXPECT_EQ(options.server, "https://first/");
    EXPECT_EQ(options.emails, Words{"t@x"}) << "--config counts most";
    EXPECT_EQ(options.key_type, "ecdsa");
    EXPECT_FALSE(options.reuse_key) << "what is off stays off";
    EXPECT_EQ(options.domains, Words{"a.example"});
    EXPECT_EQ(parsed({"certonly"}, {first, second}).emails, Words{"s@x"});
}

TEST_F(Files, name_no_domains_for_renew) {
    const auto file = write("cli.ini", "domains = a.example\nip-address = 192.0.2.1\n");
    EXPECT_TRUE(parsed({"renew"}, {file}).names().empty());
    EXPECT_EQ(parsed({"certonly"}, {file}).names(), (Words{"a.example", "192.0.2.1"}));
}

TEST_F(Files, are_refused_with_the_setting_and_its_place) {
    const std::pair<const char*, const char*> rows[] = {
        {"\nrequird-profile = x", "unknown setting requird-profile in "},
        {"requird-profile = x", "did you mean --required-profile?"},
        {"required_profile = x", "unknown setting required_profile in "},
        {"m = a@x", "unknown setting m in "},
        {"help = true", "unknown setting help in "},
        {"webroot = true", "webroot in "},
        {"authenticator = webroot", "the authenticator webroot is not supported"},
        {"installer = nginx", "the installer nginx is not supported"},
        {"nginx", "nginx in "},
        {"dry-run = 1", "dry-run in "},
        {"agree-tos = maybe", "must be true or false, not maybe"},
        {"http-01-port = many", "Expected a numeric value for http-01-port in "},
        {"domains = a..b", "empty label"},
        {"= x", "line 1: not a setting"},
    };
    for (const auto& [text, says] : rows)
        EXPECT_NE(refused(text).find(says), std::string::npos) << refused(text);
    EXPECT_NE(refused("\n\nnginx = true").find("(line 3)"), std::string::npos);
}

TEST_F(Files, are_warned_of_where_they_change_nothing) {
    const auto file = write(
        "cli.ini",
        "https-port = 444\nwebroot-path = /var/www\n"
        "dns-rfc2136-credentials = /x\nno-eff-email = true\n"
        "redirect = false\nconfig = /x\n"
    );
    const auto options = parsed({"renew"}, {file});
    ASSERT_EQ(options.without_effect.size(), 4U);
    EXPECT_EQ(options.without_effect[0], "https-port in " + file + " (line 1)");
    EXPECT_EQ(options.without_effect[1], "webroot-path in " + file + " (line 2)");
    EXPECT_EQ(options.without_effect[2], "dns-rfc2136-credentials in " + file + " (line 3)");
    EXPECT_EQ(options.without_effect[3], "config in " + file + " (line 6)");
}

TEST_F(Files, that_were_asked_for_must_exist) {
    const auto result = parse({"renew", "--config", test.path() + "/absent"}, {});
    EXPECT_EQ(std::get<Answer>(result).exit_code, 2);
}

TEST(DefaultConfigFiles, are_certbots) {
    setenv("XDG_CONFIG_HOME", "/x", 1);
    EXPECT_EQ(
        default_config_files(), (Words{"/etc/letsencrypt/cli.ini", "/x/letsencrypt/cli.ini"})
    );
    unsetenv("XDG_CONFIG_HOME");
    const std::string home = std::getenv("HOME") ? std::getenv("HOME") : "/root";
    setenv("HOME", "/h", 1);
    EXPECT_EQ(default_config_files().back(), "/h/.config/letsencrypt/cli.ini");
    setenv("HOME", home.c_str(), 1);
}

} // namespace

} // namespace chancery::client
