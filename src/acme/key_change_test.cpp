// SPDX-License-Identifier: Apache-2.0
#include "acme/acme_for_tests.hpp"
#include "acme/key_change.hpp"
#include "crypto/disclosed_key.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"

#include <gtest/gtest.h>

namespace chancery::acme {

namespace {

using crypto::KeyType;
using crypto::test_key;

constexpr std::string_view url = "https://ca.example/acme/ov/key-change";
constexpr std::string_view account = "https://ca.example/acme/ov/account/1";

const crypto::PrivateKey& new_key() {
    return test_key(KeyType::ecdsaP384);
}

json::Value jwk_of(const crypto::PrivateKey& key) {
    return crypto::to_jwk(key.public_key());
}

json::Object good_header() {
    return {{"jwk", jwk_of(new_key())}, {"url", url}};
}

json::Object good_payload() {
    return {{"account", account}, {"oldKey", jwk_of(test_key(KeyType::ecdsaP256))}};
}

std::string signed_with(
    const crypto::PrivateKey& key,
    json::Object header = good_header(),
    json::Object payload = good_payload()
) {
    return crypto::sign_jws(key, std::move(header), json::to_text(json::Value(std::move(payload))));
}

KeyChange parse(const std::string& inner) {
    return parse_key_change(inner, url);
}

void expect_refused(const std::string& inner, Fault fault, std::string_view why) {
    const auto call = [&] { parse(inner); };
    EXPECT_EQ(fault_of(call), fault) << why;
    EXPECT_NE(sentence_of(call).find(why), std::string::npos) << sentence_of(call);
}

/// The header with one more member, which takes the place of one of its name.
json::Object with(json::Object header, const char* name, json::Value value) {
    std::erase_if(header, [&](const auto& member) { return member.first == name; });
    header.emplace_back(name, std::move(value));
    return header;
}

TEST(KeyChange, is_read_as_the_new_key_signed_it) {
    const auto change = parse(signed_with(new_key()));
    EXPECT_EQ(change.new_key, new_key().public_key());
    EXPECT_EQ(change.old_key, test_key(KeyType::ecdsaP256).public_key());
    EXPECT_EQ(change.account, account);
}

// conforms: 8555-7.3.5-2
TEST(KeyChange, is_signed_by_the_new_key_and_nobody_else) {
    const auto& forger = test_key(KeyType::ecdsaP256);
    // Of another type, and so with another algorithm; of the same; and what was changed afterwards.
    expect_refused(signed_with(forger), Fault::malformed, "does not match the new key");
    const auto same_type = crypto::PrivateKey::generate(KeyType::ecdsaP384);
    expect_refused(signed_with(same_type), Fault::malformed, "does not match the new key");
    const auto good = signed_with(new_key());
    const auto other = signed_with(new_key(), good_header(), with(good_payload(), "account", "x"));
    const auto payload_of = [](const std::string& jws) {
        return json::Reader(json::parse(jws)).at("payload").string();
    };
    expect_refused(
        replaced(good, payload_of(good), payload_of(other)),
        Fault::malformed,
        "does not match the new key"
    );
}

TEST(KeyChange, is_signed_with_the_algorithm_of_the_new_key) {
    for (const auto* word : {"ES256", "EdDSA", "RS256"}) {
        // What the key signs, under another name.
        const auto header = replaced(
            json::to_text(json::Value(with(good_header(), "alg", "ES384"))), "ES384", word
        );
        const auto payload = json::to_text(json::Value(good_payload()));
        const auto input = to_base64url(header) + "." + to_base64url(payload);
        const auto signature = new_key().sign(input, crypto::SignatureForm::jws);
        const json::Value jws = json::Object{
            {"protected", to_base64url(header)},
            {"payload", to_base64url(payload)},
            {"signature", to_base64url(signature)}};
        expect_refused(json::to_text(jws), Fault::malformed, "does not match the new key");
    }
}

// conforms: 8555-7.3.5-3
TEST(KeyChange, is_for_the_url_of_the_request_around_it) {
    for (const auto* other :
         {"https://ca.example/acme/ov/key-chang",
          "https://ca.example/acme/ov/key-changf", // as long
          "https://CA.example/acme/ov/key-change",
          "https://ca.example/acme/dv/key-change",
          ""})
        expect_refused(
            signed_with(new_key(), with(good_header(), "url", other)),
            Fault::malformed,
            "must have the url of the request around it"
        );
}

TEST(KeyChange, has_neither_nonce_nor_kid_nor_extension) {
    for (const auto& [name, why] :
         {std::pair{"nonce", "must not have a nonce"},
          {"kid", "must have a jwk, not a kid"},
          {"crit", "must not have \"crit\""},
          {"b64", "must not have \"b64\""}})
        expect_refused(
            signed_with(new_key(), with(good_header(), name, "x")), Fault::malformed, why
        );
}

TEST(KeyChange, is_to_a_key_that_may_be_an_accounts) {
    for (const auto kind : {KeyType::ecdsaP521})
        EXPECT_EQ(
            fault_of([&] {
                parse(
                    signed_with(test_key(kind), with(good_header(), "jwk", jwk_of(test_key(kind))))
                );
            }),
            Fault::bad_signature_algorithm
        );
    // RFC 7515 §A.3: anybody has its private half.
    const auto published = json::parse(
        R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
        R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"
    );
    expect_refused(
        signed_with(test_key(KeyType::ecdsaP256), with(good_header(), "jwk", published)),
        Fault::bad_public_key,
        "published in RFC 7515"
    );
}

TEST(KeyChange, discloses_no_private_key) {
    const auto disclosed = json::parse(crypto::to_private_jwk(new_key()).reveal());
    EXPECT_THROW(
        parse(signed_with(new_key(), with(good_header(), "jwk", disclosed))), crypto::DisclosedKey
    );
    EXPECT_THROW(
        parse(signed_with(new_key(), good_header(), with(good_payload(), "oldKey", disclosed))),
        crypto::DisclosedKey
    );
}

TEST(KeyChange, says_of_which_account_and_of_which_key) {
    for (const auto* member : {"account", "oldKey"}) {
        auto payload = good_payload();
        std::erase_if(payload, [&](const auto& one) { return one.first == member; });
        EXPECT_TRUE(fault_of([&] { parse(signed_with(new_key(), good_header(), payload)); }));
    }
    for (const auto* inner : {"", "{}", "[]", "text"})
        EXPECT_EQ(fault_of([&] { parse(inner); }), Fault::malformed) << inner;
}

} // namespace

} // namespace chancery::acme
