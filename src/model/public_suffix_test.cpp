// SPDX-License-Identifier: Apache-2.0
#include "model/public_suffix.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

TEST(PublicSuffix, is_nobodys_domain) {
    for (const auto* name :
         {"org", "co.uk", "github.io", "foo.ck", "xn--55qx5d.cn", "in-addr.arpa"})
        EXPECT_TRUE(is_public_suffix(name)) << name;
    for (const auto* name : {"example.org", "example.co.uk", "x.github.io", "www.ck"})
        EXPECT_FALSE(is_public_suffix(name)) << name;
}

TEST(RegistrySuffix, is_one_of_the_lists_icann_section) {
    for (const auto* name : {"org", "co.uk", "foo.ck", "xn--55qx5d.cn", "xn--p1ai"})
        EXPECT_TRUE(is_registry_suffix(name)) << name;
    for (const auto* name : {"github.io", "example.org", "www.ck", "internal", "lan", "test"})
        EXPECT_FALSE(is_registry_suffix(name)) << name;
}

TEST(RegisteredDomain, is_what_somebody_registered) {
    EXPECT_EQ(registered_domain({"example.org"}), "example.org");
    EXPECT_EQ(registered_domain({"www.example.co.uk"}), "example.co.uk");
    EXPECT_EQ(registered_domain({"*.a.b.example.org"}), "example.org");
    EXPECT_EQ(registered_domain({"co.uk"}), "co.uk"); // nobody's: its own
    EXPECT_EQ(registered_domain({"host.campus.test"}), "campus.test");
    EXPECT_EQ(registered_domain({"192.0.2.7"}), "192.0.2.7");
    EXPECT_EQ(registered_domain({"2001:db8::7"}), "2001:db8::7");
}

} // namespace

} // namespace chancery
