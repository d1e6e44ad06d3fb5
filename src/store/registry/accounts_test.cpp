// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/register_for_tests.hpp"
#include "store/registry/tokens.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Accounts : public RegisterTest {};

INSTANTIATE_TEST_SUITE_P(
    Databases,
    Accounts,
    testing::Values(db::Kind::sqlite, db::Kind::postgresql),
    [](const auto& suite) { return to_string(suite.param); }
);

TEST_P(Accounts, lists_accounts_and_their_names) {
    const auto physics = department("Physics");
    const auto ov = endpoint();
    const auto web = account("web", physics, ov.id);
    account("mail", physics, ov.id);
    store.write([&](Transaction& tx) {
        EXPECT_TRUE(add_name(tx, web.id, {"b.example.org"}, now));
        EXPECT_TRUE(add_name(tx, web.id, {"*.a.example.org"}, now));
        EXPECT_FALSE(add_name(tx, web.id, {"b.example.org"}, now));
        EXPECT_FALSE(remove_name(tx, web.id, {"c.example.org"}));
    });
    const auto found = read([&](auto& reader) { return find_account(reader, physics.id, "web"); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->contacts, Names{"web@example.org"});
    EXPECT_EQ(found->key_id, "key of web");
    const auto counts = read([&](auto& reader) { return count(reader, web.id); });
    EXPECT_EQ(counts.names, 2);
    EXPECT_EQ(counts.clients, 0);
    const auto names = read([&](auto& reader) { return list_names(reader, web.id, {}); });
    EXPECT_EQ(names, (std::vector<Name>{{"*.a.example.org"}, {"b.example.org"}}));
    const auto rest = read([&](auto& reader) {
        return list_names(reader, web.id, {.after = "*.a.example.org"});
    });
    EXPECT_EQ(rest, std::vector<Name>{{"b.example.org"}});

    const auto list = [&](const AccountFilter& filter) {
        return names_of(read([&](auto& reader) {
            return list_accounts(reader, Scope::all(), filter);
        }));
    };
    EXPECT_EQ(list({}), (Names{"mail", "web"}));
    EXPECT_EQ(list({.department = physics.id, .endpoint = ov.id, .name = "web"}), Names{"web"});
    EXPECT_EQ(list({.status = AccountStatus::disabled}), Names{});
    EXPECT_EQ(list({.containing = "AI"}), Names{"mail"});
    EXPECT_EQ(list({.limit = 1}), Names{"mail"});
}

TEST_P(Accounts, have_names_that_are_unique_within_their_department) {
    const auto ov = endpoint();
    const auto physics = department("Physics");
    const auto chemistry = department("Chemistry");
    const auto first = account("web", physics, ov.id);
    auto second = first;
    second.id = crypto::new_id<AccountId>(now);
    second.key_id = "another";
    const auto write = [&] { store.write([&](Transaction& tx) { insert(tx, second, "sealed"); }); };
    EXPECT_EQ(db::fault_of(write), Fault::internal);
    second.department = chemistry.id;
    write();
    read([&](auto& reader) {
        EXPECT_EQ(find_account(reader, physics.id, "web")->id, first.id);
        EXPECT_EQ(find_account(reader, chemistry.id, "web")->id, second.id);
        EXPECT_EQ(
            list_accounts(reader, Scope::all(), {.after = std::min(first.id, second.id)}).size(), 1u
        );
        return 0;
    });
}

TEST_P(Accounts, keep_the_terms_of_their_credential) {
    const auto physics = department("Physics");
    auto web = account("web", physics, endpoint().id);
    const auto found = [&] {
        return read([&](auto& reader) { return find_account(reader, web.id); }).value();
    };
    EXPECT_TRUE(found().terms.algorithm.empty());
    EXPECT_FALSE(found().terms.max_uses || found().terms.expires_at || found().rotated_at);
    EXPECT_EQ(found().credential_state, CredentialState::current);

    web.terms = {"HS384", 5, now + 1h, {*parse_network("10.0.0.0/8"), *parse_network("::1")}};
    web.credential_state = CredentialState::blocked;
    store.write([&](Transaction& tx) { update(tx, web, now); });
    EXPECT_EQ(found().terms.algorithm, "HS384");
    EXPECT_EQ(found().terms.max_uses, 5);
    EXPECT_EQ(found().terms.expires_at, now + 1h);
    EXPECT_EQ(found().terms.networks, web.terms.networks);
    EXPECT_EQ(found().credential_state, CredentialState::blocked);

    web.key_id = "another";
    web.rotated_at = now;
    web.previous_valid_until = now + 1h;
    web.credential_state = CredentialState::current;
    store.write([&](Transaction& tx) { rotate(tx, web, "sealed too", now); });
    EXPECT_EQ(found().key_id, "another");
    EXPECT_EQ(found().rotated_at, now);
    EXPECT_EQ(found().previous_valid_until, now + 1h);
    EXPECT_EQ(found().credential_state, CredentialState::current);
    EXPECT_EQ(found().revision.version, 3);
    auto stale = web;
    stale.revision.version = 2;
    EXPECT_EQ(
        db::fault_of([&] {
            store.write([&](Transaction& tx) { rotate(tx, stale, "sealed three", now); });
        }),
        Fault::stale
    );
}

TEST_P(Accounts, are_found_by_how_they_stand) {
    const auto physics = department("Physics");
    const auto ov = endpoint();
    const auto make = [&](const std::string& name, const auto& change) {
        auto made = account(name, physics, ov.id);
        change(made);
        store.write([&](Transaction& tx) { update(tx, made, now); });
    };
    make("active", [](Account& a) { a.terms.expires_at = now + 1s; });
    make("expired", [](Account& a) { a.terms.expires_at = now; });
    make("blocked", [](Account& a) {
        a.credential_state = CredentialState::blocked;
        a.terms.expires_at = now;
    });
    make("cut off", [](Account& a) { a.credential_state = CredentialState::cut_off; });
    make("disabled", [](Account& a) {
        a.enabled = false;
        a.credential_state = CredentialState::cut_off;
    });
    const auto all = read([](auto& reader) { return list_accounts(reader, Scope::all(), {}); });
    EXPECT_EQ(all.size(), 5u);
    using enum AccountStatus;
    for (const auto status : every<AccountStatus>) {
        Names expected;
        for (const auto& each : all)
            if (status_of(each, now) == status) expected.push_back(each.name);
        EXPECT_FALSE(expected.empty());
        const auto listed = read([&](auto& reader) {
            return list_accounts(reader, Scope::all(), {.status = status, .now = now});
        });
        EXPECT_EQ(names_of(listed), expected) << to_string(status);
    }
}

TEST_P(Accounts, finds_a_token_by_its_digest_alone) {
    const Token token{
        .id = crypto::new_id<TokenId>(now),
        .name = "first",
        .role = Role::department_administrator,
        .created_at = now,
        .expires_at = now + 1s,
    };
    store.write([&](Transaction& tx) { insert(tx, token, crypto::sha256("chy_secret")); });
    const auto find = [&](const Bytes& digest) {
        return read([&](auto& reader) { return find_token(reader, digest); });
    };
    const auto found = find(crypto::sha256("chy_secret"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->role, Role::department_administrator);
    EXPECT_TRUE(is_current(*found, now));
    EXPECT_FALSE(is_current(*found, now + 1s));
    EXPECT_FALSE(find(crypto::sha256("chy_Secret")));

    auto seen = *found;
    auto seen_too = *found;
    seen.revoked_at = now;
    store.write([&](Transaction& tx) { update(tx, seen); });
    EXPECT_EQ(seen.version, 2);
    EXPECT_EQ(
        db::fault_of([&] { store.write([&](Transaction& tx) { update(tx, seen_too); }); }),
        Fault::stale
    );
    EXPECT_FALSE(is_current(*find(crypto::sha256("chy_secret")), now));
    EXPECT_EQ(read([](auto& reader) { return list_tokens(reader); }).size(), 1u);
}

} // namespace

} // namespace chancery::store
