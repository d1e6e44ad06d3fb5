// SPDX-License-Identifier: Apache-2.0
// What a client sees of the limits.
#include "server/acme/validating_for_tests.hpp"
#include "server/front.hpp"
#include "server/limits_page.hpp"
#include "store/registry/accounts.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;
using enum LimitKind;

constexpr auto help = "<https://pki.example.org/limits>;rel=\"help\"";

bool links_to_help(const Reply& reply) {
    for (const auto& [name, value] : reply.response.headers)
        if (name == "Link" && value == help) return true;
    return false;
}

/// The limits of the ACME account "web".
void limit(AcmeForTests& acme, Limits limits) {
    auto& office = acme.office;
    office.web.account.limits = std::move(limits);
    office.store.write([&](store::Transaction& tx) {
        store::update(tx, office.web.account, office.request.now);
    });
}

// conforms: 8555-6.6-1, 8555-6.6-2
TEST(Limits, are_429_with_when_to_come_back_and_a_link_that_explains) {
    AcmeForTests acme;
    Metrics metrics;
    acme.context.limited = LimitCounters(metrics);
    limit(acme, {{orders_per_client, Rate{2, 1h, 2}}});
    const auto host = acme.registered();
    EXPECT_EQ(acme.new_order(host).status(), 201);
    EXPECT_EQ(acme.new_order(host).status(), 201);
    const auto reply = acme.new_order(host);
    EXPECT_EQ(reply.status(), 429);
    EXPECT_EQ(reply.problem(), "rateLimited");
    EXPECT_EQ(reply.header("Retry-After"), "1800");
    EXPECT_TRUE(links_to_help(reply));
    EXPECT_NE(reply.header("Replay-Nonce"), "");
    EXPECT_NE(reply.text("detail").find("(ordersPerClient)"), std::string::npos);
    EXPECT_NE(
        metrics.to_text().find("chancery_rate_limited_total{limit=\"ordersPerClient\"} 1"),
        std::string::npos
    );
    acme.office.request.now += 30min;
    EXPECT_EQ(acme.new_order(host).status(), 201);
}

TEST(Limits, are_counted_as_the_one_that_refused_whatever_the_account_is_called) {
    AcmeForTests acme;
    Metrics metrics;
    acme.context.limited = LimitCounters(metrics);
    acme.office.web.account.name = "web (ordersPerClient)";
    limit(acme, {{orders_per_account, Rate{1, 1h, 1}}});
    const auto host = acme.registered();
    acme.new_order(host);
    const auto reply = acme.new_order(host);
    EXPECT_NE(reply.text("detail").find("web (ordersPerClient)"), std::string::npos);
    const auto counts = [&](std::string_view kind, std::string_view number) {
        const auto line = "chancery_rate_limited_total{limit=\"" + std::string(kind) + "\"} ";
        return metrics.to_text().find(line + std::string(number)) != std::string::npos;
    };
    EXPECT_TRUE(counts("ordersPerAccount", "1"));
    EXPECT_FALSE(counts("ordersPerClient", "1"));
    EXPECT_EQ(acme.office.events().front().event.detail, "the limit ordersPerAccount is reached");
}

TEST(Limits, leave_an_order_ready_that_is_finalized_too_early) {
    AcmeForTests acme;
    limit(acme, {{certificates_per_name_set, Rate{1, 168h, 1}}});
    const auto host = acme.registered();
    const auto second = acme.new_order(host);
    EXPECT_EQ(acme.issued(host).text("status"), "valid");
    const auto payload = AcmeForTests::csr_for({"www.example.org"});
    EXPECT_EQ(acme.post(host, second.text("finalize"), payload).status(), 429);
    EXPECT_EQ(acme.post_as_get(host, second.header("Location")).text("status"), "ready");
    acme.office.request.now += 6 * 24h;
    EXPECT_EQ(acme.post(host, second.text("finalize"), payload).status(), 429);
    acme.office.request.now += 24h - 1s;
    EXPECT_EQ(acme.post(host, second.text("finalize"), payload).status(), 429);
}

TEST(Limits, of_requests_cost_a_known_client_less) {
    AcmeForTests acme;
    RequestRate rate(1);
    acme.context.requests = &rate;
    LimitCounters counters;
    const auto service =
        within_rate(service_of(acme.front), rate, counters, std::string(AcmeForTests::public_url));
    const auto host = acme.registered();
    const auto read = [&] {
        const auto body = crypto::sign_jws(host.key, acme.header(host, host.kid), "");
        return service.handle(acme.request("POST", AcmeForTests::target_of(host.kid), body)).status;
    };
    int answered = 0;
    for (; answered < 100 && read() == 200; ++answered) {
    }
    EXPECT_EQ(answered, 91);
    const Reply reply{service.handle(acme.request("POST", "/acme/ov/new-order", "garbage"))};
    EXPECT_EQ(reply.status(), 429);
    EXPECT_NE(reply.response.body.find("error:rateLimited"), std::string::npos);
    EXPECT_EQ(reply.header("Retry-After"), "1");
    EXPECT_TRUE(links_to_help(reply));
    EXPECT_NE(reply.header("Replay-Nonce"), "");
}

TEST(Limits, make_a_host_wait_that_keeps_failing_to_show_control_of_its_name) {
    Validating office; // with the limits that strangers have
    const auto host = office.registered();
    for (int i = 0; i < 5; ++i) {
        const auto order = office.new_order(host, {"www.example.test"});
        ASSERT_EQ(order.status(), 201);
        office.tried(host, order.texts("authorizations").at(0));
    }
    const auto reply = office.new_order(host, {"www.example.test"});
    EXPECT_EQ(reply.status(), 429);
    EXPECT_EQ(reply.header("Retry-After"), "720");
    EXPECT_NE(
        reply.text("detail").find("failed validations of www.example.test"), std::string::npos
    );
}

TEST(LimitsPage, shows_the_limits_of_each_endpoint_and_whom_to_ask) {
    AcmeForTests acme;
    const auto page = get_limits_page(acme.office.store, acme.request("GET", "/limits"));
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.content_type.starts_with("text/plain"));
    for (const auto* text :
         {"\ndv\n",
          "  ordersPerClient: 300 in 3 hours\n",
          "\nov\n  registrationsPerAddress: 500 in 3 hours\n",
          "  openOrdersPerClient: 300\n",
          "Whom to ask: pki@example.org\n"})
        EXPECT_NE(page.body.find(text), std::string::npos) << text;
    EXPECT_EQ(get_limits_page(acme.office.store, acme.request("POST", "/limits")).status, 405);
}

} // namespace

} // namespace chancery::server
