// SPDX-License-Identifier: Apache-2.0
// Requests that are signed wrongly, one a row.
#include "server/acme/acme_server_for_tests.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace chancery::server {

namespace {

struct BadRequest {
    const char* name;
    int status;
    const char* problem;
    std::function<std::string(Read&)> body;
};

std::string with_header(Read& read, json::Object header) {
    return crypto::sign_jws(read.host.key, std::move(header), "");
}

std::string with_jwk(Read& read, json::Value jwk) {
    return with_header(read, with(without(read.header, "kid"), "jwk", std::move(jwk)));
}

json::Value rsa_jwk(std::size_t octets) {
    Bytes modulus(octets, '\xc5');
    return json::Object{{"kty", "RSA"}, {"n", to_base64url(modulus)}, {"e", "AQAB"}};
}

json::Value off_the_curve(const Read& read) {
    auto jwk = std::get<json::Object>(crypto::to_jwk(read.host.key.public_key()).variant());
    return with(std::move(jwk), "y", to_base64url(Bytes(32, '\x01')));
}

std::string with_member(Read& read, const std::string& name, json::Value value) {
    const auto value_of = json::parse(with_header(read, read.header));
    auto jws = std::get<json::Object>(value_of.variant());
    return json::to_text(with(std::move(jws), name, std::move(value)));
}

const BadRequest bad_requests[] = {
    {"no_json", 400, "malformed", [](Read&) { return "alg=ES256"; }},
    {"empty", 400, "malformed", [](Read&) { return ""; }},
    {"alg_none",
     400,
     "badSignatureAlgorithm",
     [](Read& read) { return flattened(read.header_text("none"), "", ""); }},
    {"alg_hs256",
     400,
     "badSignatureAlgorithm",
     [](Read& read) {
         return json::to_text(crypto::mac_jws(
             crypto::Hash::sha256, Secret(read.host.key.public_key().spki()), read.header, ""
         ));
     }},
    {"another_keys_algorithm",
     400,
     "malformed",
     [](Read& read) {
         return read.signed_text(read.header_text("ES384"), crypto::SignatureForm::jws);
     }},
    {"es256_in_der",
     400,
     "malformed",
     [](Read& read) {
         return read.signed_text(read.header_text("ES256"), crypto::SignatureForm::x509);
     }},
    {"es256_too_short",
     400,
     "malformed",
     [](Read& read) { return flattened(read.header_text("ES256"), "", Bytes(63, 'x')); }},
    {"no_signature",
     400,
     "malformed",
     [](Read& read) { return flattened(read.header_text("ES256"), "", ""); }},
    {"two_signatures",
     400,
     "malformed",
     [](Read& read) { return with_member(read, "signatures", json::Array{}); }},
    {"unprotected_header",
     400,
     "malformed",
     [](Read& read) { return with_member(read, "header", json::Object{}); }},
    {"payload_not_base64url",
     400,
     "malformed",
     [](Read& read) { return with_member(read, "payload", "e30="); }},
    {"protected_not_base64url",
     400,
     "malformed",
     [](Read& read) { return with_member(read, "protected", "!"); }},
    {"duplicate_member",
     400,
     "malformed",
     [](Read& read) {
         auto body = with_header(read, read.header);
         return body.insert(1, "\"payload\":\"\",");
     }},
    {"duplicate_member_of_the_header",
     400,
     "malformed",
     [](Read& read) {
         auto text = read.header_text("ES256");
         return read.signed_text(text.insert(1, "\"alg\":\"ES256\","), crypto::SignatureForm::jws);
     }},
    {"jwk_and_kid",
     400,
     "malformed",
     [](Read& read) {
         return with_header(
             read, with(read.header, "jwk", crypto::to_jwk(read.host.key.public_key()))
         );
     }},
    {"neither_jwk_nor_kid",
     400,
     "malformed",
     [](Read& read) { return with_header(read, without(read.header, "kid")); }},
    {"jwk_where_a_kid_belongs",
     400,
     "malformed",
     [](Read& read) { return with_jwk(read, crypto::to_jwk(read.host.key.public_key())); }},
    {"crit",
     400,
     "malformed",
     [](Read& read) { return with_header(read, with(read.header, "crit", json::Array{"exp"})); }},
    {"b64",
     400,
     "malformed",
     [](Read& read) { return with_header(read, with(read.header, "b64", false)); }},
    {"no_nonce",
     400,
     "badNonce",
     [](Read& read) { return with_header(read, without(read.header, "nonce")); }},
    {"nonce_not_base64url",
     400,
     "malformed",
     [](Read& read) { return with_header(read, with(read.header, "nonce", "a+b/")); }},
    {"foreign_nonce",
     400,
     "badNonce",
     [](Read& read) {
         return with_header(read, with(read.header, "nonce", "oFvnlFP1wIhRlYS2jTaXbA"));
     }},
    {"nonce_of_another_process",
     400,
     "badNonce",
     [](Read& read) {
         return with_header(
             read, with(read.header, "nonce", Nonces().make(read.acme.office.request.now))
         );
     }},
    {"no_url",
     400,
     "malformed",
     [](Read& read) { return with_header(read, without(read.header, "url")); }},
    {"url_of_another_resource",
     403,
     "unauthorized",
     [](Read& read) {
         return with_header(read, with(read.header, "url", read.host.kid + "/orders"));
     }},
    {"url_of_another_host",
     403,
     "unauthorized",
     [](Read& read) {
         return with_header(
             read,
             with(
                 read.header, "url", "https://evil.example" + AcmeForTests::target_of(read.host.kid)
             )
         );
     }},
    {"rsa_of_1024_bits",
     400,
     "badPublicKey",
     [](Read& read) { return with_jwk(read, rsa_jwk(128)); }},
    {"rsa_of_8192_bits",
     400,
     "badPublicKey",
     [](Read& read) { return with_jwk(read, rsa_jwk(1024)); }},
    {"point_not_on_the_curve",
     400,
     "badPublicKey",
     [](Read& read) { return with_jwk(read, off_the_curve(read)); }},
    {"kid_of_nobody",
     400,
     "accountDoesNotExist",
     [](Read& read) {
         return with_header(
             read,
             with(
                 read.header,
                 "kid",
                 AcmeForTests::url("account/0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e")
             )
         );
     }},
    {"kid_that_is_no_url",
     400,
     "malformed",
     [](Read& read) { return with_header(read, with(read.header, "kid", "1")); }},
};

class AuthenticateRefuses : public testing::TestWithParam<BadRequest> {};

// conforms: 8555-6.1-5, 8555-6.2-1, 8555-6.2-7, 8555-6.2-11, 8555-6.2-13, 8555-6.2-14, 8555-6.2-15
// conforms: 8555-6.2-16, 8555-6.4-1, 8555-6.4-2, 8555-6.4-3, 8555-6.4.1-1, 8555-6.5-2, 8555-6.5.2-1
// conforms: 8555-6.5.2-2, 8555-6.7-1
// conforms-refusal: 8555-6.2-3, 8555-6.2-4, 8555-6.2-5, 8555-6.2-8, 8555-6.5-3
TEST_P(AuthenticateRefuses, and_neither_burns_the_nonce_nor_writes_an_audit_row) {
    Read read;
    const auto events = read.acme.office.events().size();
    const auto reply = read.acme.post_body(read.host.kid, GetParam().body(read));
    EXPECT_EQ(reply.status(), GetParam().status) << reply.response.body;
    EXPECT_EQ(reply.problem(), GetParam().problem) << reply.response.body;
    EXPECT_NE(reply.text("detail"), "");
    EXPECT_NE(reply.header("Replay-Nonce"), "");
    if (reply.problem() == "badSignatureAlgorithm") {
        EXPECT_EQ(
            reply.texts("algorithms"),
            (std::vector<std::string>{"ES256", "ES384", "EdDSA", "RS256"})
        );
    }
    EXPECT_EQ(read.acme.office.events().size(), events);
    // The same nonce, signed well.
    EXPECT_EQ(read.send(read.header).status(), 200);
}

INSTANTIATE_TEST_SUITE_P(
    Bad,
    AuthenticateRefuses,
    testing::ValuesIn(bad_requests),
    [](const auto& test) { return std::string(test.param.name); }
);

} // namespace

} // namespace chancery::server
