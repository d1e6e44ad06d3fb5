// SPDX-License-Identifier: Apache-2.0
#include "store/delegations.hpp"
#include "workflow/domains.hpp"
#include "workflow/office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

TEST(Domain, is_recorded_with_who_when_by_what_and_until_when) {
    OfficeForTests office;
    const auto domain = add_domain(
        office.store,
        office.request,
        {.name = "Example.org", .evidence = {.text = "letter of 3 May"}}
    );
    EXPECT_EQ(domain.name.value, "example.org");
    ASSERT_TRUE(domain.validation);
    EXPECT_EQ(domain.validation->method, "manual");
    EXPECT_EQ(domain.validation->evidence, "letter of 3 May");
    EXPECT_EQ(domain.validation->validated_by, "local:root");
    EXPECT_EQ(domain.validation->validated_at, office.request.now);
    EXPECT_EQ(domain.validation->valid_until, office.request.now + std::chrono::days(365));
    EXPECT_EQ(office.events().front().event.action, "domain.validated");
}

TEST(Domain, is_valid_for_398_days_at_most_and_not_in_the_past) {
    OfficeForTests office;
    const auto until = [&](const std::string& name, Time time) {
        return fault_of([&] {
            add_domain(
                office.store, office.request, {.name = name, .evidence = {.valid_until = time}}
            );
        });
    };
    const auto now = office.request.now;
    EXPECT_EQ(until("a.example.org", now), Fault::invalid);
    EXPECT_EQ(until("b.example.org", now + 398 * 24h + 1s), Fault::invalid);
    EXPECT_EQ(until("c.example.org", now + 398 * 24h), std::nullopt);
}

TEST(Domain, is_no_public_suffix_nor_a_wildcard_at_one) {
    OfficeForTests office;
    for (const auto* name : {"co.uk", "*.co.uk", "org", "nodots", "192.0.2.1", "a_b.example.org"})
        EXPECT_EQ(fault_of([&] { office.domain(name); }), Fault::invalid) << name;
    EXPECT_EQ(office.domain("*.lab.example.org").name.value, "*.lab.example.org");
}

TEST(Domain, is_added_once) {
    OfficeForTests office;
    office.domain("example.org");
    EXPECT_EQ(fault_of([&] { office.domain("EXAMPLE.org"); }), Fault::conflict);
}

TEST(Domain, is_delegated_in_the_same_step_or_not_added) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    const auto domain = add_domain(
        office.store, office.request, {.name = "example.org", .delegate_to = physics.id}
    );
    const auto delegations = office.store.read([&](const store::Reader& reader) {
        return store::list_delegations(reader, {.domain = domain.id});
    });
    ASSERT_EQ(delegations.size(), 2u);
    EXPECT_EQ(delegations[0].reach, Reach::exact);
    EXPECT_EQ(delegations[1].reach, Reach::below);
    EXPECT_FALSE(delegations[0].wildcard || delegations[1].wildcard);

    const auto unknown = fault_of([&] {
        add_domain(
            office.store, office.request, {.name = "example.com", .delegate_to = DepartmentId{}}
        );
    });
    EXPECT_EQ(unknown, Fault::invalid);
    EXPECT_FALSE(fault_of([&] { office.domain("example.com"); })); // nothing was left behind
}

TEST(Domain, is_validated_anew) {
    OfficeForTests office;
    const auto domain = office.domain("example.org");
    office.request.now += std::chrono::days(300);
    const auto renewed = change_domain(
        office.store, office.request, {domain.id, 1}, {.evidence = Evidence{.text = "by phone"}}
    );
    EXPECT_EQ(renewed.validation->valid_until, office.request.now + std::chrono::days(365));
    EXPECT_EQ(renewed.revision.version, 2);
    EXPECT_EQ(office.events().front().event.action, "domain.validated");
    EXPECT_EQ(office.events().front().event.changes.front().to, "by phone");
    const auto again =
        change_domain(office.store, office.request, {domain.id, 2}, {.evidence = Evidence{}});
    EXPECT_EQ(again.validation->evidence, "by phone") << "what is not given stays";
}

TEST(Domain, disabled_refuses_every_name_below_it) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    const auto domain = add_domain(
        office.store, office.request, {.name = "example.org", .delegate_to = physics.id}
    );
    change_domain(office.store, office.request, {domain.id, 1}, {.enabled = false});
    const auto problem = problem_of([&] { office.account("web", physics, {"www.example.org"}); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->subproblems.front().rule, "domain_disabled");
}

TEST(Domain, whose_validation_has_lapsed_refuses_names) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    add_domain(office.store, office.request, {.name = "example.org", .delegate_to = physics.id});
    office.request.now += std::chrono::days(365);
    const auto problem = problem_of([&] { office.account("web", physics, {"www.example.org"}); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->subproblems.front().rule, "validation_lapsed");
}

TEST(Domain, that_nothing_changes_stays_at_its_version) {
    OfficeForTests office;
    const auto domain = office.domain("example.org");
    const auto events = office.events().size();
    const auto same =
        change_domain(office.store, office.request, {domain.id, 1}, {.enabled = true});
    EXPECT_EQ(same.revision.version, 1);
    EXPECT_EQ(office.events().size(), events);
}

} // namespace

} // namespace chancery::workflow
