// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints/lints_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance::lints {

namespace {

constexpr BytesView authority_key_identifier("\x55\x1d\x23", 3);

TEST(IssuerLint, finds_another_version) {
    Good good;
    EXPECT_EQ(good.found_by(check_issuer), "nothing");
    good.certificate.version = BytesView("\x01", 1); // which is 2
    EXPECT_EQ(good.found_by(check_issuer), "its version is not 3");
}

TEST(IssuerLint, finds_another_issuer) {
    Good good;
    good.wish.issuer.name = crypto::to_der({"", "", "", "Example University", "Another CA"});
    EXPECT_EQ(good.found_by(check_issuer), "its issuer is not the one that signs");
}

TEST(IssuerLint, finds_the_algorithm_of_another_key) {
    Good good;
    good.wish.issuer.key_algorithm = crypto::KeyAlgorithm::ec_p384;
    EXPECT_EQ(good.found_by(check_issuer), "its algorithm is not that of the issuer's key");
}

TEST(IssuerLint, finds_another_key) {
    Good good;
    good.wish.key = test_key(KeyType::ecdsaP384).public_key();
    EXPECT_EQ(good.found_by(check_issuer), "its key is not the one that was asked for");
}

TEST(IssuerLint, finds_another_authority_key_identifier) {
    Good good;
    good.wish.issuer.key_identifier.back() ^= 1;
    EXPECT_EQ(good.found_by(check_issuer), "its authorityKeyIdentifier is not the issuer's");
    good.erase(authority_key_identifier);
    EXPECT_EQ(good.found_by(check_issuer), "there is no authorityKeyIdentifier");
}

} // namespace

} // namespace chancery::issuance::lints
