// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"
#include "server/api/api_for_tests.hpp"
#include "store/certificates/certificates.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

/// An office with one certificate that was issued.
struct IssuedApi : ApiForTests {
    Certificate certificate{
        .id = crypto::new_id<CertificateId>(office.request.now),
        .issuer = office.ov.issuer,
        .names = {"www.example.org"},
        .draft =
            {.serial = Bytes("\x01\xab\xcd", 3),
             .to_be_signed = "to be signed",
             .not_before = office.request.now,
             .not_after = office.request.now + std::chrono::days(90),
             .key_digest = crypto::sha256("key"),
             .key_type = "ecdsaP256"},
        .created_at = office.request.now,
    };
    std::string path = "/certificates/" + to_string(certificate.id);

    IssuedApi() {
        office.store.write([&](store::Transaction& tx) {
            store::insert(tx, certificate);
            return store::set_issued(tx, certificate.id, {"DER"}, office.request.now);
        });
    }

    Answer revoke(json::Value body = nullptr) {
        return change("POST", path + "/revoke", path, std::move(body));
    }
};

TEST(Certificates, are_to_be_renewed_now_once_the_office_says_so) {
    IssuedApi api;
    const auto before = member(api.call("GET", api.path).body, "renewalWindow");
    EXPECT_NE(before.find("2027-03-16T08:00:00Z"), std::string::npos) << before; // after 60 days
    const auto ask = [&](json::Value body) {
        return api.change("POST", api.path + "/renew-now", api.path, std::move(body));
    };
    EXPECT_EQ(ask(json::Object{{"explanationUrl", "ftp://why"}}).word(), "invalid");
    const auto answer = ask(json::Object{{"explanationUrl", "https://pki.example.org/why"}});
    EXPECT_EQ(answer.status(), 200) << answer.response.body;
    EXPECT_EQ(
        member(api.call("GET", api.path).body, "renewalWindow"),
        R"({"start":"2027-01-15T07:00:00Z","end":"2027-01-15T08:00:00Z",)"
        R"("explanationUrl":"https://pki.example.org/why"})"
    );
    EXPECT_EQ(member(api.call("GET", api.path).body, "replacedBy"), "null");
    EXPECT_EQ(api.call("POST", api.path + "/renew-now").word(), "preconditionRequired");
    api.revoke();
    EXPECT_EQ(ask(nullptr).word(), "conflict");
}

TEST(Certificates, are_revoked_for_a_reason) {
    IssuedApi api;
    EXPECT_EQ(member(api.call("GET", api.path).body, "revocation"), "null");
    const auto answer = api.revoke(json::Object{{"reason", "superseded"}});
    EXPECT_EQ(answer.status(), 200) << answer.response.body;
    EXPECT_EQ(answer.etag(), "\"v3\"");
    EXPECT_EQ(answer.text("state"), "revoked");
    EXPECT_EQ(
        member(answer.body, "revocation"),
        R"({"reason":"superseded","revokedAt":"2027-01-15T08:00:00Z","by":")" +
            api.office.events().front().event.actor.name + "\"}"
    );
    EXPECT_EQ(api.call("GET", api.path).body, answer.body);
    EXPECT_EQ(
        member(item(api.call("GET", "/certificates?serialNumber=01abcd"), 0), "state"),
        "\"revoked\""
    );
    EXPECT_EQ(api.office.events().front().event.action, "certificate.revoked");
}

TEST(Certificates, are_revoked_without_a_reason_too) {
    for (const json::Value& body :
         {json::Value(),
          json::Value(json::Object{}),
          json::Value(json::Object{{"reason", nullptr}})}) {
        IssuedApi api;
        EXPECT_EQ(api.revoke(body).status(), 200);
        const auto found = api.call("GET", api.path);
        EXPECT_EQ(member(*found.body.find("revocation"), "reason"), "\"unspecified\"");
    }
}

TEST(Certificates, are_revoked_once) {
    IssuedApi api;
    EXPECT_EQ(api.revoke().status(), 200);
    const auto again = api.revoke();
    EXPECT_EQ(again.status(), 409);
    EXPECT_EQ(again.word(), "conflict");
}

TEST(Certificates, are_revoked_as_they_were_seen) {
    IssuedApi api;
    EXPECT_EQ(api.call("POST", api.path + "/revoke").word(), "preconditionRequired");
    const auto stale = api.call("POST", api.path + "/revoke", nullptr, {{"If-Match", "\"v1\""}});
    EXPECT_EQ(stale.word(), "stale");
    EXPECT_EQ(*stale.body.find("current"), api.call("GET", api.path).body);
}

TEST(Certificates, are_not_revoked_for_what_is_no_reason) {
    IssuedApi api;
    for (const auto* reason : {"certificateHold", "cACompromise", "keycompromise", "1"}) {
        const auto answer = api.revoke(json::Object{{"reason", reason}});
        EXPECT_EQ(answer.word(), "invalid") << reason;
        EXPECT_NE(answer.response.body.find("privilegeWithdrawn"), std::string::npos);
    }
    EXPECT_EQ(api.revoke(json::Object{{"why", "superseded"}}).word(), "invalid");
    EXPECT_EQ(api.call("GET", api.path).text("state"), "valid");
}

} // namespace

} // namespace chancery::server::api
