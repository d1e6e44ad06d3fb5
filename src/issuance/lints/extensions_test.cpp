// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints/lints_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance::lints {

namespace {

constexpr BytesView basic_constraints("\x55\x1d\x13", 3);
constexpr BytesView extended_key_usage("\x55\x1d\x25", 3);

struct Row {
    BytesView oid;
    std::string name;
    std::string wrong_criticality;
};

const Row required[] = {
    {"\x55\x1d\x0f", "keyUsage", " must be critical"},
    {extended_key_usage, "extendedKeyUsage", " must not be critical"},
    {basic_constraints, "basicConstraints", " must be critical"},
    {"\x55\x1d\x0e", "subjectKeyIdentifier", " must not be critical"},
    {"\x55\x1d\x23", "authorityKeyIdentifier", " must not be critical"},
};

TEST(ExtensionsLint, finds_one_that_is_missing) {
    EXPECT_EQ(Good().found_by(check_extensions), "nothing");
    for (const auto& row : required) {
        Good good;
        good.erase(row.oid);
        EXPECT_EQ(good.found_by(check_extensions), "there is no " + row.name);
    }
}

TEST(ExtensionsLint, finds_a_wrong_criticality) {
    for (const auto& row : required) {
        Good good;
        auto& critical = good.extension(row.oid).critical;
        critical = !critical;
        EXPECT_EQ(good.found_by(check_extensions), row.name + row.wrong_criticality);
    }
}

TEST(ExtensionsLint, finds_one_that_occurs_twice) {
    for (const auto& row : required) {
        Good good;
        good.certificate.extensions.push_back(good.extension(row.oid));
        EXPECT_EQ(good.found_by(check_extensions), "an extension is duplicated");
    }
}

TEST(ExtensionsLint, finds_a_ca) {
    Good good;
    const auto ca = crypto::basic_constraints_ca(0);
    good.extension(basic_constraints).value = ca.value;
    EXPECT_EQ(good.found_by(check_extensions), "basicConstraints must say that it is not a CA");
    // FALSE is the default, which DER leaves out.
    good.extension(basic_constraints).value = BytesView("\x30\x03\x01\x01\x00", 5);
    EXPECT_EQ(good.found_by(check_extensions), "basicConstraints must say that it is not a CA");
}

TEST(ExtensionsLint, finds_must_staple_that_was_not_asked_for_or_may_not_be) {
    const auto feature = crypto::must_staple();
    Good good;
    good.certificate.extensions.push_back(
        {.oid = BytesView("\x2b\x06\x01\x05\x05\x07\x01\x18", 8),
         .critical = false,
         .value = feature.value}
    );
    const auto unasked = "must-staple was not asked for";
    EXPECT_EQ(good.found_by(check_extensions), unasked);
    good.wish.must_staple = true;
    EXPECT_EQ(good.found_by(check_extensions), unasked);
    good.wish.profile.takes_must_staple = true;
    EXPECT_EQ(good.found_by(check_extensions), "nothing");
    good.certificate.extensions.back().critical = true;
    EXPECT_EQ(good.found_by(check_extensions), "must-staple must not be critical");
    good.certificate.extensions.pop_back();
    EXPECT_EQ(good.found_by(check_extensions), "must-staple is missing");
}

TEST(ExtensionsLint, finds_a_certificate_that_is_no_servers) {
    Good good;
    const auto both = crypto::extended_key_usage_server(true);
    good.extension(extended_key_usage).value = both.value;
    EXPECT_EQ(good.found_by(check_extensions), "nothing");
    const auto client = der::element(der::sequence, der::oid("1.3.6.1.5.5.7.3.2"));
    good.extension(extended_key_usage).value = client;
    EXPECT_EQ(good.found_by(check_extensions), "extendedKeyUsage lacks serverAuth");
}

} // namespace

} // namespace chancery::issuance::lints
