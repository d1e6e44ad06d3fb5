// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwk.hpp"
#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

constexpr std::string_view p256 =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",)"
    R"("d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";

constexpr std::string_view ed25519 =
    R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
    R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";

PublicKey public_key(std::string_view text) {
    const auto value = json::parse(text);
    return parse_jwk(json::Reader(value));
}

PrivateKey private_key(std::string_view text) {
    const auto value = json::parse(text);
    return parse_private_jwk(json::Reader(value));
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string result(text);
    const auto at = result.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return result.replace(at, what.size(), with);
}

// conforms: 8555-8.1-2
TEST(Thumbprint, is_that_of_the_standards_examples) {
    EXPECT_EQ( // RFC 7638 §3.1
        thumbprint(public_key(
            R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu)"
            R"(1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_R)"
            R"(N5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91)"
            R"(CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur)"
            R"(-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})"
        )),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    // RFC 8037 §A.3
    EXPECT_EQ(thumbprint(public_key(ed25519)), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    EXPECT_EQ(
        thumbprint(public_key(
            R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
            R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc"})"
        )),
        "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s"
    );
}

TEST(Jwk, is_written_as_it_is_read) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind).public_key();
        const auto jwk = to_jwk(key);
        EXPECT_EQ(parse_jwk(json::Reader(jwk)), key);
        EXPECT_EQ(jwk.find("d"), nullptr);
    }
}

TEST(Jwk, ignores_private_and_unknown_members) {
    EXPECT_EQ(public_key(p256).type(), KeyType::ec_p256);
    EXPECT_EQ(public_key(replaced(p256, "{", R"({"use":"sig","x5t":[1],)")), public_key(p256));
}

// conforms: 8555-6.2-16, 8555-8.1-1
TEST(Jwk, that_is_no_key_of_ours_is_refused) {
    const std::string x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    const std::string rsa = R"({"kty":"RSA","e":"AQAB","n":")" +
                            to_base64url("\xc1" + Bytes(254, '\x55') + "\x01") + R"("})";
    EXPECT_EQ(public_key(rsa).bits(), 2048);
    for (const auto& bad : {
             std::string("{}"),
             std::string("[]"),
             std::string("null"),
             std::string(R"("EC")"),
             std::string(R"({"kty":"oct","k":"AAAA"})"),
             std::string(R"({"kty":1})"),
             replaced(p256, "\"EC\"", "\"ec\""),
             replaced(p256, "P-256", "P-521"), // coordinates of another size
             replaced(p256, "P-256", "secp256k1"),
             replaced(p256, "P-256", "P-384"),
             replaced(p256, "\"x\"", "\"z\""),
             replaced(p256, "\"" + x + "\"", "5"),
             replaced(p256, x, x + "="),
             replaced(p256, x, x.substr(1)),
             replaced(p256, x, "AA" + x),
             replaced(p256, x, "A" + x.substr(1)),     // not on the curve
             replaced(p256, x, x.substr(0, 42) + "V"), // bits left over
             replaced(ed25519, "Ed25519", "Ed448"),
             replaced(ed25519, "Ed25519", "X25519"),
             replaced(ed25519, "HURo", "HURoAA"),
             replaced(rsa, "AQAB", "AAEAAQ"), // 65537 after a zero octet
             replaced(rsa, "AQAB", "AQ"),
             replaced(rsa, "AQAB", ""),
             replaced(rsa, "\"n\":\"", "\"n\":\"AAAA"),
         })
        EXPECT_EQ(fault_of([&] { public_key(bad); }), Fault::bad_public_key) << bad;
}

TEST(Jwk, that_is_refused_says_what_is_taken) {
    EXPECT_EQ(
        sentence_of([] { public_key(R"({"kty":"oct","k":"AAAA"})"); }),
        R"(the JWK's "kty" must be "EC", "OKP" or "RSA")"
    );
    EXPECT_EQ(
        sentence_of([] { public_key(replaced(p256, "P-256", "P-192")); }),
        R"(an EC key's "crv" must be "P-256", "P-384" or "P-521")"
    );
}

TEST(PrivateJwk, is_written_as_it_is_read) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        const auto jwk = to_private_jwk(key);
        const auto copy = private_key(jwk.reveal());
        EXPECT_EQ(copy.public_key(), key.public_key());
        EXPECT_EQ(copy.to_pkcs8().reveal(), key.to_pkcs8().reveal());
    }
}

TEST(PrivateJwk, of_the_standards_examples_signs) {
    for (const auto text : {p256, ed25519}) {
        const auto key = private_key(text);
        EXPECT_EQ(key.public_key(), public_key(text));
        EXPECT_EQ(
            json::parse(to_private_jwk(key).reveal()).find("d")->variant(),
            json::parse(text).find("d")->variant()
        );
        EXPECT_TRUE(
            key.public_key().verify("m", key.sign("m", SignatureForm::jws), SignatureForm::jws)
        );
    }
}

TEST(PrivateJwk, that_is_broken_is_malformed) {
    const auto fault = [](const std::string& text) { return fault_of([&] { private_key(text); }); };
    EXPECT_EQ(fault(replaced(p256, "jpsQ", "kpsQ")), Fault::malformed); // another d
    EXPECT_EQ(fault(replaced(p256, "jpsQ", "")), Fault::malformed);
    EXPECT_EQ(fault(replaced(p256, "\"d\"", "\"e\"")), Fault::malformed);
    EXPECT_EQ(fault(replaced(ed25519, "nWGx", "oWGx")), Fault::malformed);
    const std::string rsa(to_private_jwk(test_key(KeyKind::rsa2048)).reveal());
    EXPECT_EQ(fault(replaced(rsa, "\"dp\"", "\"xp\"")), Fault::malformed); // a part is missing
    const auto d = rsa.find("\"d\":\"") + 20;
    auto changed = rsa;
    changed[d] = changed[d] == 'A' ? 'B' : 'A';
    const auto q = rsa.find("\"qi\":\"") + 20;
    changed[q] = changed[q] == 'A' ? 'B' : 'A';
    EXPECT_EQ(fault(changed), Fault::malformed);
}

} // namespace

} // namespace chancery::crypto
