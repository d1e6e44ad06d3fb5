// SPDX-License-Identifier: Apache-2.0
#include "acme/disclosed_keys.hpp"
#include "base/encoding.hpp"
#include "crypto/jwk.hpp"

#include <gtest/gtest.h>

namespace chancery::acme {

namespace {

class DisclosedKeys : public testing::Test {
protected:
    crypto::PrivateKey key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    json::Value jwk = json::parse(crypto::to_private_jwk(key).reveal());
    json::Value public_jwk = crypto::to_jwk(key.public_key());

    static std::string encoded(const json::Value& value) {
        return to_base64url(json::to_text(value));
    }

    bool is_found_in(const json::Value& body) const {
        const auto found = find_disclosed_key(json::to_text(body));
        return found && *found == key.public_key();
    }
};

TEST_F(DisclosedKeys, are_found_wherever_a_request_may_have_them) {
    const json::Value header = json::Object{{"alg", "none"}, {"jwk", jwk}, {"kid", "x"}};
    const json::Value inner = json::Object{{"protected", encoded(header)}};
    const json::Value binding =
        json::Object{{"externalAccountBinding", json::Object{{"payload", encoded(jwk)}}}};
    for (const auto& body : std::vector<json::Value>{
             jwk,
             json::Object{{"protected", encoded(header)}, {"payload", ""}},
             json::Object{{"protected", "e30"}, {"header", header}},
             json::Object{{"signatures", json::Array{json::Object{{"header", header}}}}},
             json::Object{{"signatures", json::Array{inner}}},
             json::Object{{"protected", "?"}, {"payload", encoded(inner)}},
             json::Object{{"payload", encoded(binding)}},
         })
        EXPECT_TRUE(is_found_in(body)) << json::to_text(body);
}

TEST_F(DisclosedKeys, are_none_in_what_has_only_public_keys_or_is_no_json) {
    const auto foreign = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    auto mixed = std::get<json::Object>(public_jwk.variant());
    mixed.emplace_back("d", *json::parse(crypto::to_private_jwk(foreign).reveal()).find("d"));
    for (const auto& body : std::vector<json::Value>{
             public_jwk,
             mixed,
             json::Object{{"d", "AAAA"}},
             json::Object{{"payload", encoded(public_jwk)}},
             json::Array{nullptr, 7, "x"},
         })
        EXPECT_FALSE(find_disclosed_key(json::to_text(body))) << json::to_text(body);
    for (const auto* text : {"", "{", "\x80", "protected"})
        EXPECT_FALSE(find_disclosed_key(text)) << text;
}

TEST_F(DisclosedKeys, are_searched_within_bounds) {
    auto nested = jwk;
    for (int i = 0; i < 4; ++i)
        nested = json::Object{{"payload", encoded(nested)}};
    EXPECT_FALSE(is_found_in(nested)) << "no request of ACME is so deep";
    auto wrong = std::get<json::Object>(public_jwk.variant());
    wrong.emplace_back("d", "AAAA");
    EXPECT_TRUE(is_found_in(json::Array{wrong, wrong, wrong, jwk}));
    EXPECT_FALSE(is_found_in(json::Array{wrong, wrong, wrong, wrong, jwk}));
}

} // namespace

} // namespace chancery::acme
