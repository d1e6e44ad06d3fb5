// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

constexpr auto issued = R"({"id": "01990000-0000-7000-8000-000000000006", "version": 1,
    "serialNumber": "417c9a0d5e22b184", "names": ["www.campus.example",
    "campus.example"], "notBefore": "2026-11-25T06:00:00Z",
    "notAfter": "2027-02-23T07:00:00Z", "state": "valid", "issuerName": "Campus Issuing CA I1",
    "publicKey": {"type": "ecdsaP256", "spkiSha256": "00ff"}, "sha256": "aa", "source": "acme",
    "departmentId": "01990000-0000-7000-8000-000000000001",
    "acmeAccountId": "01990000-0000-7000-8000-000000000003", "acmeAccountName": "physics-web",
    "createdAt": "2026-11-25T07:00:00Z"})";

TEST(CertificateList, shows_names_first_and_who_obtained_them) {
    OfficeForTests office;
    office.on(
        "GET /certificates?limit=100",
        std::string(R"({"items": [)") + issued + R"(], "nextCursor": null})"
    );
    EXPECT_EQ(
        office.run({"certificate", "list"}).out,
        "Names                        State  Expires      Issued       Obtained by  Issuer         "
        " "
        "      Serial number\n"
        "www.campus.example + 1 name  valid  23 Feb 2027  3 hours ago  physics-web  Campus Issuing "
        "CA I1  417c9a0d5e22b184\n"
    );
}

TEST(CertificateList, is_filtered_by_the_account_whose_name_is_given) {
    OfficeForTests office;
    office.on_list("/acme-accounts?name=physics-web", physics_web);
    office.on(
        "GET /certificates?acmeAccountId=01990000-0000-7000-8000-000000000003&name=a.example"
        "&limit=100",
        R"({"items": [], "nextCursor": null})"
    );
    const auto result =
        office.run({"certificate", "list", "--account", "physics-web", "--name", "A.example"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(contains(result.out, "appear here automatically")) << result.out;
}

TEST(CertificateShow, takes_a_serial_number_as_openssl_or_a_person_writes_it) {
    OfficeForTests office;
    office.on_list("/certificates?serialNumber=417c9a0d5e22b184", issued);
    for (const auto* spelling : {
             "417c9a0d5e22b184",
             "417C9A0D5E22B184",
             "41:7C:9A:0D:5E:22:B1:84",
             "417c 9a0d 5e22 b184",
         }) {
        const auto result = office.run({"certificate", "show", spelling, "--json"});
        EXPECT_EQ(result.code, 0) << spelling << result.error;
        EXPECT_EQ(json::parse(result.out), json::parse(issued));
    }
}

constexpr auto revoked = R"({"id": "01990000-0000-7000-8000-000000000006", "version": 3,
    "serialNumber": "417c9a0d5e22b184", "names": ["www.campus.example"],
    "notAfter": "2027-02-23T07:00:00Z", "state": "revoked", "issuerName": "Campus Issuing CA I1",
    "createdAt": "2026-11-25T07:00:00Z", "revocation": {"reason": "keyCompromise",
    "revokedAt": "2026-11-25T09:00:00Z", "by": "local:root"}})";

TEST(CertificateShow, says_when_why_and_by_whom_it_was_revoked) {
    OfficeForTests office;
    office.on("GET /certificates/01990000-0000-7000-8000-000000000006", revoked);
    const auto result = office.run({"certificate", "show", "01990000-0000-7000-8000-000000000006"});
    EXPECT_TRUE(
        contains(result.out, "1 hour ago (2026-11-25T09:00:00Z), keyCompromise, by local:root")
    ) << result.out;
    office.on(
        "GET /certificates?limit=100",
        std::string(R"({"items": [)") + revoked + R"(], "nextCursor": null})"
    );
    const auto list = office.run({"certificate", "list"});
    EXPECT_TRUE(contains(list.out, "revoked (keyCompromise)")) << list.out;
}

TEST(CertificateRevoke, sends_the_reason_and_the_version_that_was_seen) {
    OfficeForTests office;
    office.on_list("/certificates?serialNumber=417c9a0d5e22b184", issued);
    office.on("POST /certificates/01990000-0000-7000-8000-000000000006/revoke", revoked);
    const auto result =
        office.run({"certificate", "revoke", "41:7C:9A:0D:5E:22:B1:84", "--reason", "keyCompromise"}
        );
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last_body(), json::parse(R"({"reason": "keyCompromise"})"));
    EXPECT_EQ(office.last().header("If-Match"), "\"v1\"");
    EXPECT_TRUE(contains(result.out, "www.campus.example + 1 name is revoked (keyCompromise)"))
        << result.out;
}

TEST(CertificateRevoke, knows_the_reasons_that_there_are) {
    OfficeForTests office;
    const auto result =
        office.run({"certificate", "revoke", "417c9a0d5e22b184", "--reason", "certificateHold"});
    EXPECT_EQ(result.code, 2);
    EXPECT_TRUE(contains(result.error, "certificateHold")) << result.error;
    EXPECT_TRUE(office.requests().empty());
}

TEST(CertificateShow, gives_the_chain_as_a_file) {
    OfficeForTests office;
    const std::string url = "/certificates/01990000-0000-7000-8000-000000000006";
    office.on("GET " + url, issued);
    const auto first = office.run({"certificate", "show", url.substr(14), "--pem"});
    EXPECT_EQ(first.code, 1) << "JSON is no chain";

    office.on_list("/certificates?serialNumber=417c9a0d5e22b184", issued);
    net::Response chain;
    chain.content_type = "application/pem-certificate-chain";
    chain.body = "-----BEGIN CERTIFICATE-----\n";
    office.on("GET " + url, chain);
    const auto result = office.run({"certificate", "show", "417c9a0d5e22b184", "--pem"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(result.out, chain.body);
    EXPECT_EQ(office.last().header("Accept"), "application/pem-certificate-chain");
}

TEST(CertificateShow, of_an_id_that_is_absent_looks_for_no_name) {
    OfficeForTests office;
    const std::string absent = "01990000-0000-7000-8000-00000000dead";
    const auto result = office.run({"certificate", "show", absent});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(
        result.error,
        "there is no certificate \"" + absent + "\"; `chancery admin certificate list` lists them"
    )) << result.error;
    EXPECT_EQ(office.requests().size(), 1u);
}

TEST(CertificateShow, says_how_to_find_one_by_a_name) {
    OfficeForTests office;
    const auto result = office.run({"certificate", "show", "www.campus.example"});
    EXPECT_EQ(result.code, 1);
    EXPECT_TRUE(contains(result.error, "certificate list --name")) << result.error;
}

} // namespace

} // namespace chancery::admin
