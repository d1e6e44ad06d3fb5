// SPDX-License-Identifier: Apache-2.0
#include "model/rules.hpp"
#include "store/registry/organizations.hpp"
#include "workflow/registry/clients.hpp"
#include "workflow/registry/departments.hpp"
#include "workflow/registry/office_for_tests.hpp"
#include "workflow/registry/tokens.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

TEST(Department, is_the_only_one_of_its_name) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    EXPECT_EQ(fault_of([&] { office.department("Physics"); }), Fault::conflict);
    const auto chemistry = office.department("Chemistry");
    const auto renamed = fault_of([&] {
        change_department(office.store, office.request, {chemistry.id}, {.name = "Physics"});
    });
    EXPECT_EQ(renamed, Fault::conflict);
}

TEST(Department, has_a_sensible_name_and_at_most_ten_mail_addresses) {
    OfficeForTests office;
    const auto add = [&](NewDepartment input) {
        return fault_of([&] { add_department(office.store, office.request, input); });
    };
    EXPECT_EQ(add({.name = ""}), Fault::invalid);
    EXPECT_EQ(add({.name = std::string(129, 'x')}), Fault::invalid);
    EXPECT_EQ(add({.name = "two\nlines"}), Fault::invalid);
    EXPECT_EQ(add({.name = " Physics"}), Fault::invalid);
    EXPECT_EQ(add({.name = "Physics", .contacts = {"nobody"}}), Fault::invalid);
    EXPECT_EQ(add({.name = "Physics", .contacts = {"a@b.org, c@d.org"}}), Fault::invalid);
    EXPECT_EQ(
        add({.name = "Physics", .contacts = std::vector<std::string>(11, "it@example.org")}),
        Fault::invalid
    );
    EXPECT_EQ(add({.name = "Physik für alle", .contacts = {"it@example.org"}}), std::nullopt);
}

TEST(Department, disabled_gets_no_names) {
    OfficeForTests office;
    const auto physics = office.department("Physics");
    add_domain(office.store, office.request, {.name = "example.org", .delegate_to = physics.id});
    change_department(office.store, office.request, {physics.id, 1}, {.enabled = false});
    const auto problem = problem_of([&] { office.account("web", physics, {"www.example.org"}); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->subproblems.front().cause, Rule::department_disabled);
    const auto changes = office.events({.action = "department.changed"}).front().event.changes;
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes.front().field, "enabled");
    EXPECT_EQ(changes.front().from, "true");
    EXPECT_EQ(changes.front().to, "false");
}

TEST(Organization, changes_with_its_old_and_new_values_in_the_audit_log) {
    OfficeForTests office;
    const auto changed = change_organization(
        office.store,
        office.request,
        {office.organization.id, 1},
        {.country = "DE", .locality = "Münster"}
    );
    EXPECT_EQ(changed.country, "DE");
    EXPECT_EQ(changed.name, "Example University");
    const auto stored = office.store.read([&](const store::Reader& reader) {
        return store::find_organization(reader, changed.id);
    });
    EXPECT_EQ(stored->locality, "Münster");
    EXPECT_EQ(office.events().front().event.changes.size(), 2u);
    for (const auto& wrong : {
             OrganizationChange{.country = "Germany"},
             OrganizationChange{.locality = "M\xfcnster"}, // no UTF-8
             OrganizationChange{.contact_email = "nobody"},
         }) {
        const auto fault = fault_of([&] {
            change_organization(office.store, office.request, {changed.id}, wrong);
        });
        EXPECT_EQ(fault, Fault::invalid);
    }
}

TEST(Organization, with_a_contact_of_before_may_change_all_else) {
    OfficeForTests office;
    office.store.write([&](store::Transaction& tx) {
        auto organization = store::find_organization(tx, office.organization.id).value();
        organization.contact_email = "helpdesk"; // An older release took any text.
        store::update(tx, organization, office.request.now);
    });
    const auto change = [&](const OrganizationChange& wanted) {
        return change_organization(office.store, office.request, {office.organization.id}, wanted);
    };
    EXPECT_EQ(change({.country = "DE"}).contact_email, "helpdesk");
    EXPECT_EQ(change({.state = "Bavaria", .contact_email = "helpdesk"}).state, "Bavaria");
    EXPECT_EQ(fault_of([&] { change({.contact_email = "desk"}); }), Fault::invalid);
    EXPECT_EQ(change({.contact_email = ""}).contact_email, "");
}

TEST(Organization, must_be_named_once_there_are_several) {
    OfficeForTests office;
    add_organization(office.store, office.request, {.name = "Example Hospital"});
    EXPECT_EQ(fault_of([&] { office.department("Physics"); }), Fault::invalid);
    EXPECT_EQ(
        fault_of([&] {
            add_department(
                office.store,
                office.request,
                {.name = "Physics", .organization = office.organization.id}
            );
        }),
        std::nullopt
    );
}

TEST(Client, is_deactivated_once_by_the_office) {
    OfficeForTests office;
    const auto account = office.account("web", office.department("Physics")).account;
    const auto client = office.client(account, "thumbprint");
    const auto changed = deactivate_client(office.store, office.request, {client.id, 1});
    EXPECT_EQ(changed.status, ClientStatus::deactivated);
    EXPECT_EQ(office.events().front().event.action, "client.deactivated");
    EXPECT_EQ(office.events().front().event.object_name, "web");
    EXPECT_EQ(
        fault_of([&] {
            deactivate_client(office.store, office.request, {client.id, 1});
        }),
        Fault::stale
    );
    EXPECT_EQ(
        fault_of([&] { deactivate_client(office.store, office.request, {client.id}); }),
        Fault::conflict
    );
}

TEST(Token, is_revoked_once) {
    OfficeForTests office;
    const auto created =
        create_token(office.store, office.request, {.name = "first", .role = Role::administrator});
    EXPECT_TRUE(created.text.reveal().starts_with("chy_"));
    revoke_token(office.store, office.request, {created.token.id});
    EXPECT_EQ(
        fault_of([&] { revoke_token(office.store, office.request, {created.token.id}); }),
        Fault::conflict
    );
    EXPECT_EQ(
        fault_of([&] {
            create_token(
                office.store, office.request, {.name = "late", .expires_at = office.request.now}
            );
        }),
        Fault::invalid
    );
}

} // namespace

} // namespace chancery::workflow
