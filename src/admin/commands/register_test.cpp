// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

constexpr auto department_url = "/departments/01990000-0000-7000-8000-000000000001";

void know_physics(OfficeForTests& office) {
    office.on_list("/departments?name=Physics", physics);
}

std::string delegation(int number, const std::string& reach) {
    return R"({"id": "01990000-0000-7000-8000-00000000001)" + std::to_string(number) +
           R"(", "version": 1, "domainName": "lab.campus.example", "reach": ")" + reach +
           R"(", "wildcard": false, "status": "active", "departmentName": "Physics"})";
}

TEST(Department, list_is_a_table_of_all_pages) {
    OfficeForTests office;
    office.on(
        "GET /departments?limit=200",
        std::string(R"({"items": [)") + physics + R"(], "nextCursor": "page 2"})"
    );
    office.on(
        "GET /departments?limit=199&cursor=page%202",
        R"({"items": [{"name": "History", "enabled": false}], "nextCursor": null})"
    );
    office.on(
        "GET /departments?limit=200&cursor=page%202",
        R"({"items": [{"name": "History", "enabled": false}], "nextCursor": null})"
    );
    const auto result = office.run({"department", "list"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        result.out,
        "Name     State     Contacts                   Since\n"
        "Physics  enabled   it@physics.campus.example  1 day ago\n"
        "History  disabled\n"
    );
}

TEST(Department, list_that_is_empty_says_what_it_is_for) {
    OfficeForTests office;
    office.on_list("/departments", "");
    EXPECT_TRUE(contains(office.run({"department", "list"}).out, "chancery admin department add"));
    EXPECT_EQ(
        json::parse(office.run({"department", "list", "--json"}).out),
        json::parse(R"({"items": [], "nextCursor": null})")
    );
}

TEST(Department, is_added_with_its_contacts) {
    OfficeForTests office;
    office.on("POST /departments", physics, 201);
    const auto result =
        office.run({"department", "add", "Physics", "--contact", "a@x.example,b@x.example"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"name": "Physics", "contacts": ["a@x.example", "b@x.example"]})")
    );
}

TEST(Department, is_disabled_under_the_version_that_was_read) {
    OfficeForTests office;
    know_physics(office);
    office.on(std::string("PATCH ") + department_url, physics);
    EXPECT_EQ(office.run({"department", "disable", "Physics"}).code, 0);
    EXPECT_EQ(office.last().header("If-Match"), "\"v3\"");
    EXPECT_EQ(office.last_body(), json::parse(R"({"enabled": false})"));
}

TEST(Department, may_have_a_name_that_looks_like_an_id) {
    OfficeForTests office;
    const std::string name = "01990000-0000-7000-8000-0000000000ff";
    office.on_list("/departments?name=" + name, physics);
    office.on(std::string("PATCH ") + department_url, physics);
    EXPECT_EQ(office.run({"department", "disable", name}).code, 0);
    office.on_list("/departments?name=" + name, "");
    const auto result = office.run({"department", "disable", name});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "there is no department \"" + name)) << result.error;
}

TEST(Department, that_somebody_else_changed_meanwhile_stays_as_it_is) {
    OfficeForTests office;
    know_physics(office);
    office.on(std::string("PATCH ") + department_url, stale, 412);
    const auto result = office.run({"department", "enable", "Physics"});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "\"Physics\" was changed by somebody else")) << result.error;
}

TEST(Department, that_is_not_there_is_named_with_the_command_that_lists_them) {
    OfficeForTests office;
    office.on_list("/departments?name=Chemistry", "");
    EXPECT_EQ(
        office.run({"department", "enable", "Chemistry"}).error,
        "chancery admin: there is no department \"Chemistry\"; `chancery admin department list` "
        "lists them\n"
    );
}

TEST(Department, whose_name_is_another_ones_too_is_said_by_its_id) {
    OfficeForTests office;
    office.on_list(
        "/departments?name=Physics",
        R"({"id": "01990000-0000-7000-8000-000000000001"},
           {"id": "01990000-0000-7000-8000-000000000004"})"
    );
    const auto result = office.run({"department", "enable", "Physics"});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "01990000-0000-7000-8000-000000000004")) << result.error;

    office.on(std::string("GET ") + department_url, physics);
    office.on(std::string("PATCH ") + department_url, physics);
    const std::string id = "01990000-0000-7000-8000-000000000001";
    EXPECT_EQ(office.run({"department", "enable", id}).code, 0);
}

TEST(Domain, is_forbidden_by_being_added_disabled) {
    OfficeForTests office;
    office.on("POST /domains", R"({"name": "co.uk", "enabled": false})", 201);
    const auto result = office.run({"domain", "add", "co.uk", "--disabled"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"name": "co.uk", "validation": {"method": "manual"}, "enabled": false})")
    );
    EXPECT_EQ(
        result.out,
        "Domain co.uk added as disabled: co.uk and all names below it are refused to everybody.\n"
    );
}

TEST(Domain, is_added_as_validated_and_delegated_in_one_step) {
    OfficeForTests office;
    know_physics(office);
    office.on(
        "POST /domains",
        R"({"name": "campus.example", "validation": {"validUntil": "2027-06-30T00:00:00Z"}})",
        201
    );
    const auto result = office.run(
        {"domain",
         "add",
         "campus.example",
         "--evidence",
         "a letter",
         "--valid-until",
         "2027-06-30",
         "--department",
         "Physics"}
    );
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last_body(), json::parse(R"({"name": "campus.example",
        "validation": {"method": "manual", "evidence": "a letter", "validUntil": "2027-06-30"},
        "departmentId": "01990000-0000-7000-8000-000000000001"})"));
    EXPECT_TRUE(contains(result.out, "valid until 30 Jun 2027")) << result.out;
}

TEST(Domain, list_shows_from_where_a_validation_comes) {
    OfficeForTests office;
    office.on_list(
        "/domains",
        R"({"name": "campus.example", "enabled": true, "validation": {"status": "valid",
            "evidence": "a letter", "validatedBy": "local:root",
            "validUntil": "2026-11-30T10:00:00Z"}},
           {"name": "lab.campus.example", "enabled": true, "validation": {"status": "valid",
            "validUntil": "2026-11-30T10:00:00Z", "inheritedFrom": "campus.example"}})"
    );
    EXPECT_EQ(
        office.run({"domain", "list"}).out,
        "Name                State    Validation  Until      Evidence           By\n"
        "campus.example      enabled  valid       in 5 days  a letter           local:root\n"
        "lab.campus.example  enabled  valid       in 5 days  as campus.example\n"
    );
}

TEST(Delegation, is_added_with_its_reach) {
    OfficeForTests office;
    know_physics(office);
    office.on_list("/domains?name=lab.campus.example", "");
    office.on("POST /delegations", delegation(1, "below"), 201);
    const auto result = office.run(
        {"delegation",
         "add",
         "Lab.Campus.Example",
         "--department",
         "Physics",
         "--below",
         "--wildcard"}
    );
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last_body(), json::parse(R"({"domainName": "lab.campus.example",
        "departmentId": "01990000-0000-7000-8000-000000000001", "reach": "below",
        "wildcard": true})"));
}

TEST(Delegation, is_withdrawn_in_the_reach_that_was_named_or_in_both) {
    OfficeForTests office;
    know_physics(office);
    office.on_list(
        "/delegations?domainName=lab.campus.example&departmentId=01990000-0000-7000-8000-"
        "000000000001"
        "&status=active",
        delegation(1, "exact") + "," + delegation(2, "below")
    );
    for (const auto& [number, reach] : {std::pair(1, "exact"), std::pair(2, "below")})
        office.on(
            "POST /delegations/01990000-0000-7000-8000-00000000001" + std::to_string(number) +
                "/withdraw",
            delegation(number, reach)
        );
    const std::vector<std::string> both{
        "delegation", "withdraw", "lab.campus.example", "--department", "Physics"};
    auto below = both;
    below.emplace_back("--below");

    EXPECT_EQ(office.run(below).code, 0);
    EXPECT_EQ(office.requests().size(), 3U);
    EXPECT_TRUE(contains(office.last().target, "000012/withdraw"));
    EXPECT_EQ(office.last().header("If-Match"), "\"v1\"");

    EXPECT_TRUE(contains(office.run(both).out, "(exact); lab.campus.example (below)"));
    EXPECT_EQ(office.requests().size(), 3U + 4U);
}

TEST(Delegation, that_is_not_there_cannot_be_withdrawn) {
    OfficeForTests office;
    know_physics(office);
    office.on_list(
        "/delegations?domainName=lab.campus.example&departmentId=01990000-0000-7000-8000-"
        "000000000001"
        "&status=active",
        delegation(1, "exact")
    );
    const auto result = office.run(
        {"delegation", "withdraw", "lab.campus.example", "--department", "Physics", "--below"}
    );
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "no such active delegation")) << result.error;
}

TEST(Organization, is_changed_only_in_what_was_given) {
    OfficeForTests office;
    office.on_list(
        "/organizations",
        R"({"id": "01990000-0000-7000-8000-000000000009", "version": 2, "name": "Campus"})"
    );
    office.on("PATCH /organizations/01990000-0000-7000-8000-000000000009", R"({"name": "Campus"})");
    const auto result =
        office.run({"organization", "set", "--state", "Ohio", "--contact", "pki@campus.example"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"stateOrProvince": "Ohio", "contactEmail": "pki@campus.example"})")
    );
    EXPECT_EQ(office.last().header("If-Match"), "\"v2\"");
}

TEST(Events, are_as_many_as_asked_for) {
    OfficeForTests office;
    office.on(
        "GET /events?outcome=refused&limit=1",
        R"({"items": [{"time": "2026-11-25T09:00:00Z", "actor": {"name": "local:root"},
            "action": "order.refused", "object": {"type": "order", "id": "x", "name": ""},
            "outcome": "refused", "detail": "not delegated", "count": 3}], "nextCursor": "c"})"
    );
    const auto result = office.run({"event", "list", "--limit", "1", "--outcome", "refused"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        result.out,
        "Time        Who         Action         On  Outcome  Detail\n"
        "1 hour ago  local:root  order.refused  x   refused  not delegated (3 times)\n"
        "These are the first 1; --limit shows more, a filter fewer.\n"
    );
    EXPECT_EQ(office.requests().size(), 1U);
}

TEST(Events, show_what_was_changed_where_they_say_no_more) {
    OfficeForTests office;
    office.on(
        "GET /events?limit=50",
        R"({"items": [{"detail": "", "changes": [{"field": "enabled", "from": "true",
            "to": "false"}, {"field": "names", "from": "", "to": "a.example"},
            {"field": "contacts", "from": "x@a.example", "to": null}]}], "nextCursor": null})"
    );
    const auto result = office.run({"event", "list"});
    EXPECT_TRUE(contains(
        result.out, "enabled: true -> false, names: + a.example, contacts: - x@a.example\n"
    )) << result.out;
}

TEST(Endpoint, is_shown_with_its_url) {
    OfficeForTests office;
    office.on_list("/endpoints?name=ov", ov);
    EXPECT_TRUE(contains(
        office.run({"endpoint", "show", "ov"}).out,
        "ACME URL:   https://pki.campus.example:8443/acme/ov/directory\n"
    ));
}

} // namespace

} // namespace chancery::admin
