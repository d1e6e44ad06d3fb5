// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

const std::string account_url = "/acme-accounts/01990000-0000-7000-8000-000000000003";

// Made by `openssl req -x509`; the fingerprint by `openssl x509 -fingerprint -sha256`.
constexpr auto root_pem = R"(-----BEGIN CERTIFICATE-----
MIIBqDCCAU+gAwIBAgIUUZ4mRDFOQbk3ciUtzv9UrPvLHXIwCgYIKoZIzj0EAwIw
KjEPMA0GA1UECgwGQ2FtcHVzMRcwFQYDVQQDDA5DYW1wdXMgUm9vdCBSMTAeFw0y
NjExMjUwNDE4MTdaFw0zNjExMjIwNDE4MTdaMCoxDzANBgNVBAoMBkNhbXB1czEX
MBUGA1UEAwwOQ2FtcHVzIFJvb3QgUjEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQiOO/dC+zKnLKEJkboJyl9CtAuNgvDGoEj7hKX5v1VG9Vt2mAhj96iqB+gCfAv
sXIOrT3aTUCKuVYfY7r+B7dZo1MwUTAdBgNVHQ4EFgQUn/41N3C2FFkMvkwMMxkp
IG+qORkwHwYDVR0jBBgwFoAUn/41N3C2FFkMvkwMMxkpIG+qORkwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBP7GL5/+0W4S8GsadtlDBMwmBpMqeq
UOb+haX/jgSy+wIgXJogJ6wephHU1KE/aDfO+lc/4tWKUfw8mqSFRGS6OPM=
-----END CERTIFICATE-----
)";
constexpr auto root_fingerprint = "1B:A8:86:7D:1B:74:8D:81:9C:1F:CC:79:BE:E9:E8:53:48:44:14:A9:51:"
                                  "B6:F4:A3:73:08:4C:92:4C:37:E0:4E";

constexpr auto created = R"({"id": "01990000-0000-7000-8000-000000000003", "name": "physics-web",
    "status": "active", "credential": {"keyId": "8pJ2w5sQm1T7xkRb0VfYzA", "algorithm": "HS256"},
    "hmacKey": "-9Qx2u", "directoryUrl": "https://pki.campus.example:8443/acme/ov/directory",
    "added": ["*.lab.campus.example", "www.campus.example"], "requested": []})";

const std::vector<std::string> add_command{
    "account",
    "add",
    "physics-web",
    "--department",
    "Physics",
    "--endpoint",
    "ov",
    "--domain",
    "*.lab.campus.example,www.campus.example"};

void know_all(OfficeForTests& office) {
    office.on_list("/departments?name=Physics", physics);
    office.on_list("/endpoints?name=ov", ov);
    office.on_list("/acme-accounts?name=physics-web", physics_web);
}

TEST(AccountAdd, prints_the_credential_first_and_then_what_the_host_needs) {
    OfficeForTests office;
    know_all(office);
    office.directory.write("root.pem", root_pem);
    office.on("POST /acme-accounts", created, 201);
    const auto result = office.run(add_command);
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(
        result.out.starts_with("ACME URL: https://pki.campus.example:8443/acme/ov/directory\n"
                               "Key ID: 8pJ2w5sQm1T7xkRb0VfYzA\n"
                               "HMAC key: -9Qx2u\n")
    ) << result.out;
    for (const auto* part : {
             "https://pki.campus.example:8443/ca/root.pem",
             root_fingerprint,
             "update-ca-certificates\n",
             "\n  export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt\n",
             "\n  certbot certonly --standalone --non-interactive --agree-tos "
             "--email it@physics.campus.example "
             "--server https://pki.campus.example:8443/acme/ov/directory "
             "--eab-kid 8pJ2w5sQm1T7xkRb0VfYzA --eab-hmac-key=-9Qx2u "
             "--domain '*.lab.campus.example' --domain www.campus.example "
             "--cert-name lab.campus.example\n",
             " --eab-hmac-key-file /root/8pJ2w5sQm1T7xkRb0VfYzA.key ",
         })
        EXPECT_TRUE(contains(result.out, part)) << part << "\n" << result.out;
    EXPECT_EQ(result.error, "");
    EXPECT_EQ(office.last_body(), json::parse(R"({"name": "physics-web",
        "departmentId": "01990000-0000-7000-8000-000000000001",
        "endpointId": "01990000-0000-7000-8000-000000000002",
        "names": ["*.lab.campus.example", "www.campus.example"]})"));
}

TEST(AccountAdd, takes_names_again_and_again_or_in_a_row) {
    OfficeForTests office;
    know_all(office);
    office.on("POST /acme-accounts", created, 201);
    for (const auto& names : {
             std::vector<std::string>{"--domain", "a.example", "--domain", "b.example"},
             std::vector<std::string>{"--domain", "a.example", "b.example"},
             std::vector<std::string>{"--domain=a.example,b.example"},
         }) {
        std::vector<std::string> command(add_command.begin(), add_command.begin() + 7);
        command.insert(command.end(), names.begin(), names.end());
        EXPECT_EQ(office.run(command).code, 0);
        EXPECT_EQ(*office.last_body().find("names"), json::parse(R"(["a.example", "b.example"])"));
    }
}

TEST(AccountAdd, names_the_certificate_after_the_name_typed_first) {
    OfficeForTests office;
    know_all(office);
    office.on("POST /acme-accounts", created, 201);
    auto command = add_command;
    command.back() = "WWW.campus.example,*.lab.campus.example";
    EXPECT_TRUE(contains(
        office.run(command).out,
        " --domain www.campus.example --domain '*.lab.campus.example' "
        "--cert-name www.campus.example\n"
    ));
}

TEST(AccountAdd, with_json_gives_the_apis_own_reply) {
    OfficeForTests office;
    know_all(office);
    office.on("POST /acme-accounts", created, 201);
    auto command = add_command;
    command.emplace_back("--json");
    const auto result = office.run(command);
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(json::parse(result.out), json::parse(created));
}

TEST(AccountAdd, that_is_refused_shows_each_names_verdict_and_changes_nothing) {
    OfficeForTests office;
    know_all(office);
    office.on("POST /acme-accounts", refusal, 422);
    const auto result = office.run(add_command);
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(
        result.out,
        "Name                  Verdict       Why\n"
        "*.lab.campus.example  notDelegated  *.lab.campus.example is not delegated to the "
        "department as a wildcard\n"
        "www.campus.example    granted       is allowed, but was not added because other names "
        "are refused\n"
    );
    EXPECT_EQ(
        result.error,
        "chancery admin: nothing was changed: *.lab.campus.example "
        "is not delegated to the department as a wildcard\n"
    );
}

TEST(AccountNames, are_added_whatever_else_changed_meanwhile) {
    OfficeForTests office;
    know_all(office);
    office.on("PATCH " + account_url + "/names", R"({"added": ["mail.campus.example"]})");
    const auto result =
        office.run({"account", "names", "physics-web", "add", "mail.campus.example"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last().header("If-Match"), "*");
    EXPECT_EQ(office.last_body(), json::parse(R"({"add": ["mail.campus.example"]})"));
}

TEST(AccountNames, that_are_refused_show_their_verdicts) {
    OfficeForTests office;
    know_all(office);
    office.on("PATCH " + account_url + "/names", refusal, 422);
    const auto result =
        office.run({"account", "names", "physics-web", "add", "*.lab.campus.example"});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.out, "notDelegated")) << result.out;
    EXPECT_TRUE(contains(result.error, "nothing was changed")) << result.error;
}

TEST(AccountNames, are_removed) {
    OfficeForTests office;
    know_all(office);
    office.on("PATCH " + account_url + "/names", R"({"removed": ["www.campus.example"]})");
    const auto result =
        office.run({"account", "names", "physics-web", "remove", "www.campus.example"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last().header("If-Match"), "\"v7\"");
    EXPECT_EQ(office.last_body(), json::parse(R"({"remove": ["www.campus.example"]})"));
    EXPECT_TRUE(contains(result.out, "www.campus.example")) << result.out;
}

TEST(AccountShow, has_the_names_with_their_verdicts_and_no_key) {
    OfficeForTests office;
    know_all(office);
    office.on_list(
        account_url + "/names",
        R"({"name": "www.campus.example", "kind": "exact", "verdict": {"code": "granted",
            "detail": "delegated"}})"
    );
    const auto result = office.run({"account", "show", "physics-web"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(contains(result.out, "Key ID:        8pJ2w5sQm1T7xkRb0VfYzA\n")) << result.out;
    EXPECT_TRUE(contains(result.out, "www.campus.example  granted  delegated\n")) << result.out;
    for (const auto* line :
         {"Registrations: 2 of 5\n",
          "Expires:       in 1 day (2026-11-26T10:00:00Z)\n",
          "HMAC:          HS256\n",
          "Networks:      192.0.2.0/24, 2001:db8::/32\n",
          "Credential:    revoked for new clients; registered clients keep working\n"})
        EXPECT_TRUE(contains(result.out, line)) << line << result.out;
}

TEST(AccountWhy, is_policys_own_answer) {
    OfficeForTests office;
    know_all(office);
    office.on(
        "POST /explanations",
        R"({"verdicts": [{"name": "x.example", "code": "nameNotListed",
            "detail": "the ACME account does not list it", "needsChallenge": false}]})"
    );
    const auto result = office.run({"account", "why", "physics-web", "x.example"});
    EXPECT_EQ(result.code, 0) << "the question was answered";
    EXPECT_TRUE(
        contains(result.out, "x.example  nameNotListed  the ACME account does not list it\n")
    ) << result.out;
    EXPECT_EQ(
        office.last_body(), json::parse(R"({"acmeAccountId": "01990000-0000-7000-8000-000000000003",
            "names": ["x.example"]})")
    );
}

TEST(AccountDisable, is_a_change_under_the_version_that_was_read) {
    OfficeForTests office;
    know_all(office);
    office.on("PATCH " + account_url, physics_web);
    EXPECT_EQ(office.run({"account", "disable", "physics-web"}).code, 0);
    EXPECT_EQ(office.last().header("If-Match"), "\"v7\"");
    EXPECT_EQ(office.last_body(), json::parse(R"({"enabled": false})"));
}

TEST(AccountClients, are_deactivated_by_the_id_of_one_of_its_own) {
    OfficeForTests office;
    know_all(office);
    office.on_list(
        "/clients?acmeAccountId=01990000-0000-7000-8000-000000000003",
        R"({"id": "01990000-0000-7000-8000-000000000005", "version": 2, "status": "valid",
            "userAgent": "CertbotACMEClient/2.1.0", "address": "192.0.2.14", "contacts": [],
            "thumbprint": "abc", "lastSeenAt": "2026-11-25T09:59:30Z"})"
    );
    const std::string id = "01990000-0000-7000-8000-000000000005";
    office.on("POST /clients/" + id + "/deactivate", R"({"status": "deactivated"})");

    EXPECT_TRUE(contains(office.run({"account", "clients", "physics-web"}).out, "192.0.2.14"));
    EXPECT_EQ(office.run({"account", "clients", "physics-web", "deactivate", id}).code, 0);
    EXPECT_EQ(office.last().header("If-Match"), "\"v2\"");
    const auto count = office.requests().size();
    const auto foreign = office.run({"account", "clients", "physics-web", "deactivate", "other"});
    EXPECT_EQ(foreign.code, 1);
    EXPECT_EQ(office.requests().size(), count + 2) << "nothing but two reads";
}

TEST(AccountClients, show_what_is_paused_and_resume_it) {
    OfficeForTests office;
    know_all(office);
    office.on_list(
        "/clients?acmeAccountId=01990000-0000-7000-8000-000000000003",
        R"({"id": "01990000-0000-7000-8000-000000000005", "version": 1, "status": "valid",
            "paused": [{"name": "a.campus.example"}, {"name": "b.campus.example"}]})"
    );
    const std::string id = "01990000-0000-7000-8000-000000000005";
    office.on("POST /clients/" + id + "/resume", R"({"status": "valid", "paused": []})");
    EXPECT_TRUE(contains(
        office.run({"account", "clients", "physics-web"}).out,
        "paused for a.campus.example, b.campus.example"
    ));
    EXPECT_EQ(office.run({"account", "clients", "physics-web", "resume", id}).code, 0);
    EXPECT_EQ(office.last().header("If-Match"), "\"v1\"");
    EXPECT_EQ(office.run({"account", "clients", "physics-web", "resume"}).code, 2);
}

} // namespace

} // namespace chancery::admin
