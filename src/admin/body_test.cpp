// SPDX-License-Identifier: Apache-2.0
// An error about a member of a request names the option that the member came from.
#include "admin/office_for_tests.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace chancery::admin {

namespace {

constexpr auto id = "01990000-0000-7000-8000-00000000000a";

/// One object that passes for every kind.
std::string thing() {
    return std::string(R"({"id": ")") + id + R"(", "version": 1, "name": "x", "enabled": true,
        "departmentId": ")" +
           id + R"(", "endpointId": ")" + id + R"(", "profiles": ["ov", "week"],
        "validation": {"status": "valid", "policy": "challenge"}, "credential": {}})";
}

std::string problem(const std::string& pointer) {
    return R"({"type": "https://pki.campus.example/problems/invalid", "status": 422, "detail": ")" +
           pointer + R"( must be otherwise", "errors": [{"pointer": ")" + pointer +
           R"(", "detail": "must be otherwise"}]})";
}

struct Sending {
    std::vector<std::string> arguments;
    std::string request;
    std::vector<std::pair<std::string, std::string>> says = {}; ///< By pointer.
};

void know(OfficeForTests& office) {
    for (const std::string path :
         {"/organizations",
          "/departments",
          "/domains",
          "/endpoints",
          "/issuers",
          "/profiles",
          "/acme-accounts",
          "/certificates"}) {
        office.on_list(path, thing());
        office.on_list(path + "?name=x", thing());
        office.on("GET " + path + "/" + id, thing());
    }
    office.on_list(std::string("/acme-accounts/") + id + "/names", "");
    for (const std::string status : {"disabled", "revoked", "expired"})
        office.on(
            std::string("GET /acme-accounts?departmentId=") + id + "&status=" + status + "&limit=6",
            R"({"items": [], "nextCursor": null})"
        );
}

std::string path_of(const std::string& kind) {
    return "/" + kind + "/" + id;
}

std::vector<Sending> sendings(const std::string& chain_file) {
    const std::vector<std::string> profile{
        "--description",
        "d",
        "--lifetime",
        "P1D",
        "--key-type",
        "rsa2048,rsa4096",
        "--client-auth",
        "on",
        "--subject",
        "none",
        "--policy",
        "1.2.3",
        "--max-names",
        "7",
        "--validity-by-order",
        "on",
        "--must-staple",
        "off"};
    const std::vector<std::pair<std::string, std::string>> profile_says{
        {"/description", "--description"},
        {"/lifetime", "--lifetime"},
        {"/keyTypes", "--key-type"},
        {"/keyTypes/1", "--key-type rsa4096"},
        {"/extendedKeyUsages", "--client-auth"},
        {"/subject", "--subject"},
        {"/certificatePolicies/0", "--policy 1.2.3"},
        {"/maxNames", "--max-names"},
        {"/validityByOrder", "--validity-by-order"},
        {"/mustStaple", "--must-staple"}};
    const auto with = [](std::vector<std::string> words, const std::vector<std::string>& more) {
        words.insert(words.end(), more.begin(), more.end());
        return words;
    };
    return {
        {with({"profile", "add", "x"}, profile), "POST /profiles", profile_says},
        {with({"profile", "set", "x"}, profile), "PATCH " + path_of("profiles"), profile_says},
        {{"organization",
          "set",
          "--name",
          "n",
          "--country",
          "DE",
          "--state",
          "s",
          "--locality",
          "l",
          "--contact",
          "c"},
         "PATCH " + path_of("organizations"),
         {{"/name", "--name"},
          {"/country", "--country"},
          {"/stateOrProvince", "--state"},
          {"/locality", "--locality"},
          {"/contactEmail", "--contact"}}},
        {{"department", "add", "x", "--contact", "a@b,c d"},
         "POST /departments",
         {{"/name", "NAME"}, {"/contacts", "--contact"}, {"/contacts/1", "--contact 'c d'"}}},
        {{"department", "enable", "x"},
         "PATCH " + path_of("departments"),
         {{"/enabled", "enable"}}},
        {{"domain",
          "add",
          "x",
          "--evidence",
          "e",
          "--valid-until",
          "2027-01-01",
          "--department",
          "x"},
         "POST /domains",
         {{"/name", "NAME"},
          {"/validation/evidence", "--evidence"},
          {"/validation/validUntil", "--valid-until"},
          {"/departmentId", "--department"}}},
        {{"domain", "validate", "x", "--valid-until", "2027-01-01"},
         "PATCH " + path_of("domains"),
         {{"/validation/evidence", "--evidence"}, {"/validation/validUntil", "--valid-until"}}},
        {{"delegation", "add", "x", "--department", "x", "--below", "--wildcard"},
         "POST /delegations",
         {{"/domainName", "NAME"},
          {"/departmentId", "--department"},
          {"/reach", "--below"},
          {"/wildcard", "--wildcard"}}},
        {{"endpoint",
          "add",
          "x",
          "--issuer",
          "x",
          "--profile",
          "ov",
          "--challenge",
          "http-01,dns-01"},
         "POST /endpoints",
         {{"/name", "NAME"},
          {"/title", "--title"},
          {"/issuerIds/0", "--issuer"},
          {"/profiles/0", "--profile ov"},
          {"/validation/policy", "--validation"},
          {"/eabRequired", "--eab"},
          {"/validation/challengeTypes/1", "--challenge dns-01"},
          {"/validation/caaIdentities", "--caa-identity"},
          {"/validation/targets/allowed", "--allow-network"},
          {"/validation/targets/denied", "--deny-network"},
          {"/validation/ports/http", "--http-port"},
          {"/validation/ports/https", "--https-port"},
          {"/validation/ports/tls", "--tls-port"},
          {"/validation/lifetime", "--reuse-proofs"},
          {"/termsOfServiceUrl", "--terms-of-service"},
          {"/limits", "--limit"},
          {"/stagingOf", "--staging-of"},
          {"/validation/checkCaa", "--caa"},
          {"/reusePendingOrders", "--reuse-pending-orders"}}},
        {{"endpoint", "set", "x", "--limit", "ordersPerClient=1/PT1H"},
         "PATCH " + path_of("endpoints"),
         {{"/limits/ordersPerClient", "--limit ordersPerClient"}}},
        {{"endpoint", "set", "x", "--add-profile", "short"},
         "PATCH " + path_of("endpoints"),
         {{"/profiles/2", "--add-profile short"}}},
        {{"endpoint", "set", "x", "--disable"},
         "PATCH " + path_of("endpoints"),
         {{"/enabled", "--disable"}}},
        {{"account",
          "add",
          "x",
          "--department",
          "x",
          "--endpoint",
          "x",
          "--domain",
          "a,b_",
          "--contact",
          "c",
          "--max-uses",
          "2",
          "--expires",
          "2027-01-01",
          "--algorithm",
          "HS256",
          "--network",
          "10.0.0.1/8"},
         "POST /acme-accounts",
         {{"/name", "NAME"},
          {"/departmentId", "--department"},
          {"/endpointId", "--endpoint"},
          {"/names/1", "--domain b_"},
          {"/contacts/0", "--contact c"},
          {"/credential/maxUses", "--max-uses"},
          {"/credential/expiresAt", "--expires"},
          {"/credential/algorithm", "--algorithm"},
          {"/allowedNetworks/0", "--network 10.0.0.1/8"}}},
        {{"account", "set", "x", "--limit", "ordersPerAccount=1/PT1H"},
         "PATCH " + path_of("acme-accounts"),
         {{"/limits/ordersPerAccount", "--limit ordersPerAccount"},
          {"/credential/expiresAt", "--expires"}}},
        {{"account", "rotate", "x", "--overlap", "91"},
         "POST " + path_of("acme-accounts") + "/rotate",
         {{"/overlap", "--overlap"}}},
        {{"account", "revoke", "x", "--reason", "r"},
         "POST " + path_of("acme-accounts") + "/revoke",
         {{"/reason", "--reason"}, {"/mode", "--block-new"}}},
        {{"account", "names", "x", "add", "a", "b"},
         "PATCH " + path_of("acme-accounts") + "/names",
         {{"/add/1", "FQDN b"}, {"/add", "FQDN"}}},
        {{"account", "names", "x", "remove", "a"},
         "PATCH " + path_of("acme-accounts") + "/names",
         {{"/remove/0", "FQDN a"}}},
        {{"account", "disable", "x"},
         "PATCH " + path_of("acme-accounts"),
         {{"/enabled", "disable"}}},
        {{"account", "why", "x", "a"}, "POST /explanations", {{"/names/0", "FQDN a"}}},
        {{"certificate", "revoke", id, "--reason", "superseded"},
         "POST " + path_of("certificates") + "/revoke",
         {{"/reason", "--reason"}}},
        {{"certificate", "renew-now", id, "--explanation", "x"},
         "POST " + path_of("certificates") + "/renew-now",
         {{"/explanationUrl", "--explanation"}}},
        {{"issuer", "set", "x", "--alternate-chain", chain_file},
         "PATCH " + path_of("issuers"),
         {{"/alternateChains/0", "--alternate-chain " + chain_file}}},
        {{"token", "add", "x", "--role", "auditor", "--expires", "2027-01-01"},
         "POST /tokens",
         {{"/name", "NAME"}, {"/role", "--role"}, {"/expiresAt", "--expires"}}},
    };
}

TEST(Error, of_a_member_names_the_option_that_it_came_from) {
    net::testing::Directory files;
    const auto chain = files.write("chain.pem", "x");
    for (const auto& sending : sendings(chain))
        for (const auto& [pointer, option] : sending.says) {
            OfficeForTests office;
            know(office);
            office.on(sending.request, problem(pointer), 422);
            const auto result = office.run(sending.arguments);
            EXPECT_EQ(result.code, 1);
            EXPECT_EQ(result.error, "chancery admin: " + option + " must be otherwise\n")
                << join(sending.arguments, " ");
        }
}

TEST(Error, keeps_the_sentence_of_the_server) {
    OfficeForTests office;
    know(office);
    office.on(
        "POST /profiles",
        R"({"type": "https://pki.campus.example/problems/invalid", "status": 422, "detail": "x",
            "errors": [{"pointer": "/underscores", "detail": "is true, not lifetime: false"}]})",
        422
    );
    EXPECT_EQ(
        office.run({"profile", "add", "x", "--lifetime", "P1D", "--underscores", "on"}).error,
        "chancery admin: --underscores is true, not lifetime: false\n"
    );
}

TEST(Error, of_a_date_that_no_program_has_set_says_so) {
    for (const auto* date : {"0001-01-01T00:00:00Z", "0001-01-01"})
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"domain", "add", "x", "--valid-until", date},
              {"domain", "validate", "x", "--valid-until", date},
              {"token", "add", "x", "--role", "auditor", "--expires", date},
              {"account", "set", "x", "--expires", date}}) {
            OfficeForTests office;
            const auto result = office.run(command);
            EXPECT_EQ(result.code, 2) << join(command, " ");
            EXPECT_NE(result.error.find("never set"), result.error.npos) << result.error;
        }
}

TEST(Error, of_a_limit_that_there_is_not_says_which_there_are) {
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"endpoint", "set", "x", "--limit", "x"},
          {"endpoint", "set", "x", "--limit", "x=1/PT1H"},
          {"endpoint", "add", "x", "--issuer", "x", "--profile", "x", "--limit", "x"},
          {"account", "set", "x", "--limit", "x"}}) {
        OfficeForTests office;
        const auto result = office.run(command);
        EXPECT_EQ(result.code, 2) << join(command, " ");
        EXPECT_NE(result.error.find("ordersPerClient"), result.error.npos) << result.error;
        EXPECT_EQ(result.error.find("member"), result.error.npos) << result.error;
    }
}

TEST(Error, of_a_member_that_nobody_typed_is_a_word) {
    OfficeForTests office;
    know(office);
    office.on("POST /departments", problem("/organizationId"), 422);
    EXPECT_EQ(
        office.run({"department", "add", "x"}).error,
        "chancery admin: organizationId must be otherwise\n"
    );
}

TEST(Error, about_a_value_does_not_repeat_it) {
    OfficeForTests office;
    know(office);
    office.on(
        std::string("PATCH ") + path_of("acme-accounts") + "/names",
        R"({"type": "https://pki.campus.example/problems/invalid", "status": 422,
            "detail": "\"a_b\" has an underscore",
            "errors": [{"pointer": "/add/0", "value": "a_b",
                        "detail": "\"a_b\" has an underscore"}]})",
        422
    );
    EXPECT_EQ(
        office.run({"account", "names", "x", "add", "a_b"}).error,
        "chancery admin: FQDN \"a_b\" has an underscore\n"
    );
}

} // namespace

} // namespace chancery::admin
