// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "crypto/certificate.hpp"
#include "workflow/failing_store_for_tests.hpp"
#include "workflow/issuance/server_certificate.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

TEST(ServerCertificate, names_hosts_single_labels_and_addresses) {
    IssuingOffice office;
    const std::vector<std::string> hostnames{"PKI.example.org", "pki", "192.0.2.1", "2001:db8::1"};
    const auto identity = issue_server_certificate(office.issuing, office.request, hostnames, "ov");
    const auto chain = parse_pem(identity.chain, "CERTIFICATE");
    ASSERT_EQ(chain.size(), 2u);
    const auto leaf = crypto::read_certificate(chain.front());
    EXPECT_EQ(leaf.common_name, "pki.example.org");
    EXPECT_EQ(leaf.dns_names, (std::vector<std::string>{"pki.example.org", "pki"}));
    EXPECT_EQ(
        leaf.ip_addresses,
        (std::vector<Bytes>{*parse_address("192.0.2.1"), *parse_address("2001:db8::1")})
    );
    EXPECT_EQ(leaf.key.spki(), identity.key.public_key().spki());
    const std::vector<std::string> kept{"pki.example.org", "pki", "192.0.2.1", "2001:db8::1"};
    EXPECT_EQ(office.certificates().front().names, kept);
    const auto issuing = crypto::read_certificate(chain.back());
    EXPECT_TRUE(crypto::signed_by(chain.front(), issuing.key));
}

TEST(ServerCertificate, is_in_the_inventory_and_the_audit_log) {
    IssuingOffice office;
    const auto identity =
        issue_server_certificate(office.issuing, office.request, {"pki.example.org"}, "ov");
    const auto leaf = parse_pem(identity.chain, "CERTIFICATE").front();
    const auto certificates = office.certificates();
    ASSERT_EQ(certificates.size(), 1u);
    EXPECT_EQ(certificates.front().der, leaf);
    EXPECT_EQ(certificates.front().status, CertificateStatus::issued);
    EXPECT_FALSE(certificates.front().account);
    EXPECT_EQ(office.events().front().event.action, "certificate.issued");
}

TEST(ServerCertificate, is_recorded_before_it_is_signed_whatever_fails) {
    int recorded = 0;
    for (int n = 1;; ++n) {
        IssuingOffice office;
        FailingStore failing(office.url());
        failing.failure->fail_at(n);
        const auto fault = fault_of([&] {
            Issuing issuing{failing.store, office.issuers, office.issuing.issued};
            issue_server_certificate(issuing, office.request, {"pki.example.org"}, "ov");
        });
        const auto certificates = office.certificates();
        if (!failing.failure->has_failed()) {
            EXPECT_FALSE(fault);
            EXPECT_EQ(certificates.front().status, CertificateStatus::issued);
            break;
        }
        EXPECT_EQ(fault, Fault::unavailable) << n;
        ASSERT_LE(certificates.size(), 1u) << n;
        if (certificates.empty()) continue;
        // Its serial is known, and nothing was handed out.
        EXPECT_EQ(certificates.front().status, CertificateStatus::recorded) << n;
        EXPECT_TRUE(office.events({.action = "certificate.issued"}).empty()) << n;
        ++recorded;
    }
    EXPECT_GT(recorded, 0);
}

TEST(ServerCertificate, needs_an_endpoint_that_is_there) {
    IssuingOffice office;
    EXPECT_EQ(
        fault_of([&] {
            issue_server_certificate(
                office.issuing, office.request, {"pki.example.org"}, "nowhere"
            );
        }),
        Fault::not_found
    );
    EXPECT_TRUE(office.certificates().empty());
}

TEST(ServerCertificate, is_due_after_two_thirds_of_its_life) {
    constexpr Time from{1'800'000'000s};
    EXPECT_FALSE(is_due(from, from + 90h, from + 60h - 1s));
    EXPECT_TRUE(is_due(from, from + 90h, from + 60h));
}

} // namespace

} // namespace chancery::workflow
