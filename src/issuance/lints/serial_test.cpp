// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints/lints_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance::lints {

namespace {

TEST(SerialLint, finds_what_is_no_good_serial) {
    Good good;
    EXPECT_EQ(good.found_by(check_serial), "nothing");
    const auto finding = [&](const Bytes& serial) {
        good.certificate.serial = serial;
        return good.found_by(check_serial);
    };
    EXPECT_EQ(finding(Bytes(16, '\x7f')), "nothing");
    EXPECT_EQ(finding(Bytes(20, '\x7f')), "nothing");
    EXPECT_EQ(finding('\0' + Bytes(19, '\x80')), "nothing"); // its sign

    EXPECT_EQ(finding(""), "it must have 16 to 20 octets");
    EXPECT_EQ(finding(Bytes(15, '\x7f')), "it must have 16 to 20 octets");
    EXPECT_EQ(finding(Bytes(21, '\x7f')), "it must have 16 to 20 octets");
    EXPECT_EQ(finding(Bytes(20, '\x80')), "it must be positive");
    EXPECT_EQ(finding('\0' + Bytes(19, '\x7f')), "it has a leading zero too many");
}

} // namespace

} // namespace chancery::issuance::lints
