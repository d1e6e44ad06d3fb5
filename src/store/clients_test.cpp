// SPDX-License-Identifier: Apache-2.0
#include "store/clients.hpp"
#include "store/testing.hpp"

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Clients : public OfficeForTests {};

INSTANTIATE_TEST_SUITE_P(
    Databases, Clients, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Clients, are_read_as_they_were_written) {
    const auto written = written_client();
    const auto found = store.read([&](Reader& r) { return find_client(r, written.id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->endpoint, ov.id);
    EXPECT_EQ(found->account, web.id);
    EXPECT_EQ(found->thumbprint, "thumbprint");
    EXPECT_EQ(found->spki, written.spki);
    EXPECT_EQ(found->status, ClientStatus::valid);
    EXPECT_EQ(found->contacts, written.contacts);
    EXPECT_EQ(found->user_agent, "certbot");
    EXPECT_EQ(found->address, "192.0.2.7");
    EXPECT_EQ(found->created_at, now);
    EXPECT_EQ(found->last_seen_at, now);
    EXPECT_FALSE(store.read([&](Reader& r) { return find_client(r, crypto::new_id<ClientId>(now)); }
    ));
}

TEST_P(Clients, change_what_may_change) {
    auto client = written_client();
    client.status = ClientStatus::deactivated;
    client.contacts = {};
    client.address = "2001:db8::7";
    client.user_agent = "lego";
    client.last_seen_at = now + 1h;
    change(client);
    const auto found = store.read([&](Reader& r) { return find_client(r, client.id); });
    EXPECT_EQ(found->status, ClientStatus::deactivated);
    EXPECT_TRUE(found->contacts.empty());
    EXPECT_EQ(found->address, "2001:db8::7");
    EXPECT_EQ(found->user_agent, "lego");
    EXPECT_EQ(found->last_seen_at, now + 1h);
    EXPECT_EQ(found->created_at, now);
}

TEST_P(Clients, are_one_for_a_key_at_an_endpoint) {
    written_client();
    EXPECT_EQ(db::fault_of([&] { written_client(); }), Fault::internal);

    const auto staging = endpoint("staging");
    write(staging.profile);
    write(staging);
    auto elsewhere = client("thumbprint");
    elsewhere.endpoint = staging.id;
    write(elsewhere);
    const auto found =
        store.read([&](Reader& r) { return find_standing(r, staging.id, "thumbprint"); });
    EXPECT_EQ(found->client.id, elsewhere.id);
}

TEST_P(Clients, stand_as_their_account_and_department_stand) {
    const auto client = written_client();
    const auto standing = [&] {
        return store.read([&](Reader& r) { return find_standing(r, client.id); }).value();
    };
    EXPECT_EQ(standing().account_name, "web");
    EXPECT_EQ(standing().department, physics.id);
    EXPECT_TRUE(standing().account.enabled);
    EXPECT_TRUE(standing().account.department_enabled);
    EXPECT_EQ(standing().account.ask, "it@example.org,dean@example.org");
    EXPECT_EQ(standing().actor().id, to_string(client.id));

    web.enabled = false;
    store.write([&](Transaction& tx) { update(tx, web, now); });
    EXPECT_FALSE(standing().account.enabled);
    physics.contacts = {};
    store.write([&](Transaction& tx) { update(tx, physics, now); });
    EXPECT_EQ(standing().account.ask, "Physics"); // without contacts, by its name
    physics.enabled = false;
    store.write([&](Transaction& tx) { update(tx, physics, now); });
    EXPECT_FALSE(standing().account.department_enabled);
    EXPECT_EQ(standing().account.ask, "pki@example.org"); // the office disabled it

    const auto by_key =
        store.read([&](Reader& r) { return find_standing(r, ov.id, "thumbprint"); });
    ASSERT_TRUE(by_key);
    EXPECT_EQ(by_key->client.id, client.id);
    EXPECT_FALSE(store.read([&](Reader& r) { return find_standing(r, ov.id, "other"); }));
    EXPECT_FALSE(store.read([&](Reader& r) {
        return find_standing(r, crypto::new_id<EndpointId>(now), "thumbprint");
    }));
}

TEST_P(Clients, register_with_a_credential_of_their_endpoint) {
    const auto credential =
        store.read([&](Reader& r) { return find_credential(r, ov.id, "key of web"); });
    ASSERT_TRUE(credential);
    EXPECT_EQ(credential->account, web.id);
    EXPECT_EQ(credential->account_name, "web");
    EXPECT_EQ(credential->department, physics.id);
    EXPECT_EQ(credential->key_id, "key of web");
    EXPECT_EQ(credential->sealed_hmac_key, Bytes("\0sealed\xff", 8));
    EXPECT_TRUE(credential->facts.account.enabled);
    EXPECT_TRUE(credential->facts.account.department_enabled);
    EXPECT_FALSE(store.read([&](Reader& r) { return find_credential(r, ov.id, "key of"); }));
    EXPECT_FALSE(store.read([&](Reader& r) {
        return find_credential(r, crypto::new_id<EndpointId>(now), "key of web");
    }));
}

TEST_P(Clients, are_not_found_by_a_key_id_that_no_text_can_be) {
    // JSON may hold a NUL, which PostgreSQL's text may not.
    using namespace std::string_view_literals;
    for (const auto key_id : {"key of web\0"sv, "\0"sv, "key of web\0x"sv})
        EXPECT_FALSE(store.read([&](Reader& r) { return find_credential(r, ov.id, key_id); }));
}

TEST_P(Clients, count_the_uses_of_their_credential) {
    store.write([&](Transaction& tx) { count_use(tx, web.id, web.key_id, now); });
    store.write([&](Transaction& tx) { count_use(tx, web.id, web.key_id, now + 1h); });
    const auto account = store.read([&](Reader& r) { return find_account(r, web.id); });
    EXPECT_EQ(account->uses, 2);
    EXPECT_EQ(account->last_used_at, now + 1h);
    EXPECT_EQ(account->revision.version, 1); // no change of the account's own
}

TEST_P(Clients, are_listed_in_pages_newest_first) {
    const auto other = account("other", ov.id);
    write(other);
    std::vector<ClientId> ids;
    for (const auto* thumbprint : {"a", "b", "c", "d"}) {
        auto added = client(thumbprint);
        if (*thumbprint == 'd') added.account = other.id;
        if (*thumbprint == 'b') added.status = ClientStatus::deactivated;
        write(added);
        ids.push_back(added.id);
    }
    const auto listed = [&](const ClientFilter& filter) {
        std::string thumbprints;
        for (const auto& found : store.read([&](Reader& r) { return list_clients(r, filter); }))
            thumbprints += found.thumbprint;
        return thumbprints;
    };
    EXPECT_EQ(listed({}), "dcba");
    EXPECT_EQ(listed({.account = web.id}), "cba");
    EXPECT_EQ(listed({.account = web.id, .status = ClientStatus::valid}), "ca");
    EXPECT_EQ(listed({.limit = 2}), "dc");
    EXPECT_EQ(listed({.before = ids[2], .limit = 2}), "ba");
    EXPECT_EQ(listed({.before = ids[0]}), "");
}

} // namespace

} // namespace chancery::store
