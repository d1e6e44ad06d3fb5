// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.hpp"
#include "store/events.hpp"
#include "store/registry/scopes.hpp"
#include "store/registry/tokens.hpp"
#include "store/store_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::store {

namespace {

/// One of each kind that belongs to a department.
struct Things {
    DepartmentId department;
    AccountId account;
    ClientId client;
    CertificateId certificate;
    DomainId domain;
    DelegationId delegation;
};

/// Physics and Chemistry have the same, and a token is Physics' administrator.
class Scopes : public OfficeForTests {
protected:
    Department chemistry = department("Chemistry");
    Things of_physics{};
    Things of_chemistry{};
    Token token{
        .id = crypto::new_id<TokenId>(now),
        .name = "physics",
        .role = Role::department_administrator,
        .departments = {physics.id},
        .created_at = now,
    };

    void SetUp() override {
        OfficeForTests::SetUp();
        write(chemistry);
        of_physics = furnish(physics);
        of_chemistry = furnish(chemistry);
        store.write([&](Transaction& tx) { insert(tx, token, crypto::sha256("token")); });
    }

    Things furnish(const Department& of) {
        auto own = account("www", ov.id);
        own.department = of.id;
        own.key_id = "key of " + of.name;
        write(own);
        auto host = client("thumbprint of " + of.name);
        host.account = own.id;
        write(host);
        auto issued = certificate("serial of " + of.name, {"www.example.org"});
        issued.account = own.id;
        issued.department = of.id;
        write(issued);
        const Domain domain{
            .id = crypto::new_id<DomainId>(now),
            .organization = example.id,
            .name = {of.name + ".example.org"},
            .revision = revision,
        };
        write(domain);
        const Delegation delegation{
            .id = crypto::new_id<DelegationId>(now),
            .domain = domain.id,
            .name = domain.name,
            .department = of.id,
            .reach = Reach::exact,
            .revision = revision,
        };
        write(delegation);
        store.write([&](Transaction& tx) {
            record(
                tx,
                {.actor = {},
                 .action = "department.changed",
                 .object_type = "department",
                 .object_name = of.name,
                 .department = of.id},
                now
            );
        });
        return {of.id, own.id, host.id, issued.id, domain.id, delegation.id};
    }

    Scope scope() {
        return store.read([&](const Reader& reader) {
            return scope_of(reader, find_token(reader, token.id).value());
        });
    }

    /// How many of these exist within the scope, when each is asked for.
    int count_found(const Scope& scope, const Things& things) {
        return store.read([&](const Reader& reader) {
            return int{find_within(reader, scope, things.department).has_value()} +
                   int{find_within(reader, scope, things.account).has_value()} +
                   int{find_within(reader, scope, things.client).has_value()} +
                   int{find_within(reader, scope, things.certificate).has_value()} +
                   int{find_within(reader, scope, things.domain).has_value()} +
                   int{find_within(reader, scope, things.delegation).has_value()};
        });
    }

    /// How long each list is.
    std::vector<std::size_t> listed(const Scope& scope) {
        return store.read([&](const Reader& reader) -> std::vector<std::size_t> {
            return {
                list_departments(reader, scope, {}).size(),
                list_accounts(reader, scope, {.name = "www"}).size(),
                list_clients(reader, scope, {}).size(),
                list_certificates(reader, scope, {}).size(),
                list_domains(reader, scope, {}).size(),
                list_delegations(reader, scope, {}).size(),
                list_events(reader, scope, {}).size(),
            };
        });
    }
};

using Sizes = std::vector<std::size_t>;

INSTANTIATE_TEST_SUITE_P(
    Databases, Scopes, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Scopes, of_all_have_everything_and_of_nobody_nothing) {
    EXPECT_EQ(listed(Scope::all()), Sizes(7, 2));
    EXPECT_EQ(count_found(Scope::all(), of_chemistry), 6);
    EXPECT_EQ(listed(Scope()), Sizes(7, 0));
    EXPECT_EQ(count_found(Scope(), of_physics), 0);
}

TEST_P(Scopes, of_a_token_have_what_belongs_to_its_departments) {
    EXPECT_EQ(listed(scope()), Sizes(7, 1));
    EXPECT_EQ(count_found(scope(), of_physics), 6);
    EXPECT_EQ(count_found(scope(), of_chemistry), 0);
    store.read([&](const Reader& reader) {
        EXPECT_TRUE(find_certificate_within(reader, scope(), "serial of Physics"));
        EXPECT_FALSE(find_certificate_within(reader, scope(), "serial of Chemistry"));
    });
}

TEST_P(Scopes, have_nothing_of_no_department) {
    auto own = certificate("the server's", {"pki.example.org"});
    own.department.reset();
    own.account.reset();
    write(own);
    store.write([&](Transaction& tx) { record(tx, {.actor = {}, .action = "token.created"}, now); }
    );
    EXPECT_EQ(listed(scope()), Sizes(7, 1));
    EXPECT_EQ(listed(Scope::all()), (Sizes{2, 2, 2, 3, 2, 2, 3}));
}

TEST_P(Scopes, leave_out_what_belongs_to_a_disabled_department) {
    physics.enabled = false;
    store.write([&](Transaction& tx) { update(tx, physics, now); });
    EXPECT_EQ(listed(scope()), Sizes(7, 0));
    EXPECT_EQ(count_found(scope(), of_physics), 0);
    const auto kept =
        store.read([&](const Reader& reader) { return find_token(reader, token.id); });
    EXPECT_EQ(kept->departments, token.departments);
}

TEST_P(Scopes, follow_the_departments_that_a_token_is_given) {
    token.departments = {chemistry.id};
    store.write([&](Transaction& tx) { update(tx, token); });
    EXPECT_EQ(count_found(scope(), of_physics), 0);
    EXPECT_EQ(count_found(scope(), of_chemistry), 6);
}

TEST_P(Scopes, lose_a_domain_with_its_delegation) {
    store.write([&](Transaction& tx) {
        auto delegation = find_delegation(tx, of_physics.delegation).value();
        delegation.status = DelegationStatus::withdrawn;
        update(tx, delegation, now);
    });
    EXPECT_EQ(listed(scope()), (Sizes{1, 1, 1, 1, 0, 1, 1}));
    EXPECT_EQ(count_found(scope(), of_physics), 5);
}

TEST_P(Scopes, tell_nothing_by_a_filter_or_a_cursor_of_others) {
    store.write([&](Transaction& tx) {
        const Delegation shared{
            .id = crypto::new_id<DelegationId>(now),
            .domain = of_physics.domain,
            .name = {"Physics.example.org"},
            .department = chemistry.id,
            .reach = Reach::below,
            .revision = revision,
        };
        insert(tx, shared);
    });
    const auto domains = [&](const DomainFilter& filter) {
        return store.read([&](const Reader& reader) {
            return list_domains(reader, scope(), filter).size();
        });
    };
    EXPECT_EQ(domains({.department = physics.id}), 1u);
    EXPECT_EQ(domains({.department = chemistry.id}), 0u);
    EXPECT_EQ(domains({.after = of_chemistry.domain}), domains({.after = DomainId{}}));
}

} // namespace

} // namespace chancery::store
