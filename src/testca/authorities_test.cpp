// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "testca/authorities.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::testca {

namespace {

const Time now = parse_rfc3339("2026-11-28T10:00:00Z").value();

std::vector<Bytes> certificates_of(const std::string& pem) {
    return parse_pem(pem, "CERTIFICATE");
}

/// RSA keys take long to make: as few of them as there can be.
class AuthoritiesOfKind : public ::testing::TestWithParam<AuthoritiesRequest> {};

TEST_P(AuthoritiesOfKind, lead_from_the_key_that_signs_to_each_root) {
    const auto& request = GetParam();
    const auto made = make_authorities(request, now);
    ASSERT_EQ(made.chains.size(), static_cast<std::size_t>(request.alternates + 1));
    for (const auto& chain : made.chains) {
        auto path = certificates_of(issuing_pem(chain));
        ASSERT_EQ(path.size(), static_cast<std::size_t>(std::max(request.intermediates, 1)));
        EXPECT_EQ(crypto::read_certificate(path.front()).key, made.issuing_key.public_key());
        EXPECT_EQ(crypto::read_certificate(path.front()).common_name, made.name);
        if (request.intermediates > 0) path.push_back(certificates_of(chain.root_pem).front());
        for (std::size_t i = 0; i + 1 < path.size(); ++i) {
            const auto lower = crypto::read_certificate(path[i]);
            const auto upper = crypto::read_certificate(path[i + 1]);
            EXPECT_EQ(lower.issuer_der, upper.subject_der);
            EXPECT_TRUE(crypto::signed_by(path[i], upper.key));
        }
        EXPECT_EQ(crypto::read_certificate(path.back()).key, chain.root_key.public_key());
        EXPECT_TRUE(crypto::signed_by(path.back(), chain.root_key.public_key()));
    }
    EXPECT_TRUE(
        made.chains.size() == 1 || made.chains.front().root_pem != made.chains.back().root_pem
    );
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    AuthoritiesOfKind,
    ::testing::Values(
        AuthoritiesRequest{.key_kind = crypto::KeyType::rsa2048},
        AuthoritiesRequest{
            .key_kind = crypto::KeyType::ecdsaP256, .intermediates = 3, .alternates = 1},
        AuthoritiesRequest{
            .key_kind = crypto::KeyType::ecdsaP256, .intermediates = 0, .alternates = 1}
    )
);

} // namespace

} // namespace chancery::testca
