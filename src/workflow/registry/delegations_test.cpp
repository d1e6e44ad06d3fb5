// SPDX-License-Identifier: Apache-2.0
#include "model/rules.hpp"
#include "policy/decide.hpp"
#include "store/registry/domains.hpp"
#include "store/registry/facts.hpp"
#include "workflow/registry/delegations.hpp"
#include "workflow/registry/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

/// What policy says to an order of this account for this name.
Rule rule_for(OfficeForTests& office, const Account& account, const std::string& name) {
    const Name names[] = {{name}};
    return office.store.read([&](const store::Reader& reader) {
        const auto facts =
            store::facts(reader, account.id, account.endpoint, names, store::any_profile);
        return policy::decide(facts, names, office.request.now).front().rule;
    });
}

TEST(Delegation, goes_to_no_department_of_another_organization) {
    OfficeForTests office;
    const auto other = add_organization(office.store, office.request, {.name = "Another"});
    const auto stranger = add_department(
        office.store, office.request, {.name = "Stranger", .organization = other.id}
    );
    NewDomain domain{.name = "example.org"};
    domain.organization = office.organization.id;
    add_domain(office.store, office.request, domain);
    EXPECT_EQ(
        fault_of([&] { office.delegation("example.org", stranger, Reach::below); }), Fault::invalid
    );
}

TEST(Delegation, withdrawn_works_at_once) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    const auto delegation = office.delegation("example.org", physics, Reach::below);
    const auto account = office.account("web", physics, {"www.example.org"}).account;
    EXPECT_EQ(rule_for(office, account, "www.example.org"), Rule::granted);

    const auto withdrawn = withdraw_delegation(office.store, office.request, {delegation.id, 1});
    EXPECT_EQ(withdrawn.status, DelegationStatus::withdrawn);
    EXPECT_EQ(withdrawn.revision.version, 2);
    EXPECT_EQ(rule_for(office, account, "www.example.org"), Rule::not_delegated);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "delegation.withdrawn");
    EXPECT_EQ(event.actor.name, "local:root");
    EXPECT_EQ(event.department, physics.id);
}

TEST(Delegation, can_be_given_again_after_it_was_withdrawn_and_not_twice) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    const auto first = office.delegation("example.org", physics, Reach::below);
    const auto again = problem_of([&] { office.delegation("example.org", physics, Reach::below); });
    ASSERT_TRUE(again);
    EXPECT_EQ(again->fault, Fault::conflict);
    EXPECT_EQ(again->detail, "Physics already has all names below example.org, without wildcard");

    withdraw_delegation(office.store, office.request, {first.id});
    EXPECT_EQ(
        fault_of([&] { withdraw_delegation(office.store, office.request, {first.id}); }),
        Fault::conflict
    );
    EXPECT_TRUE(office.delegation("example.org", physics, Reach::below, true).wildcard);
}

TEST(Delegation, is_widened_to_wildcards_without_being_withdrawn) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    const auto first = office.delegation("example.org", physics, Reach::below);
    const auto wider = office.delegation("example.org", physics, Reach::below, true);
    EXPECT_EQ(wider.id, first.id);
    EXPECT_TRUE(wider.wildcard);
    EXPECT_EQ(wider.revision.version, 2);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "delegation.approved");
    ASSERT_EQ(event.changes.size(), 1U);
    EXPECT_EQ(event.changes[0].field, "wildcard");

    for (const bool wildcard : {true, false})
        EXPECT_EQ(
            problem_of([&] { office.delegation("example.org", physics, Reach::below, wildcard); }
            )->detail,
            "Physics already has all names below example.org, with wildcard"
        );
}

TEST(Delegation, of_a_name_below_a_validated_domain_makes_an_entry_that_inherits) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    office.delegation("lab.example.org", physics, Reach::exact);
    const auto entry = office.store.read([](const store::Reader& reader) {
        return store::find_domain(reader, Name{"lab.example.org"});
    });
    ASSERT_TRUE(entry);
    EXPECT_FALSE(entry->validation);
    const auto account = office.account("lab", physics, {"lab.example.org"}).account;
    EXPECT_EQ(rule_for(office, account, "lab.example.org"), Rule::granted);
}

TEST(Delegation, is_not_given_for_a_name_that_no_validated_domain_covers) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    EXPECT_EQ(
        fault_of([&] { office.delegation("www.example.com", physics, Reach::exact); }),
        Fault::invalid
    );
    EXPECT_EQ(
        fault_of([&] { office.delegation("*.example.org", physics, Reach::exact); }), Fault::invalid
    );
    office.request.now += std::chrono::days(366);
    EXPECT_EQ(
        fault_of([&] { office.delegation("www.example.org", physics, Reach::exact); }),
        Fault::invalid
    );
}

TEST(Delegation, of_what_is_not_there_says_which_field) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    const auto problem = problem_of([&] {
        add_delegation(
            office.store, office.request, {.name = "example.org", .department = DepartmentId{}}
        );
    });
    ASSERT_TRUE(problem);
    EXPECT_EQ(to_string(problem->subproblems.front().place), "/departmentId");
    const auto other = problem_of([&] {
        add_delegation(
            office.store, office.request, {.domain = DomainId{}, .department = physics.id}
        );
    });
    ASSERT_TRUE(other);
    EXPECT_EQ(to_string(other->subproblems.front().place), "/domainId");
}

TEST(Delegation, that_somebody_changed_meanwhile_is_not_withdrawn) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    const auto delegation = office.delegation("example.org", physics, Reach::below);
    EXPECT_EQ(
        fault_of([&] {
            withdraw_delegation(office.store, office.request, {delegation.id, 7});
        }),
        Fault::stale
    );
}

} // namespace

} // namespace chancery::workflow
