// SPDX-License-Identifier: Apache-2.0
// What a command says of a change that does not yet let anybody have certificates.
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

const std::string account_id = "01990000-0000-7000-8000-000000000003";
const std::string department_path = "/departments/01990000-0000-7000-8000-000000000001";
const std::string endpoint_path = "/endpoints/01990000-0000-7000-8000-000000000002";

std::string account_with(const std::string& credential, const std::string& enabled = "true") {
    return R"({"id": ")" + account_id + R"(", "version": 7, "name": "physics web",
        "enabled": )" +
           enabled + R"(, "departmentId": "01990000-0000-7000-8000-000000000001",
        "endpointId": "01990000-0000-7000-8000-000000000002", "credential": {)" +
           credential + "}}";
}

void know(OfficeForTests& office, const std::string& account) {
    office.on_list("/acme-accounts?name=physics%20web", account);
    office.on("PATCH /acme-accounts/" + account_id, account);
    office.on(
        "PATCH /acme-accounts/" + account_id + "/names", R"({"added": ["mail.campus.example"]})"
    );
    office.on_list(
        "/clients?acmeAccountId=" + account_id,
        R"({"id": "0199", "version": 1, "thumbprint": "t", "status": "valid"})"
    );
    office.on("POST /clients/0199/resume", R"({"id": "0199"})");
}

std::string shown_by_enable(const std::string& account) {
    OfficeForTests office;
    know(office, account);
    const auto result = office.run({"account", "enable", "physics web"});
    EXPECT_EQ(result.code, 0) << result.error;
    return result.out;
}

std::string without(std::string object, std::string_view member) {
    const auto enabled = object.find("\"enabled\": true");
    return object.replace(enabled, 15, "\"enabled\": " + std::string(member));
}

TEST(AccountEnable, says_that_its_hosts_go_on_where_nothing_stops_them) {
    EXPECT_EQ(
        shown_by_enable(account_with(R"("uses": 2, "maxUses": 5)")),
        "Enabled ACME account \"physics web\". Its hosts can continue.\n"
    );
}

TEST(AccountEnable, says_what_of_the_credential_still_stops_hosts_and_what_changes_that) {
    struct Case {
        std::string credential;
        std::string says;
    };

    for (const auto& [credential, says] : {
             Case{
                 R"("revoked": "cutOff")",
                 "Its credential stays revoked and its clients stay cut off: `chancery admin "
                 "account rotate 'physics web'`"},
             Case{
                 R"("revoked": "blockNew")",
                 "Its credential stays revoked for new clients: `chancery admin account rotate "
                 "'physics web'`"},
             Case{
                 R"("expiresAt": "2026-11-25T10:00:00Z")",
                 "its credential expired at 2026-11-25T10:00:00Z: `chancery admin account set "
                 "'physics web' --expires DATE`"},
             Case{
                 R"("uses": 5, "maxUses": 5)",
                 "because 5 of 5 have: `chancery admin account set 'physics web' --max-uses N`"},
         }) {
        const auto out = shown_by_enable(account_with(credential));
        EXPECT_TRUE(contains(out, "Enabled ACME account \"physics web\".\n")) << out;
        EXPECT_TRUE(contains(out, says)) << out;
        EXPECT_FALSE(contains(out, "go on")) << out;
    }
}

TEST(AccountEnable, says_of_what_else_is_disabled) {
    OfficeForTests office;
    know(office, account_with(""));
    office.on("GET " + department_path, without(physics, "false"));
    office.on("GET " + endpoint_path, without(ov, "false"));
    const auto out = office.run({"account", "enable", "physics web"}).out;
    EXPECT_TRUE(contains(out, "`chancery admin department enable Physics`")) << out;
    EXPECT_TRUE(contains(out, "`chancery admin endpoint set --enable ov`")) << out;
}

TEST(AccountNames, are_not_called_usable_where_the_account_is_disabled) {
    OfficeForTests office;
    know(office, account_with("", "false"));
    const auto out =
        office.run({"account", "names", "physics web", "add", "mail.campus.example"}).out;
    EXPECT_FALSE(contains(out, "usable")) << out;
    EXPECT_TRUE(contains(out, "`chancery admin account enable 'physics web'`")) << out;

    know(office, account_with(""));
    EXPECT_EQ(
        office.run({"account", "names", "physics web", "add", "mail.campus.example"}).out,
        "Added to \"physics web\", usable at once: mail.campus.example.\n"
    );
}

TEST(AccountClients, that_are_resumed_hear_of_a_revoked_credential) {
    OfficeForTests office;
    know(office, account_with(R"("revoked": "cutOff")"));
    const auto out = office.run({"account", "clients", "physics web", "resume", "t"}).out;
    EXPECT_TRUE(contains(out, "stay cut off")) << out;
}

TEST(DepartmentEnable, names_the_accounts_that_stay_disabled_and_revoked) {
    OfficeForTests office;
    office.on_list("/departments?name=Physics", physics);
    office.on("PATCH " + department_path, physics);
    EXPECT_EQ(
        office.run({"department", "enable", "Physics"}).out, "Department \"Physics\" enabled.\n"
    );

    const std::string asked =
        "GET /acme-accounts?departmentId=01990000-0000-7000-8000-000000000001&status=";
    office.on(
        asked + "disabled&limit=6",
        R"({"items": [{"name": "a"}, {"name": "b"}], "nextCursor": null})"
    );
    office.on(asked + "revoked&limit=6", R"({"items": [{"name": "c"}], "nextCursor": null})");
    const auto out = office.run({"department", "enable", "Physics"}).out;
    EXPECT_TRUE(contains(out, "ACME accounts that stay disabled: a, b.")) << out;
    EXPECT_TRUE(contains(out, "ACME accounts that stay revoked: c.")) << out;
}

struct DomainCase {
    std::string command;
    std::string enabled;
    std::string validation;
    std::string disabled_domains;
    std::vector<std::string> says;
};

TEST(Domain, enabled_or_validated_is_told_with_what_still_stops_its_names) {
    const std::string id = "01990000-0000-7000-8000-000000000007";
    const auto none = std::vector<std::string>();
    for (const auto& [command, enabled, validation, disabled, says] : {
             DomainCase{"enable", "false", "valid", "", none},
             DomainCase{
                 "enable",
                 "false",
                 "lapsed",
                 "",
                 {"`chancery admin domain validate lab.campus.example --evidence TEXT`"}},
             DomainCase{
                 "enable",
                 "false",
                 "valid",
                 R"({"name": "campus.example", "enabled": false},
                    {"name": "x.lab.campus.example", "enabled": false},
                    {"name": "other.example", "enabled": false},
                    {"name": "notlab.campus.example", "enabled": false},
                    {"name": "lab.campus.example", "enabled": false})",
                 {"`chancery admin domain enable campus.example`",
                  "Domains below it that stay disabled: x.lab.campus.example."}},
             DomainCase{
                 "validate",
                 "false",
                 "valid",
                 "",
                 {"`chancery admin domain enable lab.campus.example`"}},
         }) {
        OfficeForTests office;
        const auto domain = R"({"id": ")" + id +
                            R"(", "version": 1, "name": "lab.campus.example", "enabled": )" +
                            enabled + R"(, "validation": {"status": ")" + validation + "\"}}";
        office.on_list("/domains?name=lab.campus.example", domain);
        office.on_list("/domains?enabled=false", disabled);
        office.on("PATCH /domains/" + id, domain);
        const auto out = office.run({"domain", command, "lab.campus.example"}).out;
        for (const auto& sentence : says)
            EXPECT_TRUE(contains(out, sentence)) << out;
        EXPECT_FALSE(contains(out, "other.example")) << out;
        EXPECT_FALSE(contains(out, "notlab")) << out;
        EXPECT_EQ(std::ranges::count(out, '\n'), 1 + static_cast<int>(says.size())) << out;
    }
}

} // namespace

} // namespace chancery::admin
