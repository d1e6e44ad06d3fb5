// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "server/ca/public_material.hpp"
#include "workflow/issuance/revocation.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

struct Ca {
    workflow::IssuingOffice office;
    PublicMaterial material{office.store, office.issuers, "PEM of the root"};
    std::string word = office.issuers.current()->facts(office.ov.issuer).word;

    net::Response get(const std::string& path, net::Headers headers = {}) const {
        return get_public_material(material, request("GET", path, std::move(headers)));
    }

    net::Response send(const std::string& method, const std::string& path) const {
        return get_public_material(material, request(method, path, {}));
    }

    net::Request
    request(const std::string& method, const std::string& path, net::Headers headers) const {
        return {
            .method = method,
            .target = path,
            .headers = std::move(headers),
            .body = {},
            .peer = {},
            .at = office.request.now};
    }

    void publish() { workflow::publish_crls(office.issuing, office.request.now); }
};

TEST(PublicMaterial, gives_the_root_as_a_file) {
    const auto answer = Ca().get("/ca/root.pem");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "application/x-pem-file");
    EXPECT_EQ(answer.body, "PEM of the root");
}

TEST(PublicMaterial, gives_an_issuers_certificate_in_der) {
    const Ca ca;
    const auto answer = ca.get("/ca/" + ca.word + ".crt");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "application/pkix-cert");
    const auto& facts = ca.office.issuers.current()->facts(ca.office.ov.issuer);
    EXPECT_EQ(crypto::read_certificate(answer.body).subject_der, facts.name);
}

TEST(PublicMaterial, gives_the_newest_list_of_each_issuer) {
    Ca ca;
    const auto path = "/ca/" + ca.word + ".crl";
    const auto early = ca.get(path);
    EXPECT_EQ(early.status, 503);
    EXPECT_EQ(early.header("Retry-After"), "5");
    ca.publish();
    const auto first = ca.get(path);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.content_type, "application/pkix-crl");
    EXPECT_EQ(first.header("Cache-Control"), "public, max-age=300");

    const auto client = ca.office.client();
    ca.office.finalize(client, ca.office.new_order(client));
    const auto certificate = ca.office.certificates().front();
    EXPECT_EQ(first.body.find(certificate.draft.serial), Bytes::npos);
    workflow::revoke(ca.office.store, ca.office.request, {certificate.id}, {});
    ca.publish();
    const auto second = ca.get(path);
    EXPECT_NE(second.body.find(certificate.draft.serial), Bytes::npos);
    EXPECT_NE(second.header("ETag"), first.header("ETag"));
    const auto staging = ca.office.issuers.current()->facts(ca.office.staging.issuer).word;
    EXPECT_EQ(ca.get("/ca/" + staging + ".crl").body.find(certificate.draft.serial), Bytes::npos);
}

TEST(PublicMaterial, sends_no_list_that_is_known_already) {
    Ca ca;
    ca.publish();
    const auto path = "/ca/" + ca.word + ".crl";
    const std::string tag(ca.get(path).header("ETag"));
    const auto again = ca.get(path, {{"If-None-Match", tag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), tag);
    EXPECT_EQ(ca.get(path, {{"If-None-Match", "\"0\""}}).status, 200);
}

TEST(PublicMaterial, has_nothing_else) {
    const Ca ca;
    for (const auto& path :
         {std::string("/ca/"),
          std::string("/ca"),
          std::string("/ca/.crl"),
          std::string("/ca/another.crl"),
          "/ca/" + ca.word,
          "/ca/" + ca.word + ".pem",
          "/ca/" + ca.word + ".crl/",
          std::string("/ca/../root-key.sealed"),
          std::string("/acme/ov/directory")})
        EXPECT_EQ(ca.get(path).status, 404) << path;
    const auto answer = ca.send("POST", "/ca/root.pem");
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.header("Allow"), "GET, HEAD");
}

} // namespace

} // namespace chancery::server
