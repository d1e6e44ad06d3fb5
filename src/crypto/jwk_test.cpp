// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "crypto/disclosed_key.hpp"
#include "crypto/jwk.hpp"
#include "crypto/keys_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

// RFC 7515 §A.3 and RFC 8037 §A.1, with and without their private halves.
constexpr std::string_view p256 =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr std::string_view p256_private =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",)"
    R"("d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";

constexpr std::string_view ed25519 =
    R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})";
constexpr std::string_view ed25519_private =
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
            R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})"
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

TEST(Jwk, ignores_unknown_members) {
    for (const auto* member :
         {R"("x5t":[1],)", R"("kid":"2011",)", R"("ext":true,)", R"("r":null,)"})
        EXPECT_EQ(public_key(replaced(p256, "{", "{" + std::string(member))), public_key(p256))
            << member;
}

std::string rsa_jwk(const std::string& modulus, const std::string& exponent) {
    return R"({"kty":"RSA","e":")" + to_base64url(exponent) + R"(","n":")" + to_base64url(modulus) +
           R"("})";
}

// conforms: 8555-8.1-1
TEST(Jwk, may_have_zero_octets_before_its_numbers) {
    const Bytes modulus = "\xc1" + Bytes(254, '\x55') + "\x01";
    const Bytes exponent("\x01\x00\x01", 3);
    const auto key = public_key(rsa_jwk(modulus, exponent));
    for (const std::size_t zeros : {1u, 2u, 100u}) {
        const Bytes before(zeros, '\0');
        for (const auto& text :
             {rsa_jwk(before + modulus, exponent),
              rsa_jwk(modulus, before + exponent),
              rsa_jwk(before + modulus, before + exponent)}) {
            EXPECT_EQ(public_key(text), key);
            EXPECT_EQ(thumbprint(public_key(text)), thumbprint(key));
        }
        const auto x = from_base64url("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
        const auto longer = replaced(p256, to_base64url(x), to_base64url(before + x));
        EXPECT_EQ(thumbprint(public_key(longer)), thumbprint(public_key(p256)));
    }
}

TEST(Jwk, may_say_that_it_is_for_signatures) {
    for (const auto* members :
         {R"("use":"sig",)",
          R"("alg":"ES256",)",
          R"("key_ops":["verify"],)",
          R"("key_ops":["sign","verify"],"use":"sig","alg":"ES256",)",
          R"("use":null,"alg":null,"key_ops":null,)"})
        EXPECT_EQ(public_key(replaced(p256, "{", "{" + std::string(members))), public_key(p256));
}

TEST(Jwk, that_is_for_something_else_is_refused) {
    for (const auto* members :
         {R"("use":"enc",)",
          R"("use":"",)",
          R"("use":["sig"],)",
          R"("alg":"ES384",)",
          R"("alg":"RS256",)",
          R"("alg":"es256",)",
          R"("alg":"ECDH-ES",)",
          R"("alg":7,)",
          R"("key_ops":[],)",
          R"("key_ops":["encrypt"],)",
          R"("key_ops":["sign"],)", // no public key does that
          R"("key_ops":"verify",)",
          R"("key_ops":[["verify"]],)",
          R"("use":"sig","key_ops":["deriveKey"],)"}) {
        const auto jwk = replaced(p256, "{", "{" + std::string(members));
        EXPECT_EQ(fault_of([&] { public_key(jwk); }), Fault::bad_public_key) << jwk;
    }
    EXPECT_EQ(
        sentence_of([] { public_key(replaced(ed25519, "{", R"({"alg":"ES256",)")); }),
        R"(the JWK's "alg" must be "EdDSA", with which this key signs)"
    );
}

/// Whether the key was disclosed with it; fails where it is not refused at all.
bool discloses(std::string_view jwk) {
    try {
        public_key(jwk);
        ADD_FAILURE() << "taken: " << jwk;
    } catch (const DisclosedKey& disclosed) {
        EXPECT_EQ(disclosed.fault(), Fault::bad_public_key);
        return true;
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::bad_public_key);
    }
    return false;
}

/// The public JWK of an RSA key with these members of its private one.
std::string rsa_with(const PrivateKey& key, std::initializer_list<const char*> names) {
    const auto whole = json::parse(to_private_jwk(key).reveal());
    auto jwk = std::get<json::Object>(to_jwk(key.public_key()).variant());
    for (const auto* name : names)
        jwk.emplace_back(name, *whole.find(name));
    return json::to_text(jwk);
}

TEST(Jwk, with_its_private_half_is_refused_and_says_which_key_that_is) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        const auto whole = to_private_jwk(key);
        EXPECT_TRUE(discloses(whole.reveal())) << to_string(kind);
        try {
            public_key(whole.reveal());
        } catch (const DisclosedKey& disclosed) {
            EXPECT_EQ(disclosed.key(), key.public_key());
        }
    }
    const auto d = std::string("\"d\":\"");
    EXPECT_TRUE(discloses(p256_private));
    EXPECT_TRUE(discloses(replaced(p256_private, d, d + "AAAA"))) << "with zero octets before it";
    EXPECT_TRUE(discloses(replaced(p256_private, "{", R"({"use":"enc",)"))) << "whatever it is for";
    const auto& rsa = test_key(KeyType::rsa2048);
    for (const auto& enough :
         {rsa_with(rsa, {"d"}),
          rsa_with(rsa, {"p"}),
          rsa_with(rsa, {"q"}),
          rsa_with(rsa, {"dp"}),
          rsa_with(rsa, {"dq"}),
          rsa_with(rsa, {"dq", "q"})})
        EXPECT_TRUE(discloses(enough)) << enough;
    const auto whole = json::parse(to_private_jwk(rsa).reveal());
    for (const auto& [name, member] : {std::pair{"r", "p"}, {"d", "dq"}})
        EXPECT_TRUE(discloses(replaced(
            rsa_with(rsa, {}),
            "{",
            R"({"oth":[7,{"t":"AQ"},{")" + std::string(name) +
                "\":" + json::to_text(*whole.find(member)) + "}],"
        )));
}

/// As other programs write a private half.
TEST(Jwk, with_its_private_half_in_another_spelling_is_refused_and_discloses_it) {
    const std::string d = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
    for (const auto* spelling :
         {"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI=",
          "jpsQnnGQmL+YBIffH1136cspYG6+0iY7X1fCE9+E9LI=",
          "jpsQnnGQmL+YBIffH1136cspYG6+0iY7X1fCE9+E9LI"})
        EXPECT_TRUE(discloses(replaced(p256_private, d, spelling))) << spelling;
    EXPECT_TRUE(discloses(replaced(
        replaced(p256_private, d, "jpsQnnGQmL+YBIffH1136cspYG6+0iY7X1fCE9+E9LI="),
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "x/FEzRu9m36HLN/tue659LNpXW6pCyStikYjKIWI5a0="
    ))) << "the public half too";
    const auto octets_of = [](std::string_view name) {
        const auto jwk = json::parse(ed25519_private);
        return parse_base64url(json::Reader(jwk).at(name).string()).value();
    };
    const auto long_seed = to_base64url(octets_of("d") + octets_of("x"));
    const auto seed = to_base64url(octets_of("d"));
    EXPECT_TRUE(discloses(replaced(ed25519_private, seed, long_seed)));
    const auto& rsa = test_key(KeyType::rsa2048);
    const auto p = json::parse(to_private_jwk(rsa).reveal()).find("p")->variant();
    const auto standard = to_base64(parse_base64url(std::get<std::string>(p)).value());
    EXPECT_TRUE(discloses(replaced(rsa_with(rsa, {}), "{", R"({"p":")" + standard + "\",")));
}

TEST(Jwk, with_somebody_elses_private_half_is_refused_and_discloses_nothing) {
    const auto& rsa = test_key(KeyType::rsa2048);
    const auto number = [](std::string_view octets) { return to_base64url(octets); };
    const auto one = number("\x01");
    const auto other = number(Bytes(255, '\x55'));
    for (const auto& jwk : {
             replaced(p256_private, "jpsQ", "kpsQ"),
             replaced(p256_private, "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI", ""),
             replaced(p256_private, "\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"", "7"),
             replaced(p256_private, "jpsQnnGQmL", "jpsQ+nGQmL"),
             replaced(p256_private, "\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"", "null"),
             replaced(ed25519_private, "nWGx", "AAAAnWGx"),
             replaced(ed25519_private, "nWGx", "oWGx"),
             replaced(ed25519_private, "nWGx", ""),
             replaced(p256, "{", R"({"k":"AAAA",)"),
             replaced(p256, "{", R"({"oth":[],)"),
             replaced(
                 rsa_jwk("\xc1" + Bytes(254, '\x55') + "\x01", "\x03"),
                 "{",
                 R"({"d":")" + one + "\","
             ),
             replaced(rsa_with(rsa, {}), "{", R"({"d":")" + other + "\","),
             replaced(rsa_with(rsa, {}), "{", R"({"p":")" + one + "\","),
             replaced(rsa_with(rsa, {}), "{", R"({"dp":")" + other + "\","),
             replaced(rsa_with(rsa, {}), "{", R"({"dq":null,)"),
             replaced(rsa_with(rsa, {}), "{", R"({"oth":[{"r":")" + other + "\"}],"),
             replaced(rsa_with(rsa, {}), "{", R"({"oth":{"r":"AQ"},)"),
             replaced(rsa_with(rsa, {}), "{", R"({"p":")" + other + "\","),
             replaced(rsa_with(rsa, {}), "{", R"({"q":"","d":"AAAA",)"),
             replaced(
                 rsa_with(rsa, {}),
                 "{",
                 R"({"p":)" + json::to_text(*to_jwk(rsa.public_key()).find("n")) + ","
             ),
             rsa_with(rsa, {"qi"}),
         })
        EXPECT_FALSE(discloses(jwk)) << jwk;
    EXPECT_EQ(
        sentence_of([] { public_key(replaced(p256_private, "jpsQ", "kpsQ")); }),
        "the JWK has the member \"d\", which belongs to a private key; send only the public part"
    );
}

// conforms: 8555-6.2-16
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
             replaced(p256, x, "AAEA" + x),            // longer by more than zero octets
             replaced(p256, x, "A" + x.substr(1)),     // not on the curve
             replaced(p256, x, x.substr(0, 42) + "V"), // bits left over
             replaced(ed25519, "Ed25519", "Ed448"),
             replaced(ed25519, "Ed25519", "X25519"),
             replaced(ed25519, "HURo", "HURoAA"),
             replaced(rsa, "AQAB", "AQ"),
             replaced(rsa, "AQAB", ""),
             replaced(rsa, "AQAB", "AAAA"),
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
    for (const auto& [text, half] : {std::pair{p256_private, p256}, {ed25519_private, ed25519}}) {
        const auto key = private_key(text);
        EXPECT_EQ(key.public_key(), public_key(half));
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
    EXPECT_EQ(fault(replaced(p256_private, "jpsQ", "kpsQ")), Fault::malformed); // another d
    EXPECT_EQ(fault(replaced(p256_private, "jpsQ", "")), Fault::malformed);
    EXPECT_EQ(fault(replaced(p256_private, "\"d\"", "\"e\"")), Fault::malformed);
    EXPECT_EQ(fault(replaced(ed25519_private, "nWGx", "oWGx")), Fault::malformed);
    const std::string rsa(to_private_jwk(test_key(KeyType::rsa2048)).reveal());
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
