// SPDX-License-Identifier: Apache-2.0
// Organizations, departments, domains, delegations, ACME accounts and tokens, on both databases.
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "db/places_for_tests.hpp"
#include "store/accounts.hpp"
#include "store/delegations.hpp"
#include "store/departments.hpp"
#include "store/domains.hpp"
#include "store/endpoints.hpp"
#include "store/organizations.hpp"
#include "store/tokens.hpp"

#include <gtest/gtest.h>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};
constexpr Revision revision{.version = 1, .created_at = now, .updated_at = now};

class Register : public testing::TestWithParam<db::Kind> {
protected:
    db::Place place{GetParam()};
    Store store = open(place.location());
    Organization example = organization("Example University");

    Organization organization(const std::string& name) {
        Organization added{
            .id = crypto::new_id<OrganizationId>(now),
            .name = name,
            .country = "DE",
            .state = "NRW",
            .locality = "Münster",
            .contact_email = "pki@example.org",
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Department department(const std::string& name, bool enabled = true) {
        Department added{
            .id = crypto::new_id<DepartmentId>(now),
            .organization = example.id,
            .name = name,
            .enabled = enabled,
            .contacts = {"it@example.org", "dean@example.org"},
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Domain domain(const std::string& name, std::optional<Time> valid_until = std::nullopt) {
        Domain added{
            .id = crypto::new_id<DomainId>(now),
            .organization = example.id,
            .name = {name},
            .revision = revision,
        };
        if (valid_until)
            added.validation = Validation{"manual", "a letter", "local:root", now, *valid_until};
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Delegation delegation(const Domain& of, const Department& to, Reach reach) {
        Delegation added{
            .id = crypto::new_id<DelegationId>(now),
            .domain = of.id,
            .name = of.name,
            .department = to.id,
            .reach = reach,
            .wildcard = true,
            .reason = "asked by mail",
            .decided_by = "local:root",
            .decided_at = now,
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added); });
        return added;
    }

    Endpoint endpoint() {
        const IssuerRecord issuer{
            .id = crypto::new_id<IssuerId>(now),
            .name = "builtin",
            .kind = "builtIn",
            .certificate = "PEM",
            .root = "PEM",
            .sealed_key = "sealed",
            .revision = revision,
        };
        Endpoint added{
            .id = crypto::new_id<EndpointId>(now),
            .name = "ov",
            .title = "OV",
            .issuer = issuer.id,
            .profile = {.name = "ov"},
            .revision = revision,
        };
        store.write([&](Transaction& tx) {
            insert(tx, issuer);
            insert(tx, added.profile);
            insert(tx, added);
        });
        return added;
    }

    Account account(const std::string& name, const Department& of, EndpointId at) {
        Account added{
            .id = crypto::new_id<AccountId>(now),
            .name = name,
            .department = of.id,
            .endpoint = at,
            .key_id = "key of " + name,
            .contacts = {"web@example.org"},
            .revision = revision,
        };
        store.write([&](Transaction& tx) { insert(tx, added, "sealed"); });
        return added;
    }

    template <class Fn>
    auto read(Fn fn) {
        return store.read([&](const Reader& reader) { return fn(reader); });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases,
    Register,
    testing::Values(db::Kind::sqlite, db::Kind::postgresql),
    [](const auto& suite) { return to_string(suite.param); }
);

template <class T>
std::vector<std::string> names_of(const std::vector<T>& items) {
    std::vector<std::string> names;
    for (const auto& item : items)
        if constexpr (requires { item.name.value; })
            names.push_back(item.name.value);
        else
            names.push_back(item.name);
    return names;
}

using Names = std::vector<std::string>;

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
        return read([&](auto& reader) { return list_departments(reader, filter); });
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
            read([&](auto& reader) { return find_validating_domain(reader, DnsName{name}); });
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
        return names_of(read([&](auto& reader) { return list_domains(reader, filter); }));
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
        return read([&](auto& reader) { return list_delegations(reader, filter); }).size();
    };
    EXPECT_EQ(list({}), 2u);
    EXPECT_EQ(list({.status = DelegationStatus::withdrawn}), 1u);
    EXPECT_EQ(list({.department = physics.id, .domain = org.id, .name = "example.org"}), 2u);
    EXPECT_EQ(list({.name = "example.com"}), 0u);
    EXPECT_EQ(list({.after = below.id}), 1u);
}

TEST_P(Register, lists_accounts_and_their_names) {
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
    const auto found = read([&](auto& reader) { return find_account(reader, "web"); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->contacts, Names{"web@example.org"});
    EXPECT_EQ(found->key_id, "key of web");
    const auto counts = read([&](auto& reader) { return count(reader, web.id); });
    EXPECT_EQ(counts.names, 2);
    EXPECT_EQ(counts.clients, 0);
    const auto names = read([&](auto& reader) { return list_names(reader, web.id, {}); });
    EXPECT_EQ(names, (std::vector<DnsName>{{"*.a.example.org"}, {"b.example.org"}}));
    const auto rest = read([&](auto& reader) {
        return list_names(reader, web.id, {.after = "*.a.example.org"});
    });
    EXPECT_EQ(rest, std::vector<DnsName>{{"b.example.org"}});

    const auto list = [&](const AccountFilter& filter) {
        return names_of(read([&](auto& reader) { return list_accounts(reader, filter); }));
    };
    EXPECT_EQ(list({}), (Names{"mail", "web"}));
    EXPECT_EQ(list({.department = physics.id, .endpoint = ov.id, .name = "web"}), Names{"web"});
    EXPECT_EQ(list({.enabled = false}), Names{});
    EXPECT_EQ(list({.containing = "AI"}), Names{"mail"});
    EXPECT_EQ(list({.limit = 1}), Names{"mail"});
}

TEST_P(Register, finds_a_token_by_its_digest_alone) {
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

    EXPECT_TRUE(store.write([&](Transaction& tx) { return revoke(tx, token.id, now); }));
    EXPECT_FALSE(store.write([&](Transaction& tx) { return revoke(tx, token.id, now); }));
    EXPECT_FALSE(is_current(*find(crypto::sha256("chy_secret")), now));
    EXPECT_EQ(read([](auto& reader) { return list_tokens(reader); }).size(), 1u);
}

} // namespace

} // namespace chancery::store
