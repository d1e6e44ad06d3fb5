// SPDX-License-Identifier: Apache-2.0
#include "store/registry/covered_names.hpp"
#include "store/registry/facts.hpp"
#include "store/store_for_tests.hpp"

#include <sqlite3.h>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class FactsOf : public OfficeForTests {
protected:
    Domain written_domain(const std::string& name, std::optional<Time> valid_until = std::nullopt) {
        Domain added{
            .id = crypto::new_id<DomainId>(now),
            .organization = example.id,
            .name = {name},
            .revision = revision,
        };
        if (valid_until)
            added.validation = Validation{"manual", "a letter", "local:root", now, *valid_until};
        write(added);
        return added;
    }

    Delegation
    written_delegation(const Domain& of, DepartmentId to, Reach reach, bool wildcard = false) {
        Delegation added{
            .id = crypto::new_id<DelegationId>(now),
            .domain = of.id,
            .name = of.name,
            .department = to,
            .reach = reach,
            .wildcard = wildcard,
            .revision = revision,
        };
        write(added);
        return added;
    }

    void list(const std::string& name) { list(name, web.id); }

    void list(const std::string& name, AccountId account) {
        store.write([&](Transaction& tx) { add_name(tx, account, {name}, now); });
    }

    Facts about(const std::vector<Name>& names, std::string_view profile = any_profile) {
        return store.read([&](Reader& r) { return facts(r, web.id, ov.id, names, profile); });
    }

    static std::vector<std::string> spelled(const std::vector<Entry>& entries) {
        std::vector<std::string> names;
        for (const auto& entry : entries)
            names.push_back(entry.name.value);
        return names;
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, FactsOf, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(FactsOf, an_account_are_its_standing_and_whom_to_ask) {
    auto facts = about({});
    EXPECT_TRUE(facts.account_enabled);
    EXPECT_TRUE(facts.department_enabled);
    EXPECT_FALSE(facts.open);
    EXPECT_FALSE(facts.cut_off);
    EXPECT_EQ(facts.validation, ValidationPolicy::prevalidated);
    EXPECT_EQ(facts.contacts.office, "pki@example.org");
    EXPECT_EQ(facts.contacts.department, "it@example.org,dean@example.org");
    EXPECT_EQ(facts.contacts.account, "web");

    web.enabled = false;
    web.credential_state = CredentialState::cut_off;
    physics.enabled = false;
    physics.contacts = {};
    store.write([&](Transaction& tx) {
        update(tx, web, now);
        update(tx, physics, now);
    });
    facts = about({});
    EXPECT_FALSE(facts.account_enabled);
    EXPECT_FALSE(facts.department_enabled);
    EXPECT_TRUE(facts.cut_off);
}

TEST_P(FactsOf, an_account_have_an_address_to_ask_at_where_anybody_has_one) {
    physics.contacts = {};
    store.write([&](Transaction& tx) { update(tx, physics, now); });
    EXPECT_EQ(about({}).contacts.department, "pki@example.org") << "the office's";
    example.contact_email = "";
    store.write([&](Transaction& tx) { update(tx, example, now); });
    EXPECT_EQ(about({}).contacts.department, "Physics");
    EXPECT_EQ(about({}).contacts.office, "Example University");
}

TEST_P(FactsOf, names_are_those_listed_among_the_ones_in_question) {
    for (const auto* name : {"www.example.org", "*.dev.example.org", "mail.example.org"})
        list(name);
    const auto other = account("other", ov.id);
    write(other);
    list("ftp.example.org", other.id);
    const auto facts = about({{"www.example.org"}, {"ftp.example.org"}, {"*.dev.example.org"}});
    EXPECT_EQ(facts.listed, (std::vector<Name>{{"www.example.org"}, {"*.dev.example.org"}}));
}

TEST_P(FactsOf, names_are_the_entries_and_grants_at_or_above_them) {
    const auto org = written_domain("example.org", now + 24h);
    const auto dev = written_domain("dev.example.org");
    const auto other = department("Chemistry");
    write(other);
    written_domain("ndev.example.org", now + 24h);    // no label of it
    written_domain("a.b.dev.example.org", now + 24h); // below the name in question
    written_delegation(org, physics.id, Reach::exact);
    written_delegation(org, physics.id, Reach::below, true);
    written_delegation(dev, other.id, Reach::below);

    const auto facts = about({{"b.dev.example.org"}, {"www.example.org"}});
    EXPECT_EQ(spelled(facts.entries), (std::vector<std::string>{"dev.example.org", "example.org"}));
    EXPECT_FALSE(facts.entries[0].validated_until);
    EXPECT_EQ(facts.entries[1].validated_until, now + 24h);
    ASSERT_EQ(facts.grants.size(), 2u);
    for (const auto& grant : facts.grants) {
        EXPECT_EQ(grant.domain.value, "example.org");
        EXPECT_EQ(grant.wildcard, grant.reach == Reach::below);
    }
    EXPECT_NE(facts.grants[0].reach, facts.grants[1].reach);
}

TEST_P(FactsOf, a_wildcard_are_also_those_of_an_entry_of_its_own) {
    const auto wildcard = written_domain("*.dev.example.org", now + 24h);
    written_domain("dev.example.org", now + 48h);
    written_delegation(wildcard, physics.id, Reach::exact, true);
    const auto facts = about({{"*.dev.example.org"}});
    EXPECT_EQ(
        spelled(facts.entries), (std::vector<std::string>{"*.dev.example.org", "dev.example.org"})
    );
    EXPECT_EQ(facts.grants.size(), 1u);
    EXPECT_EQ(
        spelled(about({{"a.dev.example.org"}}).entries),
        (std::vector<std::string>{"dev.example.org"})
    );
}

TEST_P(FactsOf, a_name_are_also_the_entries_of_top_level_domains) {
    written_domain("internal");
    EXPECT_EQ(
        spelled(about({{"db.internal"}, {"*.b.internal"}}).entries),
        (std::vector<std::string>{"internal"})
    );
}

TEST_P(FactsOf, a_wildcard_are_the_first_that_can_refuse_it_of_the_names_that_it_is_for) {
    written_domain("example.org", now + 24h);
    for (const auto* name : {"c.example.org", "b.example.org"}) {
        auto disabled = written_domain(name);
        disabled.enabled = false;
        store.write([&](Transaction& tx) { update(tx, disabled, now); });
    }
    written_domain("late.example.org", now + 9h);
    written_domain("lapsed.example.org", now - 9h);
    // Of another level, of another domain, a wildcard itself, and one with nothing against it.
    written_domain("a.b.example.org", now - 99h);
    written_domain("b.anexample.org", now - 99h);
    written_domain("*.example.org", now + 99h);
    written_domain("x_1.example.org");
    const std::vector<std::string> all{
        "*.example.org", "example.org", "b.example.org", "lapsed.example.org"};
    const auto facts = about({{"*.example.org"}});
    EXPECT_EQ(spelled(facts.entries), all);
    EXPECT_FALSE(facts.entries[2].enabled);
    EXPECT_EQ(facts.entries[3].validated_until, now - 9h);
    EXPECT_EQ(
        spelled(about({{"www.example.org"}}).entries), (std::vector<std::string>{"example.org"})
    );
}

TEST_P(FactsOf, a_wildcard_have_underscores_and_digits_below_it) {
    for (const auto* name : {"_x-1.example.org", "0.example.net"}) {
        auto disabled = written_domain(name);
        disabled.enabled = false;
        store.write([&](Transaction& tx) { update(tx, disabled, now); });
        const auto base = std::string(name).substr(std::string(name).find('.') + 1);
        EXPECT_EQ(spelled(about({{"*." + base}}).entries), std::vector<std::string>{name});
    }
}

/// How SQLite runs a statement.
std::string plan_of(const std::string& database, std::string_view sql) {
    sqlite3* handle = nullptr;
    sqlite3_open(database.c_str(), &handle);
    std::string plan;
    const auto add = [](void* into, int, char** columns, char**) {
        static_cast<std::string*>(into)->append(columns[3]).append("; ");
        return 0;
    };
    const auto explained = "EXPLAIN QUERY PLAN " + std::string(sql);
    sqlite3_exec(handle, explained.c_str(), add, &plan, nullptr);
    sqlite3_close(handle);
    return plan;
}

TEST_P(FactsOf, a_wildcard_are_found_in_an_index) {
    if (place.location().is_postgres())
        GTEST_SKIP() << "PostgreSQL scans a table that is as small as a test's";
    const auto& file = place.location().url;
    EXPECT_EQ(
        plan_of(file, first_disabled_below.text()),
        "SEARCH domains USING INDEX domains_disabled (<expr>=?); "
    );
    EXPECT_EQ(
        plan_of(file, first_to_lapse_below.text()),
        "SEARCH domains USING INDEX domains_validated (<expr>=? AND validated_until>?); "
    );
}

TEST_P(FactsOf, a_profile_are_its_rules_about_names) {
    const auto office = [&](const std::string& name, bool underscores) {
        const Profile added{
            .name = name, .names = {.rules = RuleSet::office, .underscores = underscores}};
        write(added);
        ov.other_profiles.push_back(name);
    };
    office("inside", false);
    office("odd", true);
    EXPECT_EQ(about({}, "ov").rules.rules, RuleSet::public_);
    EXPECT_EQ(about({}, "inside").rules.rules, RuleSet::office);
    EXPECT_FALSE(about({}, "inside").rules.underscores);
    EXPECT_TRUE(about({}, "odd").rules.underscores);
    EXPECT_EQ(about({}, "gone").rules.rules, RuleSet::public_);
    EXPECT_EQ(about({}, "").rules.rules, RuleSet::public_);
    EXPECT_EQ(about({}).rules.rules, RuleSet::public_) << "the endpoint does not offer them yet";
    store.write([&](Transaction& tx) { update(tx, ov, now); });
    EXPECT_EQ(about({}).rules.rules, RuleSet::office);
    EXPECT_TRUE(about({}).rules.underscores);
}

TEST_P(FactsOf, names_show_what_is_disabled_or_withdrawn) {
    auto org = written_domain("example.org", now + 24h);
    auto delegation = written_delegation(org, physics.id, Reach::below);
    EXPECT_EQ(about({{"www.example.org"}}).grants.size(), 1u);
    org.enabled = false;
    delegation.status = DelegationStatus::withdrawn;
    store.write([&](Transaction& tx) {
        update(tx, org, now);
        update(tx, delegation, now);
    });
    const auto facts = about({{"www.example.org"}});
    EXPECT_TRUE(facts.grants.empty());
    ASSERT_EQ(facts.entries.size(), 1u);
    EXPECT_FALSE(facts.entries.front().enabled);
}

TEST_P(FactsOf, an_unknown_account_are_not_found) {
    const std::vector<Name> names{{"www.example.org"}};
    const auto asked = [&](AccountId account, EndpointId at) {
        return db::fault_of([&] {
            store.read([&](Reader& r) { return facts(r, account, at, names, any_profile); });
        });
    };
    EXPECT_FALSE(asked(web.id, ov.id));
    EXPECT_EQ(asked(crypto::new_id<AccountId>(now), ov.id), Fault::not_found);
    EXPECT_EQ(asked(web.id, crypto::new_id<EndpointId>(now)), Fault::not_found);
}

TEST_P(FactsOf, a_department_count_every_name_as_listed) {
    const auto org = written_domain("example.org", now + 24h);
    written_delegation(org, physics.id, Reach::below);
    const std::vector<Name> names{{"www.example.org"}, {"www.example.com"}};
    const auto facts =
        store.read([&](Reader& r) { return facts_for_department(r, physics.id, ov.id, names); });
    EXPECT_TRUE(facts.account_enabled);
    EXPECT_FALSE(facts.open);
    EXPECT_EQ(facts.listed, names);
    EXPECT_EQ(facts.grants.size(), 1u);
    EXPECT_EQ(
        db::fault_of([&] {
            store.read([&](Reader& r) {
                return facts_for_department(r, crypto::new_id<DepartmentId>(now), ov.id, names);
            });
        }),
        Fault::not_found
    );
}

} // namespace

} // namespace chancery::store
