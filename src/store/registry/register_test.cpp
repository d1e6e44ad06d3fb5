// SPDX-License-Identifier: Apache-2.0
// Organizations, departments, domains and delegations, on both databases.
#include "store/registry/register_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Register : public RegisterTest {};

INSTANTIATE_TEST_SUITE_P(
    Databases,
    Register,
    testing::Values(db::Kind::sqlite, db::Kind::postgresql),
    [](const auto& suite) { return to_string(suite.param); }
);

TEST_P(Register, keeps_an_organization_and_its_next_version) {
    auto changed = example;
    changed.locality = "Osnabrück";
    store.write([&](Transaction& tx) {
        auto copy = changed;
        update(tx, copy, now + 1s);
    });
    const auto found = read([&](auto& reader) { return find_organization(reader, example.id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->locality, "Osnabrück");
    EXPECT_EQ(found->contact_email, "pki@example.org");
    EXPECT_EQ(found->revision.version, 2);
    EXPECT_EQ(found->revision.created_at, now);
    EXPECT_EQ(found->revision.updated_at, now + 1s);
}

TEST_P(Register, saves_no_version_but_the_one_that_was_read) {
    const auto physics = department("Physics");
    const auto save = [&] {
        store.write([&](Transaction& tx) {
            auto copy = physics;
            update(tx, copy, now);
        });
    };
    save();
    EXPECT_EQ(db::fault_of(save), Fault::stale);
}

TEST_P(Register, lists_departments_by_name_page_by_page) {
    for (const auto* name : {"Zoology", "Botany", "Astronomy", "Müller_100%"})
        department(name);
    department("Chemistry", false);
    const auto list = [&](const DepartmentFilter& filter) {
        return read([&](auto& reader) { return list_departments(reader, Scope::all(), filter); });
    };
    const auto first = list({.limit = 2});
    EXPECT_EQ(names_of(first), (Names{"Astronomy", "Botany"}));
    EXPECT_EQ(first.front().contacts, (Names{"it@example.org", "dean@example.org"}));
    EXPECT_EQ(
        names_of(list({.after = first.back().id, .limit = 2})), (Names{"Chemistry", "Müller_100%"})
    );
    EXPECT_EQ(names_of(list({.enabled = false})), Names{"Chemistry"});
    EXPECT_EQ(names_of(list({.name = "Botany"})), Names{"Botany"});
    EXPECT_EQ(names_of(list({.containing = "O", .limit = 9})).size(), 3u);
    EXPECT_EQ(names_of(list({.containing = "_1"})), Names{"Müller_100%"});
    EXPECT_EQ(names_of(list({.containing = "%"})), Names{"Müller_100%"});
    EXPECT_EQ(list({.organization = OrganizationId{}}).size(), 0u);
}

TEST_P(Register, finds_the_validation_that_counts_for_a_name) {
    domain("example.org", now + 24h);
    domain("lab.example.org", now - 1s);
    domain("a.lab.example.org");
    const auto validating = [&](const std::string& name) {
        const auto found =
            read([&](auto& reader) { return find_validating_domain(reader, Name{name}); });
        return found ? found->name.value : "";
    };
    EXPECT_EQ(validating("www.example.org"), "example.org");
    EXPECT_EQ(validating("example.org"), "example.org");
    EXPECT_EQ(validating("a.lab.example.org"), "lab.example.org");
    EXPECT_EQ(validating("*.lab.example.org"), "lab.example.org");
    EXPECT_EQ(validating("example.com"), "");
}

TEST_P(Register, lists_domains_by_their_own_validation_and_by_department) {
    const auto physics = department("Physics");
    domain("b.example.org", now + 24h);
    domain("c.example.org", now);
    const auto plain = domain("a.example.org");
    delegation(plain, physics, Reach::exact);
    const auto list = [&](DomainFilter filter) {
        filter.now = now;
        return names_of(read([&](auto& reader) {
            return list_domains(reader, Scope::all(), filter);
        }));
    };
    EXPECT_EQ(list({}), (Names{"a.example.org", "b.example.org", "c.example.org"}));
    EXPECT_EQ(list({.validation = ValidationState::none}), Names{"a.example.org"});
    EXPECT_EQ(list({.validation = ValidationState::valid}), Names{"b.example.org"});
    EXPECT_EQ(list({.validation = ValidationState::lapsed}), Names{"c.example.org"});
    EXPECT_EQ(list({.valid_until_before = now + 24h}), Names{"c.example.org"});
    EXPECT_EQ(list({.department = physics.id}), Names{"a.example.org"});
    EXPECT_EQ(list({.department = DepartmentId{}}), Names{});
    EXPECT_EQ(list({.containing = "b.ex"}), Names{"b.example.org"});
    EXPECT_EQ(list({.after = plain.id, .limit = 1}), Names{"b.example.org"});
}

TEST_P(Register, renews_a_validation) {
    auto lapsed = domain("example.org", now);
    lapsed.validation = Validation{"manual", "by phone", "local:root", now, now + 24h};
    store.write([&](Transaction& tx) {
        auto copy = lapsed;
        update(tx, copy, now);
    });
    const auto found = read([&](auto& reader) { return find_domain(reader, lapsed.id); });
    ASSERT_TRUE(found && found->validation);
    EXPECT_EQ(found->validation->evidence, "by phone");
    EXPECT_EQ(found->validation->valid_until, now + 24h);
}

TEST_P(Register, has_one_active_delegation_of_a_reach_and_keeps_withdrawn_ones) {
    const auto physics = department("Physics");
    const auto org = domain("example.org", now + 24h);
    auto below = delegation(org, physics, Reach::below);
    const auto twice = db::fault_of([&] { delegation(org, physics, Reach::below); });
    EXPECT_EQ(twice, Fault::internal); // the use case looks first; this is the net below it
    const auto active = [&](Reach reach) {
        return read([&](auto& reader) {
            return find_active_delegation(reader, org.id, physics.id, reach);
        });
    };
    ASSERT_TRUE(active(Reach::below));
    EXPECT_TRUE(active(Reach::below)->wildcard);
    EXPECT_EQ(active(Reach::below)->name.value, "example.org");
    EXPECT_FALSE(active(Reach::exact));

    below.status = DelegationStatus::withdrawn;
    store.write([&](Transaction& tx) {
        auto copy = below;
        update(tx, copy, now);
    });
    EXPECT_FALSE(active(Reach::below));
    delegation(org, physics, Reach::below);
    const auto list = [&](const DelegationFilter& filter) {
        return read([&](auto& reader) { return list_delegations(reader, Scope::all(), filter); }
        ).size();
    };
    EXPECT_EQ(list({}), 2u);
    EXPECT_EQ(list({.status = DelegationStatus::withdrawn}), 1u);
    EXPECT_EQ(list({.department = physics.id, .domain = org.id, .name = "example.org"}), 2u);
    EXPECT_EQ(list({.name = "example.com"}), 0u);
    EXPECT_EQ(list({.after = below.id}), 1u);
}

TEST_P(Register, knows_whose_name_stands_in_a_departments_subjects) {
    const auto physics = department("Physics");
    const auto found = read([&](auto& reader) { return organization_of(reader, physics.id); });
    EXPECT_EQ(found.id, example.id);
    EXPECT_EQ(found.name, "Example University");
    EXPECT_EQ(found.country, "DE");
    EXPECT_EQ(found.state, "NRW");
    EXPECT_EQ(found.locality, "Münster");
    EXPECT_EQ(
        db::fault_of([&] {
            read([&](auto& reader) {
                return organization_of(reader, crypto::new_id<DepartmentId>(now));
            });
        }),
        Fault::not_found
    );
}

} // namespace

} // namespace chancery::store
