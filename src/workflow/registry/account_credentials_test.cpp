// SPDX-License-Identifier: Apache-2.0
#include "db/places_for_tests.hpp"
#include "workflow/registry/credentials_for_tests.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

TEST(Credential, registers_as_many_clients_as_it_may) {
    TermsOffice office({.max_uses = 2});
    const auto first = office.enroll(office.key, office.ov, office.credential);
    EXPECT_EQ(office.enroll_new(), "");
    EXPECT_TRUE(names(office.enroll_new(), "credentialUsedUp"));
    EXPECT_EQ(office.account_now().uses, 2);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "client.registered");
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.object_name, "web");
    // Its client asks again as before: that is not a registration.
    const auto again = office.enroll(office.key, office.ov, office.credential);
    EXPECT_EQ(again.client.id, first.client.id);
    office.set({.max_uses = std::optional<int>()});
    EXPECT_EQ(office.enroll_new(), "");
}

class CredentialOn : public testing::TestWithParam<db::Kind> {};

INSTANTIATE_TEST_SUITE_P(
    Databases,
    CredentialOn,
    testing::Values(db::Kind::sqlite, db::Kind::postgresql),
    [](const auto& suite) { return to_string(suite.param); }
);

TEST_P(CredentialOn, both_databases_is_used_once_by_many_at_once) {
    db::Place place{GetParam()};
    IssuingOffice office{place.location().url};
    change_account(
        office.store, office.request, {office.web.account.id}, {.terms = {.max_uses = 1}}
    );
    // A second process, with connections of its own.
    auto second = store::open_at(place.location().url);
    std::atomic<int> registered = 0;
    std::atomic<int> used_up = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            const auto key = IssuingOffice::new_key();
            const std::string url = "https://pki.example.org/acme/ov/new-account";
            const auto binding = office.credential.binding(key.public_key(), url);
            const auto problem = problem_of([&] {
                register_client(
                    i % 2 ? second : office.store,
                    office.sealer,
                    {.endpoint = office.ov,
                     .key = key.public_key(),
                     .thumbprint = crypto::thumbprint(key.public_key()),
                     .contacts = {},
                     .binding =
                         acme::parse_external_account(json::Reader(binding), url, key.public_key()),
                     .address = "192.0.2.7",
                     .user_agent = "a test"},
                    office.request.now
                );
            });
            if (!problem) ++registered;
            if (problem && names(problem->detail, "credentialUsedUp")) ++used_up;
        });
    threads.clear();
    EXPECT_EQ(registered, 1);
    EXPECT_EQ(used_up, 7);
}

TEST(Credential, registers_nobody_from_its_expiry_on) {
    TermsOffice office({.expires_at = IssuingOffice::start + 1h});
    EXPECT_EQ(office.enroll_new(), "");
    office.request.now += 1h;
    EXPECT_TRUE(names(office.enroll_new(), "credentialExpired"));
    office.set({.expires_at = std::optional<Time>()});
    EXPECT_EQ(office.enroll_new(), "");
}

TEST(Credential, is_good_from_its_networks_alone) {
    TermsOffice office({.networks = {{"192.0.2.0/24", "2001:db8::/32", "192.0.2.0/24"}}});
    EXPECT_EQ(office.account_now().terms.networks.size(), 2u);
    office.client();
    office.set({.networks = {{"10.0.0.0/8"}}});
    EXPECT_TRUE(names(office.enroll_new(), "sourceNotAllowed"));
    // Nor is its client found for a key that is known.
    const auto known = problem_of([&] { office.enroll(office.key, office.ov, std::nullopt); });
    ASSERT_TRUE(known);
    EXPECT_TRUE(names(known->detail, "sourceNotAllowed"));
    EXPECT_TRUE(known->recorded);
    EXPECT_TRUE(names(
        problem_of([&] { office.enroll(office.key, office.staging, office.credential); })->detail,
        "sourceNotAllowed"
    ));
}

TEST(Credential, takes_the_algorithm_of_its_terms_alone) {
    TermsOffice office({.algorithm = "HS512"});
    EXPECT_TRUE(names(office.enroll_new(), "algorithmNotAllowed"));
    office.credential.hash = crypto::Hash::sha512;
    EXPECT_EQ(office.enroll_new(), "");
    office.set({.algorithm = ""});
    office.credential.hash = crypto::Hash::sha384;
    EXPECT_EQ(office.enroll_new(), "");
}

TEST(Credential, has_no_terms_that_may_not_be) {
    TermsOffice office({});
    for (const auto& terms : std::vector<TermsChange>{
             {.algorithm = "RS256"},
             {.max_uses = 0},
             {.max_uses = -1},
             {.max_uses = 1'000'001},
             {.expires_at = IssuingOffice::start},
             {.networks = {{"192.0.2.1/24"}}},
             {.networks = {{"example.org"}}},
             {.networks = std::vector<std::string>(51, "192.0.2.0/24")},
         })
        EXPECT_EQ(fault_of([&] { office.set(terms); }), Fault::invalid);
    EXPECT_EQ(office.account_now().revision.version, 1);
}

TEST(Credential, records_what_its_terms_were_and_are) {
    TermsOffice office({.max_uses = 1, .networks = {{"192.0.2.7", "2001:db8::/32"}}});
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "acmeAccount.changed");
    ASSERT_EQ(event.changes.size(), 2u);
    EXPECT_EQ(event.changes[0].field, "credential/maxUses");
    EXPECT_EQ(event.changes[0].to, "1");
    EXPECT_EQ(event.changes[1].field, "allowedNetworks");
    const auto count = office.events().size();
    office.set({.max_uses = 1}); // as it is
    EXPECT_EQ(office.events().size(), count);
}

} // namespace

} // namespace chancery::workflow
