// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

constexpr auto nightly = R"({"id": "0199", "version": 1, "name": "nightly", "role": "auditor",
    "token": "chy_4mZ2Kq"})";

TEST(TokenAdd, prints_the_secret_on_a_line_of_its_own) {
    OfficeForTests office;
    office.on("POST /tokens", nightly, 201);
    const auto result = office.run({"token", "add", "nightly", "--expires", "2027-06-30"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(contains(result.out, "\nchy_4mZ2Kq\n")) << result.out;
    EXPECT_FALSE(contains(result.out, "?")) << result.out;
}

TEST(TokenAdd, with_json_prints_the_answer_alone) {
    OfficeForTests office;
    office.on("POST /tokens", nightly, 201);
    EXPECT_EQ(
        json::parse(office.run({"token", "add", "nightly", "--expires", "2027-06-30", "--json"}).out
        ),
        json::parse(nightly)
    );
}

TEST(TokenAdd, that_brings_no_secret_fails) {
    OfficeForTests office;
    office.on("POST /tokens", R"({"id": "0199", "name": "nightly"})", 201);
    const auto result = office.run({"token", "add", "nightly", "--expires", "2027-06-30"});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "\"token\"")) << result.error;
}

TEST(TokenAdd, takes_a_day_as_the_expiry) {
    OfficeForTests office;
    office.on("POST /tokens", nightly, 201);
    EXPECT_EQ(office.run({"token", "add", "nightly", "--expires", "2027-06-30"}).code, 0);
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"name": "nightly", "role": "auditor", "expiresAt": "2027-06-30"})")
    );
}

TEST(TokenAdd, names_the_departments_of_a_department_administrator) {
    OfficeForTests office;
    office.on_list("/departments?name=Physics", physics);
    office.on("POST /tokens", nightly, 201);
    const auto result = office.run(
        {"token",
         "add",
         "nightly",
         "--role",
         "departmentAdministrator",
         "--department",
         "Physics",
         "--expires",
         "2027-06-30"}
    );
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        office.last_body(),
        json::parse(
            R"({"name": "nightly", "role": "departmentAdministrator", "departmentIds": ["01990000-0000-7000-8000-000000000001"], "expiresAt": "2027-06-30"})"
        )
    );
}

TEST(TokenAdd, without_an_end_is_for_administrators_only) {
    OfficeForTests office;
    office.on("POST /tokens", nightly, 201);
    const auto auditor = office.run({"token", "add", "nightly"});
    EXPECT_EQ(auditor.code, 2);
    EXPECT_TRUE(contains(auditor.error, "--expires is required")) << auditor.error;
    EXPECT_TRUE(office.requests().empty());
    EXPECT_EQ(office.run({"token", "add", "nightly", "--role", "administrator"}).code, 0);
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"name": "nightly", "role": "administrator", "expiresAt": null})")
    );
}

TEST(TokenSet, gives_it_other_departments) {
    OfficeForTests office;
    office.on_list("/departments?name=Physics", physics);
    office.on("GET /tokens/0199", nightly);
    office.on("PATCH /tokens/0199", nightly);
    const auto result = office.run({"token", "set", "0199", "--department", "Physics"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"departmentIds": ["01990000-0000-7000-8000-000000000001"]})")
    );
    EXPECT_TRUE(contains(result.out, "Physics")) << result.out;
}

} // namespace

} // namespace chancery::admin
