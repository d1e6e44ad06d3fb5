// SPDX-License-Identifier: Apache-2.0
#include "acme/acme_for_tests.hpp"
#include "acme/external_account.hpp"
#include "acme/messages.hpp"
#include "acme/signed_request.hpp"
#include "crypto/disclosed_key.hpp"
#include "crypto/jwk.hpp"

#include <gtest/gtest.h>

namespace chancery::acme {

namespace {

using crypto::Hash;
using crypto::KeyType;
using crypto::test_key;

constexpr std::string_view url = "https://ca.example/acme/ov/new-account";

const crypto::PublicKey& account_key() {
    return test_key(KeyType::ecdsaP256).public_key();
}

std::string its_jwk() {
    return json::to_text(crypto::to_jwk(account_key()));
}

Secret hmac_key() {
    return Secret(Bytes(32, 'k'));
}

json::Value
binding_of(json::Object header, const std::string& payload = its_jwk(), Hash hash = Hash::sha256) {
    return crypto::mac_jws(hash, hmac_key(), std::move(header), payload);
}

json::Value good_binding(Hash hash = Hash::sha256) {
    return binding_of({{"kid", "k1"}, {"url", url}}, its_jwk(), hash);
}

ExternalAccountBinding parse(const json::Value& binding) {
    return parse_external_account(json::Reader(binding), url, account_key());
}

void expect_malformed(const json::Value& binding, std::string_view sentence) {
    const auto call = [&] { parse(binding); };
    EXPECT_EQ(fault_of(call), Fault::malformed) << json::to_text(binding);
    EXPECT_NE(sentence_of(call).find(sentence), std::string::npos) << sentence_of(call);
}

// conforms: 8555-7.3.4-11
TEST(ExternalAccount, of_certbot_is_read_and_verified) {
    const auto request = parse_signed_request(certbots_new_account);
    const auto message = parse_new_account(request.jws.payload);
    ASSERT_TRUE(message.external_account_binding);
    const auto binding = parse_external_account(
        json::Reader(*message.external_account_binding), certbots_url, request.jwk.value()
    );
    EXPECT_EQ(binding.key_id, "kid-1");
    EXPECT_EQ(binding.hash, Hash::sha256);
    EXPECT_TRUE(binding.is_made_with(Secret(crypto::from_base64url(certbots_hmac_key))));
    EXPECT_FALSE(binding.is_made_with(Secret(Bytes(certbots_hmac_key)))); // not decoded
}

// conforms: 8555-7.3.4-11
TEST(ExternalAccount, is_made_with_its_key_alone) {
    for (const auto hash : {Hash::sha256, Hash::sha384, Hash::sha512}) {
        const auto binding = parse(good_binding(hash));
        EXPECT_EQ(binding.key_id, "k1");
        EXPECT_EQ(binding.hash, hash);
        EXPECT_TRUE(binding.is_made_with(hmac_key()));
        EXPECT_FALSE(binding.is_made_with(Secret(Bytes(32, 'l'))));
        EXPECT_FALSE(binding.is_made_with(Secret()));

        auto cut = binding;
        cut.jws.signature.pop_back();
        EXPECT_FALSE(cut.is_made_with(hmac_key()));
        cut.jws.signature.clear();
        EXPECT_FALSE(cut.is_made_with(hmac_key()));
        auto changed = binding;
        changed.jws.signing_input.back() ^= 1;
        EXPECT_FALSE(changed.is_made_with(hmac_key()));
    }
    // A MAC of one length under the name of another.
    auto renamed = parse(good_binding(Hash::sha512));
    renamed.hash = Hash::sha256;
    EXPECT_FALSE(renamed.is_made_with(hmac_key()));
}

// conforms-refusal: 8555-7.3.4-3
TEST(ExternalAccount, is_made_with_a_mac) {
    for (const auto* word : {"ES256", "RS256", "none", "HS1", "hs256", ""}) {
        const auto header = R"({"alg":")" + std::string(word) + R"(","kid":"k1","url":")" +
                            std::string(url) + "\"}";
        expect_malformed(json::parse(jws_of(header, its_jwk())), "HS256, HS384 or HS512");
    }
    expect_malformed(json::parse(jws_of(R"({"kid":"k1"})", its_jwk())), "/alg is missing");
    expect_malformed(json::parse(jws_of(R"({"alg":1})", its_jwk())), "/alg must be a string");
}

// conforms: 8555-7.3.4-10
// conforms-refusal: 8555-7.3.4-5, 8555-7.3.4-6
TEST(ExternalAccount, has_the_header_that_the_standard_asks_for) {
    // RFC 8555 §7.3.4.
    expect_malformed(binding_of({{"kid", "k1"}, {"url", url}, {"nonce", "n"}}), "a nonce");
    expect_malformed(binding_of({{"kid", "k1"}, {"url", url}, {"nonce", nullptr}}), "a nonce");
    expect_malformed(binding_of({{"kid", "k1"}}), "/url is missing");
    expect_malformed(binding_of({{"kid", "k1"}, {"url", 1}}), "/url must be a string");
    for (const auto* other :
         {"https://ca.example/acme/ov/new-accoun",
          "https://ca.example/acme/ov/new-account/",
          "https://CA.example/acme/ov/new-account",
          "https://ca.example/acme/staging/new-account",
          ""})
        expect_malformed(binding_of({{"kid", "k1"}, {"url", other}}), "url is not the URL");
    expect_malformed(binding_of({{"url", url}}), "/kid is missing");
    expect_malformed(binding_of({{"kid", 1}, {"url", url}}), "/kid must be a string");
    expect_malformed(
        binding_of({{"kid", "k1"}, {"url", url}, {"crit", json::Array{"b64"}}}), "\"crit\""
    );
    expect_malformed(binding_of({{"kid", "k1"}, {"url", url}, {"b64", false}}), "\"b64\"");
}

// conforms: 8555-7.3.4-12
TEST(ExternalAccount, holds_the_key_of_its_request) {
    const auto with_payload = [](const std::string& payload) {
        return binding_of({{"kid", "k1"}, {"url", url}}, payload);
    };
    const auto other = crypto::to_jwk(test_key(KeyType::ecdsaP384).public_key());
    const auto alike = crypto::PrivateKey::generate(KeyType::ecdsaP256);
    for (const auto& payload : {
             json::to_text(other),
             json::to_text(crypto::to_jwk(alike.public_key())),
             std::string(),
             std::string("no JSON"),
             its_jwk() + its_jwk(),
         })
        expect_malformed(with_payload(payload), "payload is not the account key");
    for (const auto& payload :
         {std::string("{}"),
          std::string("\"text\""),
          replaced(its_jwk(), "{", R"({"use":"enc",)"),
          replaced(its_jwk(), "{", R"({"d":"AAAA",)")})
        EXPECT_EQ(fault_of([&] { parse(with_payload(payload)); }), Fault::bad_public_key)
            << payload;
    const Bytes private_jwk(crypto::to_private_jwk(test_key(KeyType::ecdsaP256)).reveal());
    EXPECT_THROW(parse(with_payload(private_jwk)), crypto::DisclosedKey);
    // It is the key that counts, not how it is written.
    EXPECT_FALSE(fault_of([&] { parse(with_payload(json::to_pretty_text(json::parse(its_jwk())))); }
    ));
    EXPECT_FALSE(fault_of([&] { parse(with_payload(replaced(its_jwk(), "{", R"({"use":"sig",)"))); }
    ));
}

TEST(ExternalAccount, that_is_broken_is_none_where_none_is_needed) {
    const auto find = [](const json::Value& payload) {
        return find_external_account(json::Reader(payload), url, account_key());
    };
    const auto with = [](const json::Value& binding) {
        return json::Value(json::Object{{"externalAccountBinding", binding}});
    };
    EXPECT_TRUE(find(with(good_binding())));
    EXPECT_FALSE(find(json::Object{}));
    for (const auto& broken :
         {json::Value(7),
          json::Value("text"),
          json::Value(nullptr),
          json::Value(json::Object{}),
          binding_of({{"kid", "k1"}, {"url", "https://ca.example/"}}),
          binding_of({{"kid", "k1"}, {"url", url}}, "{}"),
          json::parse(jws_of(R"({"alg":"none","kid":"k1"})", its_jwk()))})
        EXPECT_FALSE(find(with(broken))) << json::to_text(broken);
    EXPECT_EQ(fault_of([&] { find(json::Array{}); }), Fault::malformed);
    const Bytes private_jwk(crypto::to_private_jwk(test_key(KeyType::ecdsaP256)).reveal());
    EXPECT_THROW(
        find(with(binding_of({{"kid", "k1"}, {"url", url}}, private_jwk))), crypto::DisclosedKey
    );
}

// conforms: 8555-7.3.4-10
TEST(ExternalAccount, is_a_jws_itself) {
    for (const auto* text : {"{}", "[]", "\"text\"", "1", R"({"protected":"e30","payload":"e30"})"})
        EXPECT_EQ(fault_of([&] { parse(json::parse(text)); }), Fault::malformed) << text;
    auto two_signatures = std::get<json::Object>(good_binding().variant());
    two_signatures.emplace_back("signatures", json::Array{});
    expect_malformed(two_signatures, "signatures");
}

} // namespace

} // namespace chancery::acme
