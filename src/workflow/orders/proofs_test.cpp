// SPDX-License-Identifier: Apache-2.0
// How long a proof of control is relied on, by whom and for what.
#include "workflow/orders/authorizations.hpp"
#include "workflow/validation/validating_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using acme::ChallengeType;

constexpr auto lifetime = 30 * 24h;

const std::string www = "www.example.test";
const std::string mail = "mail.example.test";

struct Proofs : ProvingOffice {
    explicit Proofs(std::chrono::seconds holds = lifetime) : ProvingOffice({.lifetime = holds}) {}

    store::ClientStanding host = client();

    Order
    proven(const std::vector<std::string>& names, ChallengeType type = ChallengeType::http_01) {
        return prove(host, order(host, names), type);
    }

    OrderStatus status_of_another(const std::vector<std::string>& names) {
        return order(host, names).status;
    }
};

TEST(Proof, is_relied_on_by_later_orders_without_asking_again) {
    Proofs of;
    const auto first = of.proven({www});
    const auto asked = of.web.requests();
    of.office.request.now += 20 * 24h;
    const auto second = of.order(of.host, {www});
    EXPECT_EQ(second.status, OrderStatus::ready);
    EXPECT_EQ(second.authorizations, first.authorizations);
    EXPECT_EQ(of.finalize(of.host, second).status, OrderStatus::valid);
    EXPECT_EQ(of.web.requests(), asked);
}

TEST(Proof, is_relied_on_until_an_hour_before_its_end) {
    Proofs of;
    of.proven({www});
    of.office.request.now += lifetime - relied_on - 1s;
    EXPECT_EQ(of.status_of_another({www}), OrderStatus::ready);
    of.office.request.now += 1s;
    EXPECT_EQ(of.status_of_another({www}), OrderStatus::pending);
}

TEST(Proof, is_not_relied_on_longer_than_its_endpoint_says) {
    Proofs of(2h);
    of.proven({www});
    of.office.request.now += 59min;
    EXPECT_EQ(of.status_of_another({www}), OrderStatus::ready);
    of.office.request.now += 1min;
    EXPECT_EQ(of.status_of_another({www}), OrderStatus::pending);
}

TEST(Proof, is_not_outlived_by_an_order_that_relies_on_it) {
    Proofs of;
    const auto first = of.proven({www});
    const auto end = of.authorization(first.authorizations.front()).expires;
    of.office.request.now = end - 2h;
    const auto second = of.order(of.host, {www});
    EXPECT_EQ(second.status, OrderStatus::ready);
    EXPECT_EQ(second.expires, end);
    of.office.request.now = end;
    EXPECT_EQ(fault_of([&] { of.finalize(of.host, second); }), Fault::order_not_ready);
    EXPECT_TRUE(of.office.certificates().empty());
}

TEST(Proof, that_ends_first_ends_the_order_that_relies_on_several) {
    Proofs of;
    const auto earlier = of.proven({www});
    of.office.request.now += 3 * 24h;
    of.proven({mail});
    const auto end = of.authorization(earlier.authorizations.front()).expires;
    of.office.request.now = end - 2h;
    for (const auto& names : {std::vector{www, mail}, {mail, www}}) {
        const auto order = of.order(of.host, names);
        EXPECT_EQ(order.status, OrderStatus::ready);
        EXPECT_EQ(order.expires, end);
    }
}

TEST(Proof, that_an_order_waited_for_is_not_outlived_by_it) {
    Proofs of(2h);
    const auto pending = of.order(of.host, {www, mail});
    EXPECT_EQ(pending.expires, of.now() + open_for);
    of.prove(of.host, pending.authorizations[0]);
    const auto end = of.now() + 2h;
    of.office.request.now += 30min;
    const auto ready = of.prove(of.host, pending);
    EXPECT_EQ(ready.status, OrderStatus::ready);
    EXPECT_EQ(ready.expires, end) << "the first of the two";
    of.office.request.now = end;
    EXPECT_EQ(fault_of([&] { of.finalize(of.host, ready); }), Fault::order_not_ready);
    EXPECT_TRUE(of.office.certificates().empty());
}

TEST(Proof, that_is_over_while_its_order_is_pending_makes_it_ready_for_nothing) {
    Proofs of(1h);
    const auto pending = of.order(of.host, {www, mail});
    of.prove(of.host, pending.authorizations[0]);
    of.office.request.now += 2h;
    const auto order = of.prove(of.host, pending);
    EXPECT_NE(status_at(order, of.now()), OrderStatus::ready);
    EXPECT_EQ(fault_of([&] { of.finalize(of.host, order); }), Fault::order_not_ready);
}

TEST(Proof, of_a_name_says_nothing_of_its_wildcard_and_none_of_the_name) {
    Proofs of;
    of.dns.add_ipv4("example.test", "127.0.0.1");
    of.proven({"example.test"});
    EXPECT_EQ(of.status_of_another({"*.example.test"}), OrderStatus::pending);
    of.proven({"*.www.example.test"}, ChallengeType::dns_01);
    EXPECT_EQ(of.status_of_another({www}), OrderStatus::pending);
    EXPECT_EQ(of.status_of_another({"a.www.example.test"}), OrderStatus::pending);
    EXPECT_EQ(of.status_of_another({"*.www.example.test"}), OrderStatus::ready);
}

TEST(Proof, of_an_address_is_relied_on_like_any_other) {
    Proofs of;
    const auto first = of.proven({"127.0.0.1"});
    const auto end = of.authorization(first.authorizations.front()).expires;
    of.office.request.now = end - 2h;
    const auto second = of.order(of.host, {"127.0.0.1"});
    EXPECT_EQ(second.status, OrderStatus::ready);
    EXPECT_EQ(second.expires, end);
    EXPECT_EQ(of.status_of_another({"127.0.0.2"}), OrderStatus::pending);
}

TEST(Proof, is_its_own_clients) {
    Proofs of;
    of.proven({www});
    EXPECT_EQ(of.order(of.client(), {www}).status, OrderStatus::pending);
}

TEST(Proof, that_was_given_back_is_not_relied_on) {
    Proofs of;
    const auto first = of.proven({www});
    const auto second = of.order(of.host, {www});
    deactivate_authorization(of.office.store, of.host, first.authorizations.front(), of.now());
    EXPECT_EQ(of.office.order(second.id).status, OrderStatus::invalid);
    EXPECT_EQ(of.status_of_another({www}), OrderStatus::pending);
}

TEST(Proof, by_preauthorization_is_relied_on_by_orders) {
    Proofs of;
    const auto made =
        create_authorization(of.office.store, of.open, of.host, {www}, of.now()).authorization;
    of.prove(of.host, made.id);
    const auto order = of.order(of.host, {www});
    EXPECT_EQ(order.status, OrderStatus::ready);
    EXPECT_EQ(order.authorizations, std::vector{made.id});
}

TEST(Validation, follows_no_redirect_to_another_host_where_private_networks_may_be_asked) {
    Proofs of;
    of.dns.add_ipv4("mgmt.example.test", "127.0.0.1");
    of.web.redirect("http://mgmt.example.test:" + std::to_string(of.web.port()) + "/reboot");
    const auto order = of.order(of.host, {www});
    const auto challenge = of.prove(of.host, order.authorizations.front());
    EXPECT_EQ(challenge.status, acme::ChallengeStatus::invalid);
    EXPECT_NE(challenge.problem.value().detail.find("leads to another host"), std::string::npos);
    EXPECT_EQ(of.web.requests(), 1);
}

TEST(Validation, asks_nobody_in_a_network_that_its_endpoint_denies) {
    ProvingOffice of({.denied_networks = {parse_network("127.0.0.1").value()}});
    const auto host = of.client();
    for (const std::string& name : {www, std::string("127.0.0.1")}) {
        const auto challenge = of.prove(host, of.order(host, {name}).authorizations.front());
        EXPECT_EQ(challenge.status, acme::ChallengeStatus::invalid) << name;
    }
    EXPECT_EQ(of.web.requests(), 0);
}

} // namespace

} // namespace chancery::workflow
