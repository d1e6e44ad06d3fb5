// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "model/rules.hpp"
#include "workflow/registry/accounts.hpp"
#include "workflow/registry/office_for_tests.hpp"
#include "workflow/registry/profiles.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// An office whose department Physics has everything below example.org.
struct PhysicsOffice : OfficeForTests {
    Department physics = department("Physics");
    Domain example = domain("example.org");
    Delegation below = delegation("example.org", physics, Reach::below);
};

// conforms: 8555-7.3.4-1, 8555-7.3.4-2
TEST(Account, gets_a_credential_that_opens_only_under_its_own_key_id) {
    PhysicsOffice office;
    const auto created = office.account("web", office.physics, {"WWW.example.org"});
    EXPECT_EQ(office.names(created.account), std::vector<Name>{{"www.example.org"}});
    const auto key = parse_base64url(created.hmac_key.reveal());
    ASSERT_TRUE(key);
    EXPECT_EQ(key->size(), 32u);
    EXPECT_TRUE(parse_base64url(created.account.key_id)) << "nothing but ASCII";

    const auto credential = office.store.read([&](const store::Reader& reader) {
        return store::find_credential(reader, office.ov.id, created.account.key_id);
    });
    ASSERT_TRUE(credential);
    const auto opened =
        office.sealer.open("eab:" + created.account.key_id, credential->sealed_hmac_key);
    EXPECT_EQ(opened.reveal(), *key);
    EXPECT_EQ(
        fault_of([&] { office.sealer.open("eab:other", credential->sealed_hmac_key); }),
        Fault::internal
    );
}

TEST(Account, is_made_with_all_of_its_names_or_not_at_all) {
    PhysicsOffice office;
    const auto problem = problem_of([&] {
        office.account(
            "web", office.physics, {"www.example.org", "www.example.com", "*.example.org"}
        );
    });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::refused);
    ASSERT_EQ(problem->subproblems.size(), 2u);
    EXPECT_EQ(to_string(problem->subproblems[0].place), "*.example.org");
    EXPECT_EQ(problem->subproblems[0].cause, Rule::not_delegated);
    EXPECT_EQ(to_string(problem->subproblems[1].place), "www.example.com");

    const auto account = office.store.read([&](const store::Reader& reader) {
        return store::find_account(reader, office.physics.id, "web");
    });
    EXPECT_FALSE(account);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "acmeAccount.created");
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.object_name, "web");
    EXPECT_NE(event.detail.find("www.example.com is not delegated"), std::string::npos);
}

TEST(Account, is_told_the_one_name_that_is_refused_and_whom_to_ask) {
    PhysicsOffice office;
    const auto problem =
        problem_of([&] { office.account("web", office.physics, {"www.example.com"}); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(
        problem->detail, "www.example.com is not delegated to the department; ask pki@example.org"
    );
}

TEST(Account, names_every_malformed_name_with_its_place) {
    PhysicsOffice office;
    const auto problem = problem_of([&] {
        office.account(
            "web", office.physics, {"a b.example.org", "www.example.org", "example.org."}
        );
    });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::invalid);
    ASSERT_EQ(problem->subproblems.size(), 2u);
    EXPECT_EQ(to_string(problem->subproblems[0].place), "/names/0");
    EXPECT_EQ(to_string(problem->subproblems[1].place), "/names/2");
}

TEST(Account, lists_underscores_where_a_profile_of_its_endpoint_has_them) {
    PhysicsOffice office;
    const auto add = [&] {
        return problem_of([&] { office.account("odd", office.physics, {"a_b.example.org"}); });
    };
    const auto problem = add();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::refused);
    EXPECT_EQ(problem->subproblems.front().cause, Rule::underscore);
    change_profile(
        office.store,
        office.request,
        "ov",
        std::nullopt,
        {.rules = RuleSet::office, .underscores = true}
    );
    EXPECT_FALSE(add());
}

TEST(Account, is_not_made_twice_nor_on_a_staging_endpoint) {
    PhysicsOffice office;
    office.account("web", office.physics);
    EXPECT_EQ(fault_of([&] { office.account("web", office.physics); }), Fault::conflict);
    const auto problem = problem_of([&] {
        create_account(
            office.store,
            office.sealer,
            office.request,
            {.name = "trial", .department = office.physics.id, .endpoint = office.staging.id}
        );
    });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::conflict);
    EXPECT_NE(problem->detail.find("accepts the credentials of ov"), std::string::npos);
}

TEST(Account, gets_more_names_all_or_nothing) {
    PhysicsOffice office;
    const auto account = office.account("web", office.physics, {"www.example.org"}).account;
    const auto added = change_names(
        office.store,
        office.request,
        {account.id},
        {.add = {"mail.example.org", "WWW.example.org", "mail.example.org"}}
    );
    EXPECT_EQ(added.added, std::vector<Name>{{"mail.example.org"}});
    EXPECT_EQ(added.account.revision.version, 2);

    const auto refused = fault_of([&] {
        change_names(
            office.store,
            office.request,
            {account.id},
            {.add = {"a.example.org", "a.example.com"}, .remove = {"www.example.org"}}
        );
    });
    EXPECT_EQ(refused, Fault::refused);
    EXPECT_EQ(office.names(account).size(), 2u);
    EXPECT_EQ(office.events().front().event.action, "acmeAccount.namesAdded");
    EXPECT_EQ(office.events().front().event.outcome, Outcome::refused);
}

TEST(Account, loses_names_all_or_nothing) {
    PhysicsOffice office;
    const auto account =
        office.account("web", office.physics, {"a.example.org", "b.example.org"}).account;
    const auto fault = fault_of([&] {
        remove_names(
            office.store, office.request, {account.id}, {"a.example.org", "c.example.org"}
        );
    });
    EXPECT_EQ(fault, Fault::invalid);
    EXPECT_EQ(office.names(account).size(), 2u);
    remove_names(office.store, office.request, {account.id, 1}, {"a.example.org"});
    EXPECT_EQ(office.names(account), std::vector<Name>{{"b.example.org"}});
}

TEST(Account, exchanges_names_in_one_change_with_an_event_for_each_way) {
    PhysicsOffice office;
    const auto account = office.account("web", office.physics, {"a.example.org"}).account;
    const auto change = [&](const NamesChange& names) {
        return change_names(office.store, office.request, {account.id}, names);
    };
    const auto changed = change({.add = {"b.example.org"}, .remove = {"a.example.org"}});
    EXPECT_EQ(changed.account.revision.version, 2);
    EXPECT_EQ(office.names(account), std::vector<Name>{{"b.example.org"}});
    EXPECT_EQ(office.events({.action = "acmeAccount.namesAdded"}).size(), 1u);
    EXPECT_EQ(office.events({.action = "acmeAccount.namesRemoved"}).size(), 1u);
    const auto both = [&] { change({.add = {"c.example.org"}, .remove = {"c.example.org"}}); };
    EXPECT_EQ(fault_of(both), Fault::invalid);
    EXPECT_EQ(change({}).account.revision.version, 2) << "without a change the version stays";
}

TEST(Account, may_exchange_names_where_it_has_as_many_as_it_may) {
    PhysicsOffice office;
    std::vector<std::string> names;
    for (int i = 0; i < 1000; ++i)
        names.push_back("n" + std::to_string(i) + ".example.org");
    const auto account = office.account("web", office.physics, names).account;
    const auto change = [&](const NamesChange& wanted) {
        change_names(office.store, office.request, {account.id}, wanted);
    };
    EXPECT_EQ(fault_of([&] { change({.add = {"more.example.org"}}); }), Fault::invalid);
    change({.add = {"more.example.org"}, .remove = {"n0.example.org"}});
    const auto count = office.store.read([&](const store::Reader& reader) {
        return store::count(reader, account.id).names;
    });
    EXPECT_EQ(count, 1000);
}

TEST(Account, renamed_and_disabled_at_once_has_an_event_for_each) {
    PhysicsOffice office;
    const auto account = office.account("web", office.physics).account;
    change_account(office.store, office.request, {account.id}, {.name = "x", .enabled = false});
    const auto changed = office.events({.action = "acmeAccount.changed"});
    ASSERT_EQ(changed.size(), 1u);
    EXPECT_EQ(changed.front().event.changes.size(), 1u);
    EXPECT_EQ(office.events({.action = "acmeAccount.disabled"}).size(), 1u);
}

TEST(Account, disabled_is_seen_by_the_next_request_and_restored_by_enabling) {
    PhysicsOffice office;
    const auto account = office.account("web", office.physics).account;
    const auto client = office.client(account, "thumbprint");
    const auto standing = [&] {
        return office.store.read([&](const store::Reader& reader) {
            return store::find_standing(reader, client.id)->account.enabled;
        });
    };
    EXPECT_TRUE(standing());
    disable_account(office.store, office.request, {account.id, 1});
    EXPECT_FALSE(standing());
    const auto events = office.events().size();
    EXPECT_EQ(disable_account(office.store, office.request, {account.id}).revision.version, 2);
    EXPECT_EQ(office.events().size(), events) << "once more is nothing new";
    enable_account(office.store, office.request, {account.id, 2});
    EXPECT_TRUE(standing());
}

TEST(Account, refused_again_within_the_hour_is_one_audit_row_with_a_counter) {
    PhysicsOffice office;
    const auto refuse = [&] {
        fault_of([&] { office.account("web", office.physics, {"www.example.com"}); });
    };
    refuse();
    office.request.now += 59min;
    refuse();
    auto refusals = office.events({.outcome = Outcome::refused});
    ASSERT_EQ(refusals.size(), 1u);
    EXPECT_EQ(refusals.front().count, 2);
    EXPECT_EQ(refusals.front().at, OfficeForTests::start);
    EXPECT_EQ(refusals.front().last_at, office.request.now);

    office.request.now += 1min;
    refuse();
    refusals = office.events({.outcome = Outcome::refused});
    ASSERT_EQ(refusals.size(), 2u);
    EXPECT_EQ(refusals.front().count, 1);
    EXPECT_EQ(refusals.back().count, 2);

    office.request.actor.name = "local:chancery";
    refuse();
    EXPECT_EQ(office.events({.outcome = Outcome::refused}).size(), 3u);
}

TEST(Account, changes_only_as_the_version_that_was_seen) {
    PhysicsOffice office;
    const auto account = office.account("web", office.physics).account;
    const auto changed =
        change_account(office.store, office.request, {account.id, 1}, {.name = "web servers"});
    EXPECT_EQ(changed.name, "web servers");
    EXPECT_EQ(changed.revision.version, 2);
    EXPECT_EQ(
        fault_of([&] {
            change_account(office.store, office.request, {account.id, 1}, {.name = "other"});
        }),
        Fault::stale
    );
}

TEST(Account, keeps_its_hmac_key_out_of_the_audit_log) {
    PhysicsOffice office;
    const auto created = office.account("web", office.physics);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "acmeAccount.created");
    for (const auto& change : event.changes) {
        EXPECT_EQ(change.to.find(created.hmac_key.reveal()), std::string::npos);
        EXPECT_TRUE(change.field != "hmacKey" || change.to == "set");
    }
}

} // namespace

} // namespace chancery::workflow
