// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"
#include "net/http_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::admin {

namespace {

using Arguments = std::vector<std::string>;

struct Wrong {
    Arguments arguments;
    const char* says;
};

TEST(CommandLine, says_what_is_wrong_with_it_and_exits_with_2) {
    OfficeForTests office;
    for (const auto& [arguments, says] : {
             Wrong{{}, "there are organization, department"},
             Wrong{{"department"}, "there are add, list, enable"},
             Wrong{{"department", "ad"}, "no command \"ad\""},
             Wrong{{"department", "add"}, "NAME"},
             Wrong{{"department", "add", "Physics", "--colour", "red"}, "--colour"},
             Wrong{{"delegation", "add", "a.example", "--exact"}, "--department"},
             Wrong{{"delegation", "add", "a.example", "--department", "D"}, "--exact"},
             Wrong{
                 {"delegation", "add", "a.example", "--department", "D", "--exact", "--below"},
                 "--exact"},
             Wrong{{"domain", "add", "a.example", "--valid-until", "tomorrow"}, "is not a date"},
             Wrong{{"organization", "set"}, "required"},
             Wrong{{"account", "names", "web", "replace", "a.example"}, "replace"},
             Wrong{{"account", "names", "web", "add"}, "no names given"},
             Wrong{{"account", "clients", "web", "deactivate"}, "name the client"},
             Wrong{{"event", "list", "--limit", "0"}, "limit"},
             Wrong{{"department", "add", "Caf\xe9"}, "\"Caf?\" is not text in UTF-8"},
             Wrong{{"department", "disable", ""}, "NAME: must not be empty"},
             Wrong{{"delegation", "withdraw", "", "--department", "D"}, "NAME: must not be empty"},
             Wrong{{"delegation", "withdraw", "a", "--department", ""}, "--department: must not"},
             Wrong{
                 {"account", "add", "a", "--department", "D", "--endpoint", "ov", "--domain", ""},
                 "--domain: must not be empty"},
             Wrong{{"endpoint", "list", "--data", "/x", "--server", "https://y"}, "two offices"},
         }) {
        const auto result = office.run(arguments);
        const auto shown = testing::PrintToString(arguments);
        EXPECT_EQ(result.code, 2) << shown;
        EXPECT_EQ(result.error.rfind("chancery admin: ", 0), 0U) << shown << result.error;
        EXPECT_TRUE(contains(result.error, says)) << shown << result.error;
        EXPECT_EQ(result.out, "") << shown;
    }
    EXPECT_TRUE(office.requests().empty());
}

TEST(CommandLine, takes_no_empty_filter_and_names_its_option) {
    OfficeForTests office;
    for (const auto& [command, option] : std::vector<std::pair<std::string, std::string>>{
             {"certificate", "--name"},
             {"certificate", "--account"},
             {"certificate", "--department"},
             {"event", "--action"},
             {"event", "--actor"},
             {"event", "--department"},
             {"delegation", "--name"},
             {"delegation", "--department"},
             {"domain", "--department"},
             {"account", "--department"}}) {
        const auto result = office.run({command, "list", option, ""});
        EXPECT_EQ(result.code, 2);
        EXPECT_TRUE(contains(result.error, option + ": must not be empty")) << result.error;
    }
    EXPECT_TRUE(office.requests().empty());
}

TEST(CommandLine, takes_no_empty_name_for_whatever_there_is) {
    OfficeForTests office;
    const auto result = office.run({"domain", "add", "a.example", "--department", ""});
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(result.error, "chancery admin: the name of the department must not be empty\n");
    EXPECT_TRUE(office.requests().empty());
}

TEST(CommandLine, points_to_the_help_of_the_command_that_was_meant) {
    const auto result = run_with({"account", "add", "web"}, {});
    EXPECT_TRUE(contains(result.error, "`chancery admin account add --help`")) << result.error;
}

TEST(CommandLine, must_say_which_office) {
    const auto result = run_with({"department", "list"}, {});
    EXPECT_EQ(result.code, 2);
    EXPECT_TRUE(contains(result.error, "--data DIR")) << result.error;
}

TEST(CommandLine, sends_no_token_in_clear_or_to_nobody) {
    for (const auto& [arguments, says] : {
             Wrong{{"--server", "http://pki.example", "--token-file", "t"}, "https"},
             Wrong{{"--server", "https://pki.example"}, "--token-file"},
             Wrong{{"--data", "/x", "--token-file", "t"}, "--server"},
         }) {
        auto all = arguments;
        all.insert(all.end(), {"department", "list"});
        const auto result = run_with(all, {});
        EXPECT_EQ(result.code, 2);
        EXPECT_TRUE(contains(result.error, says)) << result.error;
    }
}

TEST(CommandLine, takes_its_general_options_before_and_after_the_words) {
    OfficeForTests office;
    office.on_list("/departments", physics);
    const std::string data = office.directory / "";
    for (const auto& arguments : {
             Arguments{"--data", data, "--json", "department", "list"},
             Arguments{"department", "--data", data, "list", "--json"},
             Arguments{"department", "list", "--json", "--data", data},
         }) {
        const auto result = run_with(arguments, {});
        EXPECT_EQ(result.code, 0) << result.error;
        EXPECT_TRUE(contains(result.out, "\"Physics\"")) << result.out;
    }
}

TEST(CommandLine, takes_a_commands_word_as_a_name_where_a_name_belongs) {
    OfficeForTests office;
    office.on("POST /departments", physics, 201);
    EXPECT_EQ(office.run({"department", "add", "list"}).code, 0);
    EXPECT_EQ(std::get<std::string>(office.last_body().find("name")->variant()), "list");
}

TEST(Help, is_there_at_each_level_with_an_example) {
    for (const auto& words : {
             Arguments{},
             Arguments{"organization"},
             Arguments{"organization", "set"},
             Arguments{"department", "add"},
             Arguments{"domain", "validate"},
             Arguments{"delegation", "withdraw"},
             Arguments{"account"},
             Arguments{"account", "add"},
             Arguments{"account", "names"},
             Arguments{"account", "clients"},
             Arguments{"account", "why"},
             Arguments{"certificate", "show"},
             Arguments{"event", "list"},
             Arguments{"endpoint", "show"},
         }) {
        auto arguments = words;
        arguments.emplace_back("--help");
        const auto result = run_with(arguments, {});
        EXPECT_EQ(result.code, 0);
        EXPECT_EQ(result.error, "");
        std::string line = "  chancery admin ";
        for (const auto& word : words)
            line += word + " ";
        EXPECT_TRUE(contains(result.out, line.substr(0, line.size() - 1))) << result.out;
        EXPECT_TRUE(contains(result.out, "--data")) << result.out;
    }
}

TEST(Office, that_does_not_run_is_named_in_one_line) {
    const net::testing::Directory empty;
    const auto result = run_with({"department", "list", "--data", empty / ""}, {});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "/api.sock")) << result.error;
    EXPECT_EQ(std::ranges::count(result.error, '\n'), 1) << result.error;
}

TEST(Office, that_is_another_program_is_recognised) {
    OfficeForTests office;
    net::Response page;
    page.content_type = "text/html";
    page.body = "<html>";
    office.on("GET /departments?limit=200", page);
    const auto result = office.run({"department", "list"});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "chanceryd")) << result.error;
}

TEST(Office, far_away_gets_the_token_and_is_trusted_by_the_file_given) {
    OfficeForTests office;
    office.on_list("/departments", physics);
    const auto identity = net::testing::make_identity("DNS:localhost,IP:127.0.0.1");
    Metrics metrics;
    net::HttpServer server({.threads = 1}, metrics);
    const auto port = server.listen_tls(
        {"127.0.0.1", 0},
        std::make_shared<net::TlsServer>(identity.chain, identity.key),
        [&](const auto& request) { return office.answer(request); }
    );
    server.start();
    const Arguments arguments{
        "department",
        "list",
        "--server",
        "https://localhost:" + std::to_string(port) + "/",
        "--token-file",
        office.directory.write("token", "chy_abc\n")};

    const auto untrusted = run_with(arguments, {});
    EXPECT_EQ(untrusted.code, 1);
    EXPECT_TRUE(contains(untrusted.error, "not trusted")) << untrusted.error;
    EXPECT_TRUE(office.requests().empty()) << "the token must not be sent";

    const auto bundle = office.directory.write("ca.pem", identity.chain);
    for (const auto* variable : net::trust_variables)
        EXPECT_EQ(run_with(arguments, {{variable, bundle}}).code, 0) << variable;
    auto with_file = arguments;
    with_file.insert(with_file.end(), {"--ca-file", bundle});
    const auto result = run_with(with_file, {{"SSL_CERT_FILE", "/nowhere"}});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last().header("Authorization"), "Bearer chy_abc");
    EXPECT_EQ(office.last().target, "/api/v1/departments?limit=200");
}

TEST(TokenFile, must_hold_one_token) {
    const net::testing::Directory directory;
    for (const auto& file : {
             directory / "absent",
             directory.write("empty", "\n"),
             directory.write("two", "chy_a\nchy_b\n"),
         }) {
        const auto result = run_with(
            {"department", "list", "--server", "https://pki.invalid", "--token-file", file}, {}
        );
        EXPECT_EQ(result.code, 1);
        EXPECT_TRUE(contains(result.error, file)) << result.error;
        EXPECT_FALSE(contains(result.error, "chy_a")) << "a token is in no message";
    }
}

TEST(Error, is_the_servers_sentence_with_the_places_it_is_about) {
    OfficeForTests office;
    office.on(
        "POST /departments",
        R"({"type": "https://pki.campus.example/problems/invalid", "title": "Invalid",
            "status": 422, "detail": "2 values may not be as they are",
            "errors": [{"pointer": "/name", "detail": "must have 1 to 128 characters"},
                       {"pointer": "/contacts/0", "detail": "must be a mail address"}]})",
        422
    );
    const auto result = office.run({"department", "add", "Physics", "--contact", "x"});
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(
        result.error,
        "chancery admin: 2 values may not be as they are\n"
        "  NAME must have 1 to 128 characters\n"
        "  --contact x must be a mail address\n"
    );
    EXPECT_EQ(result.out, "");
}

TEST(Error, with_json_is_the_problem_document_too) {
    OfficeForTests office;
    office.on("POST /departments", refusal, 422);
    const auto result = office.run({"department", "add", "Physics", "--json"});
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(json::parse(result.out), json::parse(refusal));
    EXPECT_TRUE(result.error.starts_with("chancery admin: *.lab.campus.example"));
}

TEST(Error, lets_no_server_command_the_terminal) {
    OfficeForTests office;
    office.on(
        "GET /departments?limit=200",
        R"({"type": "x/problems/forbidden", "detail": "a\u001b[2Jb\nc"})",
        403
    );
    EXPECT_EQ(office.run({"department", "list"}).error, "chancery admin: a\\u001b[2Jb\\u000ac\n");
}

} // namespace

} // namespace chancery::admin
