// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::admin {

namespace {

constexpr auto issuer = R"({"id": "01990000-0000-7000-8000-000000000004", "version": 1,
    "name": "Campus CA", "kind": "builtIn"})";

constexpr auto lab = R"({"id": "01990000-0000-7000-8000-000000000005", "version": 4,
    "name": "lab", "title": "Of the laboratory", "enabled": true, "eabRequired": true,
    "directoryUrl": "https://pki.campus.example:8443/acme/lab/directory",
    "issuerIds": ["01990000-0000-7000-8000-000000000004"], "issuerNames": ["Campus CA"],
    "profiles": ["internal"], "stagingOf": null, "stagingOfName": null, "termsOfServiceUrl": "",
    "validation": {"policy": "challenge", "challengeTypes": ["http-01", "dns-01"],
    "lifetime": "P30D", "checkCaa": false, "caaIdentities": [],
    "targets": {"allowed": ["10.0.0.0/8"], "denied": []},
    "ports": {"http": 80, "https": 443, "tls": 443}}, "reusePendingOrders": true,
    "limits": {"ordersPerClient": "300/PT3H"}})";

constexpr auto lab_url = "/endpoints/01990000-0000-7000-8000-000000000005";

void know_lab(OfficeForTests& office) {
    office.on_list("/endpoints?name=lab", lab);
    office.on_list("/issuers?name=Campus%20CA", issuer);
    office.on(std::string("PATCH ") + lab_url, lab);
}

TEST(Endpoint, is_shown_with_the_rules_it_issues_by) {
    OfficeForTests office;
    know_lab(office);
    const auto result = office.run({"endpoint", "show", "lab"});
    EXPECT_EQ(result.code, 0) << result.error;
    for (const auto* line :
         {"Issuer:     Campus CA\n",
          "Validation: challenge\n",
          "Challenges: http-01, dns-01\n",
          "Networks:   10.0.0.0/8\n",
          "Ports:      http 80, https 443, tls-alpn 443\n",
          "Proofs:     reused for P30D\n",
          "Limits:     ordersPerClient 300/PT3H\n",
          "Pending:    the same order again gets the one that is open\n"})
        EXPECT_TRUE(contains(result.out, line)) << line << result.out;
}

TEST(Endpoint, is_added_with_its_issuer_by_name) {
    OfficeForTests office;
    know_lab(office);
    office.on("POST /endpoints", lab, 201);
    const auto result = office.run(
        {"endpoint",
         "add",
         "lab",
         "--issuer",
         "Campus CA",
         "--profile",
         "internal",
         "--validation",
         "challenge",
         "--challenge",
         "http-01",
         "--challenge",
         "dns-01",
         "--eab",
         "off",
         "--reuse-proofs",
         "P7D"}
    );
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(contains(result.out, "/acme/lab/directory")) << result.out;
    EXPECT_EQ(office.last_body(), json::parse(R"({"name": "lab", "title": "lab",
            "issuerIds": ["01990000-0000-7000-8000-000000000004"], "profiles": ["internal"],
            "validation": {"policy": "challenge",
            "challengeTypes": ["http-01", "dns-01"], "lifetime": "P7D"}, "eabRequired": false})"));
}

TEST(Endpoint, is_changed_in_what_is_named_under_the_version_that_was_read) {
    OfficeForTests office;
    know_lab(office);
    const auto result = office.run(
        {"endpoint",
         "set",
         "lab",
         "--disable",
         "--allow-network",
         "none",
         "--terms-of-service",
         "none",
         "--caa",
         "on",
         "--http-port",
         "8080",
         "--limit",
         "failedValidations=5/PT1H"}
    );
    EXPECT_EQ(result.code, 0) << result.error;
    const auto sent = office.requests();
    const auto patch = std::ranges::find(sent, "PATCH", &net::Request::method);
    ASSERT_NE(patch, sent.end());
    EXPECT_EQ(patch->header("If-Match"), "\"v4\"");
    EXPECT_EQ(
        json::parse(patch->body),
        json::parse(R"({"validation": {"checkCaa": true, "targets": {"allowed": []},
            "ports": {"http": 8080}}, "termsOfServiceUrl": "", "limits": {"failedValidations": "5/PT1H"}, "enabled": false})"
        )
    );
}

TEST(Endpoint, offers_a_profile_more_or_less_beside_those_it_has) {
    OfficeForTests office;
    know_lab(office);
    const auto profiles_after = [&](const std::vector<std::string>& options) {
        std::vector<std::string> words{"endpoint", "set", "lab"};
        words.insert(words.end(), options.begin(), options.end());
        const auto result = office.run(words);
        EXPECT_EQ(result.code, 0) << result.error;
        const auto sent = office.requests();
        const auto patch = std::find_if(sent.rbegin(), sent.rend(), [](const net::Request& each) {
            return each.method == "PATCH";
        });
        return json::to_text(json::parse(patch->body));
    };
    EXPECT_EQ(profiles_after({"--add-profile", "a,b"}), R"({"profiles":["internal","a","b"]})");
    EXPECT_EQ(profiles_after({"--add-profile", "internal"}), R"({"profiles":["internal"]})");
    EXPECT_EQ(
        profiles_after({"--remove-profile", "internal", "--add-profile", "a"}),
        R"({"profiles":["a"]})"
    );
    const auto absent = office.run({"endpoint", "set", "lab", "--remove-profile", "ov"});
    EXPECT_EQ(absent.code, 1);
    EXPECT_EQ(
        absent.error, "chancery admin: --remove-profile ov: the endpoint offers only internal\n"
    );
    EXPECT_EQ(
        office.run({"endpoint", "set", "lab", "--profile", "a", "--add-profile", "b"}).code, 2
    );
}

TEST(Endpoint, takes_no_value_that_cannot_be) {
    OfficeForTests office;
    const auto wrong = [&](const std::string& option, const std::string& value) {
        return office.run({"endpoint", "set", "lab", option, value});
    };
    EXPECT_TRUE(contains(wrong("--http-port", "0").error, "not a port"));
    EXPECT_TRUE(contains(wrong("--reuse-proofs", "30 days").error, "not an ISO 8601 duration"));
    EXPECT_EQ(wrong("--caa", "yes").code, 2);
    EXPECT_EQ(wrong("--validation", "none").code, 2);
    EXPECT_TRUE(contains(office.run({"endpoint", "set", "lab"}).error, "nothing to change"));
    EXPECT_TRUE(contains(office.run({"endpoint", "add", "lab"}).error, "--issuer and --profile"));
    EXPECT_EQ(office.run({"endpoint", "set", "lab", "--enable", "--disable"}).code, 2);
    EXPECT_TRUE(office.requests().empty());
}

} // namespace

} // namespace chancery::admin
