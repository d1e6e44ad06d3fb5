// SPDX-License-Identifier: Apache-2.0
#include "admin/commands/read.hpp"
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

const std::string account_url = "/acme-accounts/01990000-0000-7000-8000-000000000003";

constexpr auto created = R"({"id": "01990000-0000-7000-8000-000000000003", "name": "physics-web",
    "credential": {"keyId": "8pJ2w5sQm1T7xkRb0VfYzA"}, "hmacKey": "m9Qx2u",
    "directoryUrl": "https://pki.campus.example:8443/acme/ov/directory",
    "added": ["www.campus.example"]})";

TEST(AccountAdd, puts_the_credential_on_the_terms_that_are_given) {
    OfficeForTests office;
    office.on_list("/departments?name=Physics", physics);
    office.on_list("/endpoints?name=ov", ov);
    office.on("POST /acme-accounts", created, 201);
    std::vector<std::string> command{
        "account",
        "add",
        "physics-web",
        "--department",
        "Physics",
        "--endpoint",
        "ov",
        "--domain",
        "www.campus.example"};
    for (const auto* word :
         {"--max-uses",
          "1",
          "--expires",
          "2027-06-30",
          "--algorithm",
          "HS512",
          "--network",
          "192.0.2.0/24",
          "--network",
          "2001:db8::/32"})
        command.emplace_back(word);
    const auto result = office.run(command);
    EXPECT_EQ(result.code, 0) << result.error;
    const auto body = office.last_body();
    const json::Reader members(body);
    EXPECT_EQ(
        members.at("credential").value(),
        json::parse(R"({"maxUses": 1, "expiresAt": "2027-06-30", "algorithm": "HS512"})")
    );
    EXPECT_EQ(
        members.at("allowedNetworks").value(), json::parse(R"(["192.0.2.0/24", "2001:db8::/32"])")
    );
}

TEST(AccountSet, changes_the_terms_that_are_named_and_lifts_them_by_a_word) {
    OfficeForTests office;
    office.on_list("/acme-accounts?name=physics-web", physics_web);
    office.on("PATCH " + account_url, physics_web);
    const auto body_of = [&](std::vector<std::string> options) {
        std::vector<std::string> command{"account", "set", "physics-web"};
        command.insert(command.end(), options.begin(), options.end());
        const auto result = office.run(command);
        EXPECT_EQ(result.code, 0) << result.error;
        EXPECT_EQ(office.last().header("If-Match"), "\"v7\"");
        return office.last_body();
    };
    EXPECT_EQ(body_of({"--max-uses", "5"}), json::parse(R"({"credential": {"maxUses": 5}})"));
    EXPECT_EQ(
        body_of(
            {"--max-uses",
             "unlimited",
             "--expires",
             "never",
             "--algorithm",
             "any",
             "--network",
             "any"}
        ),
        json::parse(
            R"({"credential": {"maxUses": null, "expiresAt": null, "algorithm": null},
                "allowedNetworks": []})"
        )
    );
    const auto count = office.requests().size();
    for (const auto& options : std::vector<std::vector<std::string>>{
             {},
             {"--max-uses", "0"},
             {"--max-uses", "1x"},
             {"--expires", "soon"},
             {"--algorithm", "HS1"}}) {
        std::vector<std::string> command{"account", "set", "physics-web"};
        command.insert(command.end(), options.begin(), options.end());
        EXPECT_EQ(office.run(command).code, 2);
    }
    EXPECT_EQ(office.requests().size(), count);
}

TEST(AccountSet, sets_limits_and_takes_them_back) {
    OfficeForTests office;
    office.on_list("/acme-accounts?name=physics-web", physics_web);
    office.on("PATCH " + account_url, R"({"credential": {}, "allowedNetworks": [],
        "limits": {"ordersPerClient": "300/PT3H", "ordersPerAccount": "none"}})");
    const auto set = [&](const std::string& one, const std::string& other) {
        return office.run({"account", "set", "physics-web", "--limit", one, "--limit", other});
    };
    const auto result = set("ordersPerClient=300/PT3H", "failuresUntilPaused=default");
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"limits": {"failuresUntilPaused": null, "ordersPerClient": "300/PT3H"}})")
    );
    EXPECT_TRUE(
        contains(result.out, "Limits:        ordersPerClient 300/PT3H, ordersPerAccount none")
    ) << result.out;
    EXPECT_EQ(set("none", "failedValidations=5/PT1H").code, 0);
    const auto body = office.last_body();
    EXPECT_EQ(text(*body.find("limits"), "ordersPerClient"), "none");
    EXPECT_EQ(text(*body.find("limits"), "failedValidations"), "5/PT1H");
    const auto count = office.requests().size();
    for (const auto* wrong :
         {"orders=300/PT3H",
          "ordersPerClient",
          "ordersPerClient=",
          "ordersPerClient=300",
          "failuresUntilPaused=200/P1D"})
        EXPECT_EQ(set(wrong, "ordersPerAccount=none").code, 2) << wrong;
    EXPECT_EQ(office.requests().size(), count);
}

TEST(AccountSet, shows_the_terms_as_they_are_then) {
    OfficeForTests office;
    office.on_list("/acme-accounts?name=physics-web", physics_web);
    office.on("PATCH " + account_url, R"({"credential": {"uses": 2, "maxUses": null,
        "algorithm": null, "previousValidUntil": "2026-12-02T10:00:00Z", "revoked": null},
        "allowedNetworks": []})");
    const auto result = office.run({"account", "set", "physics-web", "--max-uses", "unlimited"});
    EXPECT_EQ(
        result.out,
        "Registrations: 2\n"
        "Expires:       never\n"
        "HMAC:          any\n"
        "Networks:      any\n"
        "Key before:    registers until 2026-12-02T10:00:00Z\n"
        "Limits:        as set at its endpoint\n"
    );
}

TEST(AccountRotate, prints_the_new_credential_as_the_first_one_was) {
    OfficeForTests office;
    office.on_list("/acme-accounts?name=physics-web", physics_web);
    office.on("GET /departments/01990000-0000-7000-8000-000000000001", physics);
    office.on_list(account_url + "/names", R"({"name": "www.campus.example"})");
    office.on("POST " + account_url + "/rotate", R"({"name": "physics-web",
        "credential": {"keyId": "new", "previousValidUntil": "2026-12-02T10:00:00Z"},
        "hmacKey": "m9Qx2u", "directoryUrl": "https://pki.campus.example/acme/ov/directory"})");
    const auto result = office.run({"account", "rotate", "physics-web"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(result.out.starts_with("ACME URL: https://pki.campus.example/acme/ov/directory\n"
                                       "Key ID: new\n"
                                       "HMAC key: m9Qx2u\n")
    ) << result.out;
    EXPECT_TRUE(contains(
        result.out, "Clients can register with the previous credential until 2026-12-02T10:00:00Z."
    )) << result.out;
    EXPECT_TRUE(contains(result.out, " --domain www.campus.example ")) << result.out;
    EXPECT_EQ(office.last().header("If-Match"), "\"v7\"");
    EXPECT_EQ(office.last().body, "{}");

    EXPECT_EQ(office.run({"account", "rotate", "physics-web", "--overlap", "0"}).code, 0);
    EXPECT_EQ(office.last_body(), json::parse(R"({"overlap": "P0D"})"));
    EXPECT_EQ(office.run({"account", "rotate", "physics-web", "--overlap", "P7D"}).code, 2);
}

TEST(AccountRevoke, cuts_off_unless_it_is_only_to_block) {
    OfficeForTests office;
    office.on_list("/acme-accounts?name=physics-web", physics_web);
    office.on("POST " + account_url + "/revoke", physics_web);
    const auto cut_off = office.run({"account", "revoke", "physics-web", "--reason", "stolen"});
    EXPECT_EQ(cut_off.code, 0) << cut_off.error;
    EXPECT_TRUE(contains(cut_off.out, "every client of the account is refused")) << cut_off.out;
    EXPECT_EQ(office.last_body(), json::parse(R"({"mode": "cutOff", "reason": "stolen"})"));
    EXPECT_EQ(office.last().header("If-Match"), "\"v7\"");
    EXPECT_EQ(office.run({"account", "revoke", "physics-web", "--block-new"}).code, 0);
    EXPECT_EQ(office.last_body(), json::parse(R"({"mode": "blockNew"})"));
}

} // namespace

} // namespace chancery::admin
