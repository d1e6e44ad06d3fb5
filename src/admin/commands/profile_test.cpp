// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

constexpr auto week = R"({"id": "week", "version": 3, "name": "week", "description": "For a week",
    "lifetime": "P7D", "keyTypes": ["ecdsaP256", "ed25519"], "extendedKeyUsages": ["serverAuth"],
    "subject": "organization", "certificatePolicies": [], "maxNames": 7,
    "validityByOrder": false, "rules": "office", "underscores": true})";

TEST(Profile, is_shown_with_what_its_certificates_are) {
    OfficeForTests office;
    office.on_list("/profiles?name=week", week);
    const auto result = office.run({"profile", "show", "week"});
    EXPECT_EQ(result.code, 0) << result.error;
    for (const auto* line :
         {"Lifetime:    P7D\n",
          "Keys:        ecdsaP256, ed25519\n",
          "Usages:      serverAuth\n",
          "Policies:    none\n",
          "Names:       7 at most\n",
          "Must-staple: refused\n",
          "Rules:       office\n",
          "Underscores: allowed\n"})
        EXPECT_TRUE(contains(result.out, line)) << line << result.out;
}

TEST(Profile, is_added_and_changed_in_what_is_named) {
    OfficeForTests office;
    office.on_list("/profiles?name=week", week);
    office.on("POST /profiles", week, 201);
    office.on("PATCH /profiles/week", week);
    const auto added = office.run(
        {"profile",
         "add",
         "week",
         "--lifetime",
         "P7D",
         "--key-type",
         "ecdsaP256,ed25519",
         "--client-auth",
         "on",
         "--validity-by-order",
         "on",
         "--must-staple",
         "on",
         "--rules",
         "office",
         "--underscores",
         "on"}
    );
    EXPECT_EQ(added.code, 0) << added.error;
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"name": "week", "lifetime": "P7D", "keyTypes": ["ecdsaP256", "ed25519"],
            "extendedKeyUsages": ["serverAuth", "clientAuth"], "validityByOrder": true, "mustStaple": true,
            "rules": "office", "underscores": true})")
    );

    const auto changed = office.run(
        {"profile", "set", "week", "--key-type", "any", "--max-names", "3", "--policy", "none"}
    );
    EXPECT_EQ(changed.code, 0) << changed.error;
    EXPECT_EQ(office.last().header("If-Match"), "\"v3\"");
    EXPECT_EQ(
        office.last_body(),
        json::parse(R"({"keyTypes": [], "certificatePolicies": [], "maxNames": 3})")
    );
}

TEST(Profile, takes_no_value_that_cannot_be) {
    OfficeForTests office;
    const auto wrong = [&](const std::string& option, const std::string& value) {
        return office.run({"profile", "set", "week", option, value});
    };
    EXPECT_TRUE(contains(wrong("--lifetime", "7").error, "not an ISO 8601 duration"));
    EXPECT_TRUE(contains(wrong("--max-names", "many").error, "not a number"));
    EXPECT_EQ(wrong("--subject", "person").code, 2);
    EXPECT_EQ(wrong("--rules", "none").code, 2);
    EXPECT_TRUE(contains(office.run({"profile", "set", "week"}).error, "nothing to change"));
    EXPECT_TRUE(office.requests().empty());
}

TEST(Profile, that_was_added_is_offered_by_the_command_that_is_printed_and_takes_none_away) {
    OfficeForTests office;
    office.on("POST /profiles", week, 201);
    const auto hint = office.run({"profile", "add", "week"}).out;
    ASSERT_TRUE(contains(hint, "`chancery admin endpoint set ENDPOINT --add-profile week`"))
        << hint;

    const std::string ov_with_two = R"({"id": "0199", "version": 1, "name": "ov",
        "profiles": ["ov", "short"], "stagingOf": null})";
    office.on_list("/endpoints?name=ov", ov_with_two);
    office.on("PATCH /endpoints/0199", ov_with_two);
    const auto result = office.run({"endpoint", "set", "ov", "--add-profile", "week"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last_body(), json::parse(R"({"profiles": ["ov", "short", "week"]})"));
    EXPECT_EQ(office.last().header("If-Match"), "\"v1\"") << "nobody's change is overwritten";
}

} // namespace

} // namespace chancery::admin
