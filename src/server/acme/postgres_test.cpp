// SPDX-License-Identifier: Apache-2.0
// The cycle on PostgreSQL, with what its text columns take less of than SQLite's.
#include "db/places_for_tests.hpp"
#include "server/acme/acme_server_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

struct OnPostgres {
    db::Place place{db::Kind::postgresql};
    workflow::IssuingOffice office{place.location().url};
    AcmeForTests acme{office, office.store};
};

TEST(OnPostgres, a_client_registers_orders_and_gets_its_certificate) {
    OnPostgres on;
    const auto host = on.acme.registered();
    const auto order = on.acme.issued(host);
    EXPECT_EQ(order.text("status"), "valid");
    EXPECT_EQ(on.acme.post_as_get(host, order.text("certificate")).status(), 200);
    EXPECT_EQ(on.acme.post_as_get(host, host.kid + "/orders").texts("orders").size(), 1u);
    EXPECT_EQ(on.acme.new_order(host, {"ftp.example.org"}).problem(), "rejectedIdentifier");
}

TEST(OnPostgres, a_user_agent_of_any_bytes_is_taken) {
    OnPostgres on;
    const auto url = AcmeForTests::url("new-account");
    for (const auto* user_agent : {"caf\xc3\xa9", "caf\xe9", "\xf0\x9f", "\xed\xa0\x80"}) {
        const Host host;
        const auto payload = on.acme.new_account_payload(host, on.office.credential);
        auto request = on.acme.request(
            "POST",
            AcmeForTests::target_of(url),
            crypto::sign_jws(host.key, on.acme.header(host, url), json::to_text(payload))
        );
        request.headers.back().second = user_agent;
        EXPECT_EQ(on.acme.send(request).status(), 201) << user_agent;
    }
}

TEST(OnPostgres, a_key_id_that_no_text_can_be_is_an_unknown_one) {
    OnPostgres on;
    const workflow::EabCredential odd{std::string("\0", 1), Bytes(32, 'x')};
    const Host host;
    const auto reply = on.acme.post(
        host, AcmeForTests::url("new-account"), on.acme.new_account_payload(host, odd)
    );
    EXPECT_EQ(reply.status(), 403) << reply.response.body;
}

} // namespace

} // namespace chancery::server
