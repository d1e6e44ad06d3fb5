// SPDX-License-Identifier: Apache-2.0
#include "store/registry/clients.hpp"
#include "store/store_for_tests.hpp"

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

TEST_P(Clients, are_known_by_their_key_however_they_stand) {
    auto client = written_client();
    client.status = ClientStatus::deactivated;
    change(client);
    const auto known = [&](const char* thumbprint) {
        return store.read([&](Reader& r) { return !list_holders(r, thumbprint).empty(); });
    };
    EXPECT_TRUE(known("thumbprint"));
    EXPECT_FALSE(known("another"));
}

TEST_P(Clients, change_what_may_change) {
    auto client = written_client();
    client.status = ClientStatus::deactivated;
    client.contacts = {};
    client.address = "2001:db8::7";
    client.user_agent = "lego";
    client.last_seen_at = now + 1h;
    client.agreed_terms = "https://example.org/terms";
    client.agreed_at = now + 2h;
    change(client);
    const auto found = store.read([&](Reader& r) { return find_client(r, client.id); });
    EXPECT_EQ(found->status, ClientStatus::deactivated);
    EXPECT_TRUE(found->contacts.empty());
    EXPECT_EQ(found->address, "2001:db8::7");
    EXPECT_EQ(found->user_agent, "lego");
    EXPECT_EQ(found->last_seen_at, now + 1h);
    EXPECT_EQ(found->agreed_terms, "https://example.org/terms");
    EXPECT_EQ(found->agreed_at, now + 2h);
    EXPECT_EQ(found->created_at, now);
}

// conforms-refusal: 8555-11.1-3
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

TEST_P(Clients, have_agreed_to_the_terms_of_now_or_to_others) {
    auto client = written_client();
    const auto has_agreed = [&] {
        return store.read([&](Reader& r) { return find_standing(r, client.id); })->has_agreed();
    };
    EXPECT_TRUE(has_agreed()); // there are none
    ov.terms_of_service = "https://example.org/terms";
    store.write([&](Transaction& tx) { update(tx, ov, now); });
    EXPECT_FALSE(has_agreed());
    client.agreed_terms = "https://example.org/terms";
    change(client);
    EXPECT_TRUE(has_agreed());
    ov.terms_of_service = "https://example.org/terms/2";
    store.write([&](Transaction& tx) { update(tx, ov, now); });
    EXPECT_FALSE(has_agreed());
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

    EXPECT_EQ(standing().account.credential, CredentialState::current);
    EXPECT_TRUE(standing().account.networks.empty());
    web.credential_state = CredentialState::cut_off;
    web.terms.networks = {*parse_network("192.0.2.0/24")};
    store.write([&](Transaction& tx) { update(tx, web, now); });
    EXPECT_EQ(standing().account.credential, CredentialState::cut_off);
    EXPECT_EQ(standing().account.networks, web.terms.networks);

    web.enabled = false;
    store.write([&](Transaction& tx) { update(tx, web, now); });
    EXPECT_FALSE(standing().account.enabled);
    physics.contacts = {};
    store.write([&](Transaction& tx) { update(tx, physics, now); });
    EXPECT_EQ(standing().account.ask, "pki@example.org"); // without contacts: the office
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
    const auto facts =
        store.read([&](Reader& r) { return find_credential_facts(r, web.id, "key of web"); });
    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->account.enabled);
    EXPECT_TRUE(facts->account.department_enabled);
    EXPECT_FALSE(store.read([&](Reader& r) { return find_credential_facts(r, web.id, "key of"); }));
    EXPECT_FALSE(store.read([&](Reader& r) { return find_credential(r, ov.id, "key of"); }));
    // Ids grow: one is before, one after.
    for (const auto elsewhere : {EndpointId{}, crypto::new_id<EndpointId>(now)})
        EXPECT_FALSE(store.read([&](Reader& r) {
            return find_credential(r, elsewhere, "key of web");
        }));
}

TEST_P(Clients, register_with_the_credential_before_the_last_rotation_on_its_own_terms) {
    web.terms = {
        .algorithm = "HS512",
        .max_uses = 3,
        .expires_at = now + 1h,
        .networks = {*parse_network("192.0.2.0/24"), *parse_network("2001:db8::7")}};
    store.write([&](Transaction& tx) {
        update(tx, web, now);
        count_use(tx, web.id, "key of web", now);
        web.key_id = "new key of web";
        web.rotated_at = now;
        web.previous_valid_until = now + 2h;
        rotate(tx, web, "new sealed", now);
        count_use(tx, web.id, "key of web", now);
    });
    const auto found = [&](std::string_view key_id) {
        return store.read([&](Reader& r) { return find_credential(r, ov.id, key_id); }).value();
    };
    const auto facts = [&](std::string_view key_id) {
        return store.read([&](Reader& r) { return find_credential_facts(r, web.id, key_id); }
        ).value();
    };
    const auto before = found("key of web");
    EXPECT_EQ(before.account, web.id);
    EXPECT_EQ(before.key_id, "key of web");
    EXPECT_EQ(before.sealed_hmac_key, Bytes("\0sealed\xff", 8));
    EXPECT_EQ(facts("key of web").uses, 2);
    EXPECT_EQ(facts("key of web").replaced_until, now + 2h);

    const auto present = found("new key of web");
    EXPECT_EQ(present.key_id, "new key of web");
    EXPECT_EQ(present.sealed_hmac_key, "new sealed");
    EXPECT_EQ(facts("new key of web").uses, 0);
    EXPECT_FALSE(facts("new key of web").replaced_until);
    for (const auto& of : {facts("key of web"), facts("new key of web")}) {
        EXPECT_EQ(of.algorithm, "HS512");
        EXPECT_EQ(of.max_uses, 3);
        EXPECT_EQ(of.expires_at, now + 1h);
        EXPECT_EQ(of.account.networks, web.terms.networks);
        EXPECT_EQ(of.account.credential, CredentialState::current);
    }
}

TEST_P(Clients, are_revoked_all_at_once_but_for_those_that_ended_by_themselves) {
    const auto client = written_client();
    auto gone = written_client("gone");
    gone.status = ClientStatus::deactivated;
    change(gone);
    const auto other = account("other", ov.id);
    write(other);
    auto foreign = this->client("foreign");
    foreign.account = other.id;
    write(foreign);
    const auto revoked = store.write([&](Transaction& tx) { return revoke_clients(tx, web.id); });
    EXPECT_EQ(revoked.size(), 1u);
    const auto status = [&](ClientId id) {
        return store.read([&](Reader& r) { return find_status(r, id); });
    };
    EXPECT_EQ(status(client.id), ClientStatus::revoked);
    EXPECT_EQ(status(gone.id), ClientStatus::deactivated);
    EXPECT_EQ(status(foreign.id), ClientStatus::valid);
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
        for (const auto& found :
             store.read([&](Reader& r) { return list_clients(r, Scope::all(), filter); }))
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
