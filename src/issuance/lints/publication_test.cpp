// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints/lints_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance::lints {

namespace {

constexpr BytesView points("\x55\x1d\x1f", 3);
constexpr BytesView access("\x2b\x06\x01\x05\x05\x07\x01\x01", 8);

TEST(PublicationLint, finds_nothing_where_urls_are_the_issuers) {
    EXPECT_EQ(Good().found_by(check_publication), "nothing");
}

TEST(PublicationLint, wants_both_extensions_where_the_issuer_publishes) {
    Good good;
    good.erase(points);
    EXPECT_EQ(good.found_by(check_publication), "there is no cRLDistributionPoints");
    Good other;
    other.erase(access);
    EXPECT_EQ(other.found_by(check_publication), "there is no authorityInfoAccess");
}

TEST(PublicationLint, wants_neither_where_the_issuer_does_not_publish) {
    Good good;
    good.wish.issuer.crl_url.clear();
    good.wish.issuer.ca_issuers_url.clear();
    EXPECT_EQ(
        good.found_by(check_publication), "cRLDistributionPoints names a place that nobody keeps"
    );
    good.erase(points);
    EXPECT_EQ(
        good.found_by(check_publication), "authorityInfoAccess names a place that nobody keeps"
    );
    good.erase(access);
    EXPECT_EQ(good.found_by(check_publication), "nothing");
}

TEST(PublicationLint, finds_another_url) {
    Good good;
    good.wish.issuer.crl_url = "http://pki.example.org/ca/two.crl";
    EXPECT_EQ(
        good.found_by(check_publication), "cRLDistributionPoints is not where the issuer publishes"
    );
    Good other;
    other.wish.issuer.ca_issuers_url = "http://pki.example.org/ca/two.crt";
    EXPECT_EQ(
        other.found_by(check_publication), "authorityInfoAccess is not where the issuer publishes"
    );
}

TEST(PublicationLint, finds_a_url_that_needs_a_certificate_itself) {
    Good good;
    good.wish.issuer.crl_url = "https://pki.example.org/ca/one.crl";
    EXPECT_EQ(good.found_by(check_publication), "cRLDistributionPoints must be an http URL");
}

TEST(PublicationLint, finds_what_is_critical) {
    Good good;
    good.extension(access).critical = true;
    EXPECT_EQ(good.found_by(check_publication), "authorityInfoAccess must not be critical");
}

TEST(PublicationLint, finds_a_location_of_anything_but_the_issuers_certificate) {
    Good good;
    // The same URL, as an OCSP responder's.
    const auto description = der::element(
        der::sequence,
        {der::oid("1.3.6.1.5.5.7.48.1"),
         der::element(der::context(6), good.wish.issuer.ca_issuers_url)}
    );
    const auto value = der::element(der::sequence, description);
    good.extension(access).value = value;
    EXPECT_EQ(
        good.found_by(check_publication), "authorityInfoAccess is not where the issuer publishes"
    );
}

} // namespace

} // namespace chancery::issuance::lints
