// SPDX-License-Identifier: Apache-2.0
#include "model/rules.hpp"
#include "store/registry/delegations.hpp"
#include "workflow/registry/account_names.hpp"
#include "workflow/registry/delegations.hpp"
#include "workflow/registry/domains.hpp"
#include "workflow/registry/office_for_tests.hpp"

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

TEST(Domain, is_no_public_suffix_nor_a_wildcard) {
    OfficeForTests office;
    for (const auto* name :
         {"co.uk",
          "nhs.uk",
          "org",
          "in-addr.arpa",
          "nodots",
          "*.org",
          "*.co.uk",
          "*.lab.example.org",
          "192.0.2.1",
          "2001:db8::1",
          "a b.example.org"})
        EXPECT_EQ(fault_of([&] { office.domain(name); }), Fault::invalid) << name;
    for (const auto* name : {"a_b.example.org", "10.in-addr.arpa", "nas.lan"})
        EXPECT_EQ(office.domain(name).name.value, name);
    const auto problem = problem_of([&] { office.domain("*.lab.example.org"); });
    EXPECT_NE(problem->detail.find("name the domain without \"*.\""), std::string::npos);
}

TEST(Domain, is_a_suffix_of_the_private_section_which_somebody_has) {
    OfficeForTests office;
    for (const auto* name : {"fh-muenster.io", "uni5.net", "git-pages.rit.edu"})
        EXPECT_EQ(office.domain(name).name.value, name);
}

TEST(Domain, of_strangers_is_allowed_for_private_endpoints_where_that_is_said) {
    OfficeForTests office;
    for (const auto* name : {"gov.it", "in-addr.arpa", "printserver"}) {
        const auto domain =
            add_domain(office.store, office.request, {.name = name, .private_only = true});
        EXPECT_TRUE(domain.enabled && domain.validation) << name;
        const auto change = [&](const DomainChange& wanted) {
            return change_domain(office.store, office.request, {domain.id}, wanted);
        };
        EXPECT_EQ(change({.evidence = Evidence{.text = "anew"}}).validation->evidence, "anew");
        EXPECT_FALSE(change({.enabled = false}).enabled);
        EXPECT_TRUE(change({.enabled = true}).enabled) << "it was allowed before";
    }
    const NewDomain address{.name = "192.0.2.1", .private_only = true};
    EXPECT_EQ(fault_of([&] { add_domain(office.store, office.request, address); }), Fault::invalid);
}

TEST(Domain, of_strangers_that_was_forbidden_is_allowed_where_that_is_said) {
    OfficeForTests office;
    const auto suffix =
        add_domain(office.store, office.request, {.name = "nhs.uk", .enabled = false});
    const auto change = [&](const DomainChange& wanted) {
        return change_domain(office.store, office.request, {suffix.id}, wanted);
    };
    EXPECT_EQ(fault_of([&] { change({.enabled = true}); }), Fault::invalid);
    const auto allowed = change({.enabled = true, .private_only = true});
    EXPECT_TRUE(allowed.enabled);
    EXPECT_TRUE(allowed.validation);
}

TEST(Domain, is_a_special_use_domain_as_a_whole_or_in_part) {
    OfficeForTests office;
    for (const auto* name : {"internal", "local", "test", "db.internal", "home.arpa"})
        EXPECT_EQ(office.domain(name).name.value, name);
}

TEST(Domain, disabled_is_any_name_and_is_never_enabled_where_it_is_strangers) {
    OfficeForTests office;
    for (const auto* name :
         {"co.uk",
          "github.io",
          "ru",
          "arpa",
          "in-addr.arpa",
          "nodots",
          "a_b.example.org",
          "192.0.2.7",
          "2001:db8::7",
          "www.example.com"}) {
        const NewDomain forbidden{.name = name, .enabled = false};
        const auto domain = add_domain(office.store, office.request, forbidden);
        EXPECT_FALSE(domain.enabled) << name;
    }
    const auto suffix =
        add_domain(office.store, office.request, {.name = "com.au", .enabled = false});
    EXPECT_FALSE(suffix.validation) << "it is not the office's";
    const auto change = [&](const DomainChange& wanted) {
        const auto problem =
            problem_of([&] { change_domain(office.store, office.request, {suffix.id}, wanted); });
        return problem ? problem->detail : "";
    };
    const std::string why = "com.au is a public suffix, below which strangers have their domains";
    EXPECT_TRUE(change({.enabled = true}).starts_with("/enabled " + why));
    EXPECT_TRUE(change({.evidence = Evidence{}}).starts_with("/validation " + why));
    EXPECT_NE(change({.enabled = true}).find("remove it"), std::string::npos);
    EXPECT_EQ(change({.description = "not ours"}), "");
    const NewDomain with_evidence{
        .name = "net.au", .enabled = false, .evidence = {.text = "a letter"}};
    const auto validated = [&] { add_domain(office.store, office.request, with_evidence); };
    EXPECT_EQ(fault_of(validated), Fault::invalid);
}

TEST(Domain, that_was_forbidden_is_removed_again) {
    OfficeForTests office;
    for (const auto* name : {"com.au", "org", "192.0.2.7", "www.example.com"}) {
        const NewDomain forbidden{.name = name, .enabled = false};
        const auto domain = add_domain(office.store, office.request, forbidden);
        const auto remove = [&](int version) {
            return fault_of([&] {
                remove_domain(office.store, office.request, {domain.id, version});
            });
        };
        EXPECT_EQ(remove(2), Fault::stale);
        EXPECT_EQ(remove(1), std::nullopt) << name;
        EXPECT_EQ(office.events().front().event.action, "domain.removed");
        EXPECT_EQ(remove(1), Fault::not_found);
        EXPECT_FALSE(add_domain(office.store, office.request, forbidden).enabled) << "as new";
    }
}

TEST(Domain, that_something_relies_on_is_not_removed_and_says_what) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    const auto domain = add_domain(
        office.store, office.request, {.name = "example.org", .delegate_to = physics.id}
    );
    const auto account = office.account("web", physics, {"www.example.org"});
    const auto why = [&] {
        const auto problem =
            problem_of([&] { remove_domain(office.store, office.request, {domain.id}); });
        return problem ? problem->detail : "";
    };
    EXPECT_NE(why().find("an ACME account lists www.example.org"), std::string::npos) << why();
    remove_names(office.store, office.request, {account.account.id}, {"www.example.org"});
    EXPECT_NE(why().find("is delegated to departments"), std::string::npos) << why();
    const auto delegations = office.store.read([&](const store::Reader& reader) {
        return store::list_delegations(reader, Scope::all(), {.domain = domain.id});
    });
    for (const auto& delegation : delegations)
        withdraw_delegation(office.store, office.request, {delegation.id});
    EXPECT_EQ(why(), "");
    EXPECT_EQ(office.domain("example.org").name.value, "example.org") << "it may come again";
}

TEST(Domain, below_another_of_the_register_is_removed_whatever_names_are_below_it) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    add_domain(office.store, office.request, {.name = "example.org", .delegate_to = physics.id});
    const auto below = office.domain("lab.example.org");
    office.account("web", physics, {"www.lab.example.org"});
    EXPECT_FALSE(fault_of([&] { remove_domain(office.store, office.request, {below.id}); }));
}

TEST(Domain, disabled_refuses_the_wildcard_that_is_for_it) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    office.domain("example.org");
    office.delegation("example.org", physics, Reach::exact, true);
    add_domain(office.store, office.request, {.name = "secret.example.org", .enabled = false});
    const auto problem = problem_of([&] { office.account("web", physics, {"*.example.org"}); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->subproblems.front().cause, Rule::domain_disabled);
    EXPECT_NE(problem->detail.find("secret.example.org"), std::string::npos);
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
        return store::list_delegations(reader, Scope::all(), {.domain = domain.id});
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
    EXPECT_EQ(problem->subproblems.front().cause, Rule::domain_disabled);
}

TEST(Domain, whose_validation_has_lapsed_refuses_names) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    add_domain(office.store, office.request, {.name = "example.org", .delegate_to = physics.id});
    office.request.now += std::chrono::days(365);
    const auto problem = problem_of([&] { office.account("web", physics, {"www.example.org"}); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->subproblems.front().cause, Rule::validation_lapsed);
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
