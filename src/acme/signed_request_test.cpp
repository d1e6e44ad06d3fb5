// SPDX-License-Identifier: Apache-2.0
#include "acme/acme_for_tests.hpp"
#include "acme/signed_request.hpp"
#include "crypto/jwk.hpp"

#include <gtest/gtest.h>

#include <array>

namespace chancery::acme {

namespace {

using crypto::KeyType;
using crypto::test_key;

constexpr std::string_view good =
    R"({"alg":"ES256","nonce":"bm9uY2U","url":"https://ca.example/x",)"
    R"("kid":"https://ca.example/a/1"})";
constexpr std::string_view its_kid = R"("kid":"https://ca.example/a/1")";

constexpr BytesView usual_exponent("\x01\x00\x01", 3);

/// RSA keys of any size: odd, and of no factor that a test of their form looks for.
std::string rsa_jwk(std::size_t octets, BytesView exponent = usual_exponent) {
    const auto modulus = "\xc1" + Bytes(octets - 1, '\x55');
    return R"({"kty":"RSA","n":")" + to_base64url(modulus) + R"(","e":")" + to_base64url(exponent) +
           "\"}";
}

std::string with_jwk(const std::string& jwk) {
    return replaced(good, its_kid, "\"jwk\":" + jwk);
}

TEST(SignedRequest, of_certbot_with_a_new_key_is_read) {
    const auto request = parse_signed_request(certbots_new_account);
    EXPECT_EQ(request.algorithm, crypto::SignatureAlgorithm::es256);
    EXPECT_EQ(request.nonce, "AQIDBA");
    EXPECT_EQ(request.url, certbots_url);
    EXPECT_FALSE(request.kid);
    EXPECT_FALSE(request.is_post_as_get());
    ASSERT_TRUE(request.jwk);
    EXPECT_TRUE(request.is_signed_by(*request.jwk));
}

TEST(SignedRequest, of_certbot_with_a_known_key_is_read) {
    const auto request = parse_signed_request(certbots_post_as_get);
    EXPECT_EQ(request.url, "https://ca.example/acme/ov/order/1");
    EXPECT_EQ(request.kid, "https://ca.example/acme/ov/account/1");
    EXPECT_FALSE(request.jwk);
    EXPECT_TRUE(request.is_post_as_get());
    const auto key = parse_signed_request(certbots_new_account).jwk.value();
    EXPECT_TRUE(request.is_signed_by(key));
    EXPECT_FALSE(request.is_signed_by(test_key(KeyType::ecdsaP256).public_key()));
}

// conforms: 8555-6.3-2
TEST(SignedRequest, asks_to_read_only_when_its_payload_is_empty) {
    EXPECT_TRUE(parse_signed_request(jws_of(good, "")).is_post_as_get());
    EXPECT_FALSE(parse_signed_request(jws_of(good, "{}")).is_post_as_get());
}

struct BadHeader {
    std::string header;
    Fault fault;
    std::string_view sentence; ///< A part of it.
};

void expect_refused(const std::vector<BadHeader>& rows) {
    for (const auto& row : rows) {
        const auto parse = [&] { parse_signed_request(jws_of(row.header)); };
        EXPECT_EQ(fault_of(parse), row.fault) << row.header;
        EXPECT_NE(sentence_of(parse).find(row.sentence), std::string::npos)
            << row.header << ": " << sentence_of(parse);
    }
}

// conforms: 8555-6.2-7, 8555-6.2-11
TEST(SignedRequest, has_a_jwk_or_a_kid_and_not_both) {
    const auto jwk = json::to_text(crypto::to_jwk(test_key(KeyType::ecdsaP256).public_key()));
    EXPECT_FALSE(fault_of([&] { parse_signed_request(jws_of(with_jwk(jwk))); }));
    expect_refused({
        {replaced(good, its_kid, R"("x":1)"), Fault::malformed, "needs a jwk or a kid"},
        {replaced(good, its_kid, R"("jwk":null,"kid":null)"),
         Fault::malformed,
         "needs a jwk or a kid"},
        {replaced(good, its_kid, std::string(its_kid) + ",\"jwk\":" + jwk),
         Fault::malformed,
         "not both"},
        {replaced(good, its_kid, R"("kid":7)"), Fault::malformed, "/kid must be a string"},
        {replaced(good, its_kid, R"("kid":"1")"), Fault::malformed, "is not the URL of an account"},
    });
}

// conforms-refusal: 8555-6.2-4
TEST(SignedRequest, has_no_extension) {
    // RFC 7515 §4.1.11: what is listed must be understood, and an empty list is not a list.
    for (const auto* member :
         {R"("crit":["exp"])", R"("crit":["b64"])", R"("crit":[])", R"("crit":null)"})
        expect_refused(
            {{replaced(good, "{", "{" + std::string(member) + ","), Fault::malformed, "\"crit\""}}
        );
    for (const auto* member : {R"("b64":false)", R"("b64":true)", R"("b64":null)"})
        expect_refused(
            {{replaced(good, "{", "{" + std::string(member) + ","), Fault::malformed, "\"b64\""}}
        );
}

// conforms: 8555-6.2-14
// conforms-refusal: 8555-6.2-8
TEST(SignedRequest, is_signed_with_an_algorithm_that_is_taken) {
    for (const auto* word : {"ES256", "ES384", "EdDSA", "RS256"})
        EXPECT_EQ(
            to_string(parse_signed_request(jws_of(replaced(good, "ES256", word))).algorithm), word
        );
    for (const auto* word : {"none", "HS256", "ES512", "RS384", "RS512", "PS256", "es256", ""})
        expect_refused({
            {replaced(good, "ES256", word),
             Fault::bad_signature_algorithm,
             "\"" + std::string(word) + "\""},
        });
    expect_refused({
        {replaced(good, R"("alg":"ES256",)", ""), Fault::malformed, "/alg is missing"},
        {replaced(good, R"("ES256")", "256"), Fault::malformed, "/alg must be a string"},
        {replaced(good, R"("ES256")", "null"), Fault::malformed, "/alg must be a string"},
    });
}

// conforms: 8555-6.2-7, 8555-6.4.1-1, 8555-6.5-5, 8555-6.5.2-1
// conforms-refusal: 8555-6.4.1-2
TEST(SignedRequest, has_a_nonce_and_a_url) {
    expect_refused({
        {replaced(good, R"("nonce":"bm9uY2U",)", ""), Fault::bad_nonce, "has no nonce"},
        {replaced(good, R"("bm9uY2U")", "null"), Fault::bad_nonce, "has no nonce"},
        {replaced(good, R"("bm9uY2U")", "[]"), Fault::malformed, "/nonce must be a string"},
        {replaced(good, R"("url":"https://ca.example/x",)", ""),
         Fault::malformed,
         "/url is missing"},
        {replaced(good, R"("https://ca.example/x")", "{}"),
         Fault::malformed,
         "/url must be a string"},
        {replaced(good, R"("nonce")", R"("alg":"ES256","nonce")"), Fault::malformed, "twice"},
    });
}

// conforms: 8555-6.2-16, 8555-6.2-17
TEST(SignedRequest, holds_a_public_key_that_may_be_an_accounts) {
    constexpr auto bad = Fault::bad_public_key;
    const auto p256 = json::to_text(crypto::to_jwk(test_key(KeyType::ecdsaP256).public_key()));
    expect_refused({
        {with_jwk("\"text\""), bad, "not a JSON object"},
        {with_jwk("{}"), bad, "\"kty\""},
        {with_jwk(R"({"kty":"oct","k":"c2VjcmV0"})"), bad, "\"kty\""},
        {with_jwk(replaced(p256, "P-256", "P-192")), bad, "\"crv\""},
        {with_jwk(json::to_text(crypto::to_jwk(test_key(KeyType::ecdsaP521).public_key()))),
         bad,
         "P-521"},
        {with_jwk(replaced(p256, "\"x\":\"", "\"x\":\"AAEA")), bad, "octets"},
        {with_jwk(replaced(p256, "{", R"({"d":"AAEC",)")), bad, "belongs to a private key"},
        {with_jwk(Bytes(crypto::to_private_jwk(test_key(KeyType::ecdsaP256)).reveal())),
         bad,
         "the JWK holds the private key too"},
        {with_jwk(replaced(p256, "{", R"({"use":"enc",)")), bad, "\"use\" must be \"sig\""},
        {with_jwk(replaced(p256, "{", R"({"alg":"RS256",)")), bad, "\"alg\" must be \"ES256\""},
        {with_jwk(replaced(p256, "{", R"({"key_ops":["encrypt"],)")), bad, "\"key_ops\""},
        {with_jwk(
             R"({"kty":"EC","crv":"P-256","x":")" + to_base64url(Bytes(32, '\x01')) + R"(","y":")" +
             to_base64url(Bytes(32, '\x01')) + "\"}"
         ),
         bad,
         "curve"},
        {with_jwk(rsa_jwk(128)), bad, "2048 to 4096 bits, this one has 1024"},
        {with_jwk(rsa_jwk(255)), bad, "this one has 2040"},
        {with_jwk(rsa_jwk(513)), bad, "this one has 4104"},
        {with_jwk(rsa_jwk(2048)), bad, ""}, // 16384 bits: not even read
        {with_jwk(rsa_jwk(256, "\x01")), bad, "exponent"},
        {with_jwk(rsa_jwk(256, "\x04")), bad, "exponent"},
        {with_jwk(rsa_jwk(256, BytesView("\x01\x00\x00\x00\x01", 5))), bad, "exponent"},
        // RFC 7515 §A.3: anybody has its private half.
        {with_jwk(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                  R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"),
         bad,
         "published in RFC 7515"},
    });
}

constexpr std::array account_kinds{
    KeyType::ecdsaP256, KeyType::ecdsaP384, KeyType::ed25519, KeyType::rsa2048};

TEST(AccountKey, may_be_of_every_kind_that_is_taken) {
    for (const auto kind : account_kinds)
        EXPECT_FALSE(fault_of([&] { require_fit_account_key(test_key(kind).public_key()); }));
    // The modulus twice, which is itself times 2^2048 + 1: 4096 bits without a small factor.
    const auto jwk = crypto::to_jwk(test_key(KeyType::rsa2048).public_key());
    const auto modulus = parse_base64url(json::Reader(jwk).at("n").string()).value();
    const auto largest = crypto::PublicKey::from_rsa(modulus + modulus, usual_exponent);
    EXPECT_EQ(largest.bits(), 4096);
    EXPECT_FALSE(fault_of([&] { require_fit_account_key(largest); }));
}

// conforms: 8555-6.2-1, 8555-6.2-9, 8555-6.2-10
TEST(SignedRequest, is_signed_by_its_key_alone) {
    for (const auto kind : account_kinds) {
        const auto& key = test_key(kind);
        const auto request = parse_signed_request(crypto::sign_jws(
            key,
            {{"nonce", "n"}, {"url", "https://ca.example/x"}, {"kid", "https://ca.example/a/1"}},
            "{}"
        ));
        for (const auto other : account_kinds)
            EXPECT_EQ(request.is_signed_by(test_key(other).public_key()), other == kind);

        auto changed = request;
        changed.jws.signing_input.back() ^= 1;
        EXPECT_FALSE(changed.is_signed_by(key.public_key()));
        auto cut = request;
        cut.jws.signature.pop_back();
        EXPECT_FALSE(cut.is_signed_by(key.public_key()));
    }
}

// conforms: 8555-7.6-7
TEST(SignedRequest, may_be_signed_with_es512_by_a_certificates_key_alone) {
    constexpr auto certificates_too = KeyOf::account_or_certificate;
    const auto& key = test_key(KeyType::ecdsaP521);
    json::Object header{{"nonce", "n"}, {"url", "https://ca.example/x"}};
    auto by_name = header;
    by_name.emplace_back("kid", "https://ca.example/a/1");
    header.emplace_back("jwk", crypto::to_jwk(key.public_key()));
    const auto text = crypto::sign_jws(key, header, "{}");
    EXPECT_TRUE(parse_signed_request(text, certificates_too).is_signed_by(key.public_key()));

    constexpr auto refused = Fault::bad_signature_algorithm;
    EXPECT_EQ(fault_of([&] { parse_signed_request(text); }), refused);
    const auto named = crypto::sign_jws(key, by_name, "{}");
    EXPECT_EQ(fault_of([&] { parse_signed_request(named, certificates_too); }), refused);
}

TEST(SignedRequest, with_an_algorithm_of_another_key_is_not_signed_by_this_one) {
    const auto& key = test_key(KeyType::ecdsaP256);
    auto request = parse_signed_request(crypto::sign_jws(
        key,
        {{"nonce", "n"}, {"url", "https://ca.example/x"}, {"kid", "https://ca.example/a/1"}},
        "{}"
    ));
    request.algorithm = crypto::SignatureAlgorithm::es384;
    EXPECT_FALSE(request.is_signed_by(key.public_key()));
}

TEST(SignedRequest, with_a_signature_in_der_is_not_signed) {
    // RFC 7518 §3.4: r and s side by side.
    const auto& key = test_key(KeyType::ecdsaP256);
    auto request = parse_signed_request(jws_of(good));
    request.jws.signature = key.sign(request.jws.signing_input, crypto::SignatureForm::x509);
    EXPECT_FALSE(request.is_signed_by(key.public_key()));
    request.jws.signature = key.sign(request.jws.signing_input, crypto::SignatureForm::jws);
    EXPECT_TRUE(request.is_signed_by(key.public_key()));
}

// conforms: 8555-6.1-5
// conforms-refusal: 8555-6.2-2, 8555-6.2-3, 8555-6.2-5
TEST(SignedRequest, that_is_no_flattened_jws_is_malformed) {
    const auto jws = jws_of(good);
    for (const auto& body : {
             std::string(),
             std::string("no JSON"),
             std::string("[]"),
             jws_of("[]"),
             replaced(jws, "{", R"({"signatures":[],)"),
             replaced(jws, "{", R"({"header":{},)"),
             replaced(jws, "\"payload\":\"", "\"payload\":\"="),
             replaced(jws, "\"payload\"", "\"signature\":\"\",\"payload\""),
         })
        EXPECT_EQ(fault_of([&] { parse_signed_request(body); }), Fault::malformed) << body;
}

} // namespace

} // namespace chancery::acme
