// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "client/client_for_tests.hpp"
#include "client/settings/config_obj.hpp"

#include <gtest/gtest.h>

namespace chancery::client {

namespace {

// What certbot 2.1 wrote, with what its users add.
constexpr auto certbot_text = R"(# renew_before_expiry = 30 days
version = 2.1.0
archive_dir = /etc/letsencrypt/archive/a.example
cert = /etc/letsencrypt/live/a.example/cert.pem # ours

# Options used in the renewal process
[renewalparams]
account = 1dbb2665b4cf97ba8eb8282881ebf475
pref_challs = http-01,
renew_hook = "systemctl reload nginx, postfix # both"
post_hook = """echo "a" 'b'
echo second"""
webroot_path = /var/www, "/srv/a, b"
empty = ""
[[webroot_map]]
a.example = /var/www
# the end
)";

TEST(ConfigObj, leaves_byte_for_byte_what_is_not_set) {
    EXPECT_EQ(ConfigObj::parse(certbot_text).to_text(), certbot_text);
}

TEST(ConfigObj, reads_quotes_lists_comments_and_sections) {
    const auto file = ConfigObj::parse(certbot_text);
    EXPECT_EQ(file.find("", "cert"), "/etc/letsencrypt/live/a.example/cert.pem");
    EXPECT_EQ(file.find("renewalparams", "renew_hook"), "systemctl reload nginx, postfix # both");
    EXPECT_EQ(file.find("renewalparams", "post_hook"), "echo \"a\" 'b'\necho second");
    EXPECT_EQ(
        file.find_list("renewalparams", "webroot_path"),
        (std::vector<std::string>{"/var/www", "/srv/a, b"})
    );
    EXPECT_EQ(file.find_list("renewalparams", "pref_challs").size(), 1U);
    EXPECT_EQ(file.find("renewalparams", "empty"), "");
    EXPECT_EQ(file.find("renewalparams/webroot_map", "a.example"), "/var/www");
    EXPECT_FALSE(file.find("renewalparams", "a.example"));
    EXPECT_FALSE(file.find("", "account"));
}

TEST(ConfigObj, changes_one_line_and_adds_at_the_end_of_the_section) {
    auto file = ConfigObj::parse(certbot_text);
    file.set("", "cert", "/x/cert.pem");
    file.set("renewalparams", "server", "https://ca.example/dir");
    file.set("", "fullchain", "/x");
    const auto text = file.to_text();
    EXPECT_NE(
        text.find("\ncert = /x/cert.pem # ours\nfullchain = /x\n\n# Options"), std::string::npos
    );
    EXPECT_NE(
        text.find("empty = \"\"\nserver = https://ca.example/dir\n[[webroot_map]]"),
        std::string::npos
    );
}

TEST(ConfigObj, is_read_by_the_library_that_certbot_uses) {
    ASSERT_EQ(std::system("/usr/bin/python3 -c 'import configobj'"), 0)
        << "python3-configobj, of certbot, is not installed: tools/install-packages test";
    const std::vector<std::string> values{
        "plain",
        "a, b",
        "with # sign",
        " spaces ",
        "it's",
        "say \"x\"",
        "'both' \"kinds\"",
        "two\nlines",
        "",
        "x=y",
        "trailing'"};
    ConfigObj file;
    file.set_heading("heading");
    file.set("", "version", "2.1.0");
    file.add_section("renewalparams", "a comment");
    for (std::size_t i = 0; i < values.size(); ++i)
        file.set("renewalparams", "k" + std::to_string(i), values[i]);
    file.set_list("renewalparams", "one", {"http-01"});
    file.set_list("renewalparams", "more", {"a", "b,c"});
    const testing::TestDirectory directory;
    files::write_new(directory.path() + "/x.conf", file.to_text(), 0644);
    const auto ran = testing::run_program(
        directory,
        "/usr/bin/python3 -c 'import configobj,sys\n"
        "s = configobj.ConfigObj(sys.argv[1], encoding=\"utf-8\")[\"renewalparams\"]\n"
        "print(\"|\".join(s[\"k%d\" % i] for i in range(" +
            std::to_string(values.size()) + ")), s[\"one\"], s[\"more\"], sep=\"|\", end=\"\")' " +
            directory.path() + "/x.conf"
    );
    std::string expected;
    for (const auto& value : values)
        expected += value + "|";
    EXPECT_EQ(ran.out, expected + "['http-01']|['a', 'b,c']");
    const auto again = ConfigObj::parse(file.to_text());
    for (std::size_t i = 0; i < values.size(); ++i)
        EXPECT_EQ(again.find("renewalparams", "k" + std::to_string(i)), values[i]);
}

TEST(ConfigObj, refuses_what_it_cannot_read_with_the_line) {
    for (const auto* text :
         {"nonsense\n",
          "a = 1\na = 2\n",
          "[s]\n[s]\n",
          "a = \"open\n",
          "a = '''open\n",
          "[[s]]\n",
          "a = \"x\" y\n",
          "[s\n",
          "= 1\n"}) {
        try {
            (void)ConfigObj::parse(text);
            FAIL() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::malformed) << text;
            EXPECT_TRUE(error.problem().detail.starts_with("line ")) << text;
        }
    }
}

} // namespace

} // namespace chancery::client
