// SPDX-License-Identifier: Apache-2.0
#include "model/rules.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/renewals.hpp"
#include "workflow/orders/authorizations.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/orders/limited_office_for_tests.hpp"
#include "workflow/orders/orders.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

Authorization authorization(IssuingOffice& office, AuthorizationId id, ClientId client) {
    return office.store.read([&](store::Reader& reader) {
        return store::authorization(reader, id, client);
    });
}

TEST(Orders, of_prevalidated_names_are_born_ready) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client, {{"www.example.org"}, {"mail.example.org"}});
    EXPECT_EQ(order.status, OrderStatus::ready);
    EXPECT_EQ(order.expires, office.request.now + 7 * 24h);
    ASSERT_EQ(order.authorizations.size(), 2u);

    const auto kept = office.order(order.id);
    EXPECT_EQ(kept.status, OrderStatus::ready);
    EXPECT_EQ(kept.names, order.names);
    EXPECT_EQ(kept.authorizations, order.authorizations);
    const auto second = authorization(office, order.authorizations[1], client.client.id);
    EXPECT_EQ(second.name.value, "mail.example.org");
    EXPECT_EQ(second.status, AuthorizationStatus::valid);
    EXPECT_EQ(second.order, order.id);

    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "order.created");
    EXPECT_EQ(event.object_id, to_string(order.id));
    EXPECT_EQ(event.object_name, "www.example.org, mail.example.org");
}

TEST(Orders, of_a_client_that_was_deactivated_meanwhile_are_refused) {
    IssuingOffice office;
    const auto client = office.client();
    office.request.now += 2h; // long enough for the client to be seen again
    deactivate_client(office.store, client, office.request.now);
    EXPECT_EQ(fault_of([&] { office.new_order(client); }), Fault::deactivated);
    EXPECT_EQ(office.standing(client.client.id).client.status, ClientStatus::deactivated);
}

TEST(Orders, leave_alone_what_changed_of_their_client_meanwhile) {
    IssuingOffice office;
    const auto client = office.client();
    office.request.now += 2h;
    change_client(
        office.store, client, {.contacts = {{"mailto:new@example.org"}}}, office.request.now
    );
    office.new_order(client);
    const auto seen = office.standing(client.client.id).client;
    EXPECT_EQ(seen.contacts, std::vector<std::string>{"mailto:new@example.org"});
    EXPECT_EQ(seen.last_seen_at, office.request.now);
}

TEST(Orders, share_no_authorization) {
    IssuingOffice office;
    const auto client = office.client();
    const auto first = office.new_order(client);
    const auto second = office.new_order(client);
    EXPECT_NE(first.authorizations, second.authorizations);
}

TEST(Orders, are_refused_whole_with_each_names_reason_and_an_audit_row) {
    IssuingOffice office;
    const auto client = office.client();
    const auto problem = problem_of([&] {
        office.new_order(client, {{"www.example.org"}, {"ftp.example.org"}, {"www.example.com"}});
    });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rejected_identifier);
    EXPECT_TRUE(problem->recorded);
    ASSERT_EQ(problem->subproblems.size(), 2u);
    EXPECT_EQ(to_string(problem->subproblems[0].place), "ftp.example.org");
    EXPECT_EQ(problem->subproblems[0].cause, Rule::name_not_listed);
    EXPECT_EQ(to_string(problem->subproblems[1].place), "www.example.com");

    const auto ids = office.store.read([&](store::Reader& reader) {
        return store::list_orders(reader, client.client.id, {.at = office.request.now});
    });
    EXPECT_TRUE(ids.empty());
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "order.refused");
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.actor.name, "web");
    EXPECT_EQ(event.department, office.physics.id);
}

TEST(Orders, tell_a_single_refused_names_sentence_as_the_problems_own) {
    IssuingOffice office;
    const auto client = office.client();
    withdraw_delegation(office.store, office.request, {office.below.id});
    const auto problem = problem_of([&] { office.new_order(client); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(
        problem->detail, "www.example.org is not delegated to the department; ask pki@example.org"
    );
}

TEST(Orders, show_when_a_client_was_last_seen_but_write_it_once_an_hour) {
    IssuingOffice office;
    const auto client = office.client();
    office.request.now += 59min;
    office.new_order(client);
    EXPECT_EQ(office.standing(client.client.id).client.last_seen_at, IssuingOffice::start);
    office.request.now += 1min;
    office.new_order(client);
    EXPECT_EQ(office.standing(client.client.id).client.last_seen_at, office.request.now);
}

/// A client with a certificate that an order may replace.
struct Replacing {
    IssuingOffice office;
    store::ClientStanding client = office.client();
    Certificate certificate = office.issued(client, office.new_order(client), office.new_key());

    Order order(
        const store::ClientStanding& by,
        const std::vector<Name>& names = {{"www.example.org"}},
        const AskedValidity& validity = {}
    ) {
        return create_order(
            office.store,
            office.ov,
            by,
            {.names = names,
             .validity = validity,
             .replaces = Replaces{.certificate = certificate.id, .text = "aki.serial"}},
            office.request.now
        );
    }

    std::optional<Problem>
    problem_for(const store::ClientStanding& by, const std::vector<Name>& names) {
        return problem_of([&] { order(by, names); });
    }

    store::ClientStanding enrolled(const EabCredential& with) {
        return office.standing(office.enroll(IssuingOffice::new_key(), office.ov, with).client.id);
    }
};

// conforms: 9773-5-6
TEST(Replacing, by_any_client_of_the_account_is_kept_with_the_order) {
    Replacing replacing;
    const auto other = replacing.enrolled(replacing.office.credential);
    const auto order = replacing.order(other);
    EXPECT_EQ(replacing.office.order(order.id).replaces, "aki.serial");
}

TEST(Replacing, of_another_accounts_certificate_is_left_out) {
    Replacing replacing;
    auto& office = replacing.office;
    const auto account = credential_of(office.account("other", {"www.example.org"}));
    const auto order = replacing.order(replacing.enrolled(account));
    EXPECT_EQ(office.order(order.id).replaces, "");
    EXPECT_EQ(office.order(order.id).status, OrderStatus::ready);
    // The certificate is still its own client's to replace.
    EXPECT_EQ(replacing.order(replacing.client).replaces, "aki.serial");
}

TEST(Replacing, of_another_strangers_certificate_is_left_out) {
    LimitedOffice office({});
    const auto client = office.stranger();
    const auto certificate = office.issued(client).certificate.value();
    const auto replacing = [&](const store::ClientStanding& by) {
        return create_order(
                   office.store,
                   office.strict,
                   by,
                   {.names = {www}, .replaces = Replaces{certificate, "aki.serial"}},
                   office.request.now
        )
            .replaces;
    };
    EXPECT_EQ(replacing(office.stranger()), "") << "its client is a stranger to that one";
    EXPECT_EQ(replacing(client), "aki.serial");
}

TEST(Replacing, again_gives_the_unfinished_order_back_to_who_made_it) {
    Replacing replacing;
    const std::vector<Name> names{{"www.example.org"}, {"mail.example.org"}};
    const auto order = replacing.order(replacing.client, names);
    const std::vector<Name> swapped{names.back(), names.front()};
    EXPECT_EQ(replacing.order(replacing.client, swapped).id, order.id);
    EXPECT_EQ(replacing.order(replacing.client, names).id, order.id);
}

// conforms: 9773-5-3, 9773-5-5
TEST(Replacing, what_another_order_replaces_or_has_replaced_is_refused) {
    Replacing replacing;
    auto& office = replacing.office;
    const std::vector<Name> names{{"www.example.org"}};
    const auto expect_refused = [&](const std::optional<Problem>& problem) {
        ASSERT_TRUE(problem);
        EXPECT_EQ(problem->fault, Fault::already_replaced);
        EXPECT_NE(problem->detail.find("ARI 'replaces'"), std::string::npos) << problem->detail;
    };
    const auto order = replacing.order(replacing.client);
    expect_refused(replacing.problem_for(replacing.enrolled(office.credential), names));
    office.finalize(replacing.client, order);
    expect_refused(replacing.problem_for(replacing.client, names));
}

TEST(Replacing, by_an_order_of_its_own_for_something_else_takes_the_place_of_the_open_one) {
    Replacing replacing;
    auto& office = replacing.office;
    const auto first = replacing.order(replacing.client);
    auto before = first.id;
    const std::vector<Name> more{{"www.example.org"}, {"mail.example.org"}};
    const std::vector<Name> names{{"www.example.org"}};
    for (const auto& [wanted, hours] : {std::pair{more, 0}, {names, 24}, {names, 25}}) {
        AskedValidity validity;
        if (hours != 0) validity.not_after = office.request.now + std::chrono::hours(hours);
        const auto order = replacing.order(replacing.client, wanted, validity);
        EXPECT_NE(order.id, before);
        EXPECT_EQ(office.order(before).replaces, "");
        EXPECT_EQ(office.order(before).status, OrderStatus::ready) << "it may go on as any other";
        EXPECT_EQ(office.order(order.id).replaces, "aki.serial");
        before = order.id;
    }
    office.finalize(replacing.client, first);
    const auto replaced_by = [&] {
        return office.store.read([&](store::Reader& reader) {
            return store::find_renewal(reader, replacing.certificate.id).replaced_by;
        });
    };
    EXPECT_FALSE(replaced_by());
    EXPECT_EQ(replacing.order(replacing.client, names, office.order(before).validity).id, before);
    office.finalize(replacing.client, office.order(before));
    EXPECT_TRUE(replaced_by());
}

TEST(Replacing, after_the_other_order_has_ended_begins_anew) {
    Replacing replacing;
    auto& office = replacing.office;
    const auto order = replacing.order(replacing.client);
    office.request.now = order.expires;
    const auto next = replacing.order(replacing.client);
    EXPECT_NE(next.id, order.id);
    EXPECT_EQ(next.replaces, "aki.serial");
}

// conforms-refusal: 9773-5-2
TEST(Replacing, without_a_name_in_common_is_refused) {
    Replacing replacing;
    const auto problem = replacing.problem_for(replacing.client, {{"mail.example.org"}});
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::malformed);
    EXPECT_NE(problem->detail.find("ARI 'replaces'"), std::string::npos) << problem->detail;
}

// conforms: 8555-7.5.2-2
TEST(Orders, become_invalid_with_a_deactivated_authorization) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client, {{"www.example.org"}, {"mail.example.org"}});
    const auto deactivated =
        deactivate_authorization(office.store, client, order.authorizations[1], office.request.now);
    EXPECT_EQ(deactivated.status, AuthorizationStatus::deactivated);
    const auto kept = office.order(order.id);
    EXPECT_EQ(kept.status, OrderStatus::invalid);
    ASSERT_TRUE(kept.problem);
    EXPECT_NE(kept.problem->detail.find("mail.example.org"), std::string::npos);
    EXPECT_EQ(office.events().front().event.action, "authorization.deactivated");
    EXPECT_EQ(fault_of([&] { office.finalize(client, order); }), Fault::order_not_ready);
    EXPECT_TRUE(office.certificates().empty());
}

TEST(Orders, that_are_issued_stay_so_when_an_authorization_is_deactivated) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.finalize(client, office.new_order(client));
    deactivate_authorization(office.store, client, order.authorizations[0], office.request.now);
    EXPECT_EQ(office.order(order.id).status, OrderStatus::valid);
}

TEST(Orders, keep_an_authorization_that_has_ended_as_it_is) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client);
    const auto later = office.request.now + 8 * 24h;
    const auto expired =
        deactivate_authorization(office.store, client, order.authorizations[0], later);
    EXPECT_EQ(status_at(expired, later), AuthorizationStatus::expired);
    EXPECT_EQ(
        authorization(office, order.authorizations[0], client.client.id).status,
        AuthorizationStatus::valid
    );
}

TEST(Orders, hide_the_authorizations_of_other_clients) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client);
    const auto other = office.standing(
        office.enroll(IssuingOffice::new_key(), office.ov, office.credential).client.id
    );
    EXPECT_EQ(
        fault_of([&] {
            deactivate_authorization(
                office.store, other, order.authorizations[0], office.request.now
            );
        }),
        Fault::not_found
    );
    EXPECT_EQ(office.order(order.id).status, OrderStatus::ready);
}

} // namespace

} // namespace chancery::workflow
