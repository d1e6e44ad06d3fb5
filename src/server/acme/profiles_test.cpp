// SPDX-License-Identifier: Apache-2.0
// Profiles that a client chooses, and from when until when its certificate is to be valid.
#include "crypto/certificate.hpp"
#include "server/acme/acme_server_for_tests.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/profiles.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

/// The endpoint ov offers "short" besides: two names at most, for a day, as the order asks.
struct TwoProfiles {
    AcmeForTests acme;
    Host host = acme.registered();

    TwoProfiles() {
        acme.office.store.write([&](store::Transaction& tx) {
            store::insert(
                tx,
                Profile{
                    .name = "short",
                    .description = "For a day",
                    .lifetime = 24h,
                    .max_names = 1,
                    .validity_by_order = ValidityByOrder::within_lifetime}
            );
        });
        offer({"short"});
    }

    void offer(std::vector<std::string> others) {
        auto ov = acme.office.endpoint("ov");
        ov.other_profiles = std::move(others);
        acme.office.store.write([&](store::Transaction& tx) {
            store::update(tx, ov, acme.office.request.now);
        });
    }

    Reply order(json::Object more, const std::vector<std::string>& names = {"www.example.org"}) {
        auto payload = std::get<json::Object>(AcmeForTests::identifiers(names).variant());
        payload.insert(payload.end(), more.begin(), more.end());
        return acme.post(host, AcmeForTests::url("new-order"), payload);
    }

    crypto::CertificateInfo leaf_of(const Reply& order) {
        const auto csr = AcmeForTests::csr_for({"www.example.org"});
        const auto issued = acme.post(host, order.text("finalize"), csr);
        ensure(issued.text("status") == "valid", issued.response.body);
        const auto chain = acme.post_as_get(host, issued.text("certificate"));
        return crypto::read_certificate(parse_pem(chain.response.body, "CERTIFICATE").front());
    }

    std::string at(std::chrono::seconds from_now) const {
        return to_rfc3339(acme.office.request.now + from_now);
    }
};

TEST(Profiles, that_an_endpoint_offers_are_in_its_directory) {
    TwoProfiles office;
    EXPECT_NE(
        office.acme.send("GET", "/acme/ov/directory").text("meta").find(R"("short":"For a day")"),
        std::string::npos
    );
}

// conforms: profiles-4-2, profiles-4-3
TEST(Profiles, are_chosen_by_the_order_or_else_the_first) {
    TwoProfiles office;
    const auto chosen = office.order({{"profile", "short"}});
    EXPECT_EQ(chosen.status(), 201);
    EXPECT_EQ(chosen.text("profile"), "short");
    const auto leaf = office.leaf_of(chosen);
    EXPECT_EQ(leaf.not_after - leaf.not_before, 24h - 1s);
    EXPECT_EQ(leaf.subject.find("Example University"), std::string::npos);

    const auto first = office.order({});
    EXPECT_EQ(first.text("profile"), "ov");
    EXPECT_EQ(office.leaf_of(first).not_after - leaf.not_before, 90 * 24h - 1s);
    const auto url = first.header("Location");
    EXPECT_EQ(office.acme.post_as_get(office.host, url).text("profile"), "ov");
}

// conforms: profiles-4-1
TEST(Profiles, that_are_not_offered_or_do_not_fit_are_refused) {
    TwoProfiles office;
    for (const auto* name : {"dv", "", "none", "SHORT", "short "}) {
        const auto reply = office.order({{"profile", name}});
        EXPECT_EQ(reply.status(), 400) << name;
        EXPECT_EQ(reply.problem(), "invalidProfile") << name;
    }
    EXPECT_NE(
        office.order({{"profile", "dv"}}).text("detail").find("there are ov, short"),
        std::string::npos
    );
    const std::vector<std::string> two{"www.example.org", "mail.example.org"};
    EXPECT_EQ(office.order({{"profile", "short"}}, two).problem(), "invalidProfile");
    EXPECT_EQ(office.order({{"profile", "ov"}}, two).status(), 201);
}

// conforms: profiles-4-4
TEST(Profiles, that_are_withdrawn_are_refused_at_finalize) {
    TwoProfiles office;
    const auto order = office.order({{"profile", "short"}});
    office.offer({});
    const auto csr = AcmeForTests::csr_for({"www.example.org"});
    const auto refused = office.acme.post(office.host, order.text("finalize"), csr);
    EXPECT_EQ(refused.status(), 400);
    EXPECT_EQ(refused.problem(), "invalidProfile");
    office.offer({"short"});
    EXPECT_EQ(office.acme.post(office.host, order.text("finalize"), csr).text("status"), "valid");
}

TEST(Validity, is_as_the_order_asks_where_the_profile_lets_it) {
    TwoProfiles office;
    const auto order = office.order(
        {{"profile", "short"}, {"notBefore", office.at(1h)}, {"notAfter", office.at(2h)}}
    );
    ASSERT_EQ(order.status(), 201) << order.response.body;
    EXPECT_EQ(order.text("notBefore"), office.at(1h));
    EXPECT_EQ(order.text("notAfter"), office.at(2h));
    const auto leaf = office.leaf_of(order);
    EXPECT_EQ(to_rfc3339(leaf.not_before), office.at(1h));
    EXPECT_EQ(to_rfc3339(leaf.not_after), office.at(2h));
}

TEST(Validity, that_cannot_be_granted_is_refused_and_not_met_halfway) {
    TwoProfiles office;
    EXPECT_EQ(office.order({{"notAfter", office.at(2h)}}).problem(), "malformed");
    EXPECT_EQ(
        office.order({{"profile", "ov"}, {"notAfter", office.at(2h)}}).problem(), "invalidProfile"
    );
    const auto refused = office.order({{"profile", "short"}, {"notAfter", office.at(24h)}});
    EXPECT_EQ(refused.problem(), "malformed");
    EXPECT_NE(refused.text("detail").find("at the latest"), std::string::npos);
}

TEST(Validity, that_has_passed_when_the_order_is_finalized_is_refused) {
    TwoProfiles office;
    const auto order = office.order({{"profile", "short"}, {"notAfter", office.at(2h)}});
    office.acme.office.request.now += 2h;
    const auto csr = AcmeForTests::csr_for({"www.example.org"});
    const auto late = office.acme.post(office.host, order.text("finalize"), csr);
    EXPECT_EQ(late.problem(), "malformed");
    EXPECT_NE(late.text("detail").find("after now"), std::string::npos);
}

} // namespace

} // namespace chancery::server
