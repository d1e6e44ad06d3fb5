// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "crypto/keys_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

// RFC 7515 §A.3 in the flattened form.
constexpr std::string_view example =
    R"({"protected":"eyJhbGciOiJFUzI1NiJ9",)"
    R"("payload":"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb29)"
    R"(0Ijp0cnVlfQ",)"
    R"("signature":"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg)"
    R"(6NU1Q"})";

PublicKey key_of(std::string_view jwk) {
    const auto value = json::parse(jwk);
    return parse_jwk(json::Reader(value));
}

PublicKey example_key() {
    return key_of(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                  R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string result(text);
    const auto at = result.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return result.replace(at, what.size(), with);
}

// conforms-refusal: 8555-6.2-8
TEST(SignatureAlgorithm, has_a_word_for_each_and_none_for_others) {
    for (const auto algorithm : every<SignatureAlgorithm>)
        EXPECT_EQ(find_value<SignatureAlgorithm>(to_string(algorithm)), algorithm);
    EXPECT_EQ(find_value<SignatureAlgorithm>("ES512"), SignatureAlgorithm::es512);
    for (const auto* word : {"none", "HS256", "RS512", "PS256", "es256", ""})
        EXPECT_FALSE(find_value<SignatureAlgorithm>(word)) << word;
    EXPECT_EQ(find_hmac_algorithm("HS384"), Hash::sha384);
    EXPECT_FALSE(find_hmac_algorithm("ES256"));
    EXPECT_FALSE(find_hmac_algorithm("none"));
}

// conforms: 8555-6.2-2, 8555-6.2-9
TEST(Jws, of_the_standard_is_read_and_verified) {
    const auto jws = parse_jws(example);
    EXPECT_EQ(json::to_text(jws.header), R"({"alg":"ES256"})");
    EXPECT_EQ(
        jws.payload,
        "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
    );
    EXPECT_TRUE(example_key().verify(jws.signing_input, jws.signature, SignatureForm::jws));
    EXPECT_FALSE(example_key().verify(jws.signing_input + " ", jws.signature, SignatureForm::jws));
}

// conforms: 8555-6.2-10
TEST(Jws, with_rsa_and_edwards_signatures_of_the_standards_is_verified) {
    const auto rsa = key_of( // RFC 7515 §A.2
        R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQ)"
        R"(p-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7O)"
        R"(Mg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Z)"
        R"(wKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})"
    );
    EXPECT_TRUE(rsa.verify(
        "eyJhbGciOiJSUzI1NiJ9."
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmN"
        "vbS9pc19yb290Ijp0cnVlfQ",
        from_base64url("cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-"
                       "0Qc_lF5YKt_O8W2"
                       "Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
                       "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjt"
                       "QBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
                       "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6"
                       "IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ),
        SignatureForm::jws
    ));
    const auto edwards = key_of( // RFC 8037 §A.5
        R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"
    );
    EXPECT_TRUE(edwards.verify(
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        from_base64url(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvp"
            "Ar_MuM0KAg"
        ),
        SignatureForm::jws
    ));
}

TEST(Jws, that_was_signed_is_verified) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        const auto text = sign_jws(key, {{"nonce", "n"}, {"url", "https://ca.example/"}}, "{}");
        const auto jws = parse_jws(text);
        const auto algorithm = algorithm_for(key.public_key());
        EXPECT_EQ(
            json::to_text(jws.header),
            R"({"alg":")" + std::string(to_string(algorithm)) +
                R"(","nonce":"n","url":"https://ca.example/"})"
        );
        EXPECT_EQ(jws.payload, "{}");
        EXPECT_TRUE(key.public_key().verify(jws.signing_input, jws.signature, SignatureForm::jws));
    }
    EXPECT_EQ(parse_jws(sign_jws(test_key(KeyType::ed25519), {}, "")).payload, "");
}

// conforms: 8555-6.1-5
// conforms-refusal: 8555-6.2-2, 8555-6.2-3, 8555-6.2-5, 8555-6.2-6
TEST(Jws, of_another_form_is_malformed) {
    for (const auto& bad : {
             std::string(),
             std::string("[]"),
             std::string("\"text\""),
             std::string("{}"),
             std::string("eyJhbGciOiJFUzI1NiJ9.e30.AAAA"),
             replaced(example, "\"signature\"", "\"signatures\""),
             replaced(example, "{", R"({"signatures":[],)"),
             replaced(example, "{", R"({"signatures":null,)"),
             replaced(example, "{", R"({"header":{"kid":"x"},)"),
             replaced(example, "{", R"({"header":null,)"),
             replaced(example, "{", R"({"payload":"",)"), // twice
             replaced(example, "\"payload\"", "\"pay\""),
             replaced(example, "\"protected\"", "\"header2\""),
             replaced(example, "eyJhbGciOiJFUzI1NiJ9", ""),
             replaced(example, "eyJhbGciOiJFUzI1NiJ9", "W10"), // []
             replaced(example, "eyJhbGciOiJFUzI1NiJ9", "eyJhbGciOiJFUzI1NiJ9="),
             replaced(example, "eyJhbGciOiJFUzI1NiJ9", "eyJhbGciOiJFUzI1NiJ"),
             replaced(example, "eyJhbGciOiJFUzI1NiJ9", to_base64url(R"({"alg":"a","alg":"b"})")),
             replaced(example, "fQ\"", "fR\""), // bits left over
             replaced(example, "fQ\"", "f+\""),
             replaced(example, "6NU1Q", "6NU1Q=="),
             replaced(example, "6NU1Q", "6 NU1Q"),
             std::string(example) + "x",
         })
        EXPECT_EQ(fault_of([&] { parse_jws(bad); }), Fault::malformed) << bad;
}

TEST(Jws, ignores_unknown_members) {
    EXPECT_EQ(
        parse_jws(replaced(example, "{", R"({"extra":1,)")).header, parse_jws(example).header
    );
}

TEST(Jws, with_a_mac_is_what_rfc_7515_signs) {
    // §A.1's key; the header is written without its line ends, so the MAC is OpenSSL's.
    const Secret key(from_base64url(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
    ));
    for (const auto hash : {Hash::sha256, Hash::sha384, Hash::sha512}) {
        const auto value = mac_jws(hash, key, {{"kid", "k"}}, "payload");
        const auto jws = parse_jws(json::Reader(value));
        EXPECT_EQ(jws.payload, "payload");
        const auto alg = std::get<std::string>(jws.header.find("alg")->variant());
        EXPECT_EQ(find_hmac_algorithm(alg), hash);
        EXPECT_TRUE(equal_in_constant_time(jws.signature, hmac(hash, key, jws.signing_input)));
    }
    EXPECT_EQ( // §A.1.1, the example itself
        to_base64url(hmac(
            Hash::sha256,
            key,
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQo"
            "gImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        )),
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
}

} // namespace

} // namespace chancery::crypto
