// SPDX-License-Identifier: Apache-2.0
// What is drawn for somebody to show or to keep secret: it follows from nothing that another was
// given.
#include "crypto/randomness_for_tests.hpp"
#include "store/orders/authorizations.hpp"
#include "workflow/registry/tokens.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using crypto::Samples;

/// One base64url character stands for the rest of the first octet: a text that begins with '-' is
/// left out.
constexpr std::size_t first_character = 6;

Bytes octets_of(std::string_view text) {
    return parse_base64url(text).value();
}

std::vector<Name> some_names(const std::string& domain) {
    std::vector<Name> names;
    for (int i = 0; i < 100; ++i)
        names.push_back({"host" + std::to_string(i) + "." + domain});
    return names;
}

TEST(Secrets, of_challenges_are_each_its_own) {
    IssuingOffice office;
    const auto dv = office.endpoint("dv");
    const auto host = office.standing(office.enroll(office.key, dv, std::nullopt).client.id);
    std::vector<Bytes> tokens;
    for (const auto* domain : {"one.example.test", "two.example.test"}) {
        const auto order =
            create_order(office.store, dv, host, {.names = some_names(domain)}, office.request.now);
        for (const auto& id : order.authorizations) {
            const auto challenges = office.store.read([&](store::Reader& reader) {
                return store::list_challenges(reader, id);
            });
            ASSERT_FALSE(challenges.empty());
            for (const auto& challenge : challenges)
                tokens.push_back(octets_of(challenge.token));
        }
    }
    EXPECT_EQ(tokens.front().size(), 32u);
    EXPECT_EQ(Samples(tokens, first_character).fault(), "");
}

TEST(Secrets, of_accounts_are_drawn_at_random_and_so_are_their_key_ids) {
    IssuingOffice office;
    std::vector<Bytes> keys;
    std::vector<Bytes> key_ids;
    for (int i = 0; i < 100; ++i) {
        const auto made = office.account("account" + std::to_string(i), {});
        keys.push_back(octets_of(made.hmac_key.reveal()));
        key_ids.push_back(octets_of(made.account.key_id));
    }
    EXPECT_EQ(keys.front().size(), 32u);
    EXPECT_EQ(key_ids.front().size(), 16u);
    EXPECT_EQ(Samples(keys, first_character).fault(), "");
    EXPECT_EQ(Samples(key_ids, first_character).fault(), "");
}

TEST(Secrets, that_are_api_tokens_are_drawn_at_random) {
    IssuingOffice office;
    const auto token = [&] {
        const auto made = create_token(
            office.store, office.request, {.name = "a program", .role = Role::administrator}
        );
        return octets_of(made.text.reveal().substr(4)); // "chy_"
    };
    const auto tokens = crypto::draw_many(100, token);
    EXPECT_EQ(tokens.front().size(), 32u);
    EXPECT_EQ(Samples(tokens, first_character).fault(), "");
}

} // namespace

} // namespace chancery::workflow
