// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "model/name.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

std::string why_not(std::string_view text) {
    const auto parsed = parse_dns_name(text);
    const auto* fault = std::get_if<NameFault>(&parsed);
    return fault ? fault->why : "";
}

// conforms: 8555-7.1.4-4, 8737-3-11
TEST(Name, is_taken_in_lower_case_a_labels) {
    EXPECT_EQ(require_dns_name("WWW.Physics.Example").value, "www.physics.example");
    EXPECT_EQ(require_dns_name("xn--bcher-kva.example").value, "xn--bcher-kva.example");
    EXPECT_EQ(require_dns_name("*.Lab.Example").value, "*.lab.example");
    EXPECT_EQ(require_dns_name("3com.example").value, "3com.example");
}

// conforms: 8555-7.1.4-4, 8555-7.1.4-5
TEST(Name, is_refused_with_the_reason) {
    struct Case {
        std::string text;
        const char* why;
    };

    for (const auto& [text, why] : {
             Case{"", "is empty"},
             Case{"www.example.org.", "has a trailing dot"},
             Case{"www..example.org", "has an empty label"},
             Case{".example.org", "has an empty label"},
             Case{"a_b.example.org", "has an underscore"},
             Case{"localhost", "is a single label"},
             Case{"*.org", "is a single label"},
             Case{"192.0.2.7", "is an IP address, not a DNS name"},
             Case{"2001:db8::7", "is an address or a URL, not a DNS name"},
             Case{"https://www.example.org", "is an address or a URL, not a DNS name"},
             Case{"ann@example.org", "is an e-mail address, not a DNS name"},
             Case{
                 "b\xc3\xbc"
                 "cher.example",
                 "is not in ASCII: write its A-labels (\"xn--...\")"},
             Case{"xn--bcher-kvb.example", "has an \"xn--\" label that is not a valid A-label"},
             Case{"xn--www-.example", "has a label that begins or ends with a hyphen"},
             Case{"ab--cd.example", "has a label with hyphens in places 3 and 4"},
             Case{"-a.example.org", "has a label that begins or ends with a hyphen"},
             Case{"a b.example.org", "has a character that is not a letter, digit or hyphen"},
             Case{
                 std::string("a\0b.example.org", 15),
                 "has a character that is not a letter, digit or hyphen"},
             Case{"www.*.example.org", "has a '*' elsewhere than as its whole first label"},
             Case{"w*.example.org", "has a '*' elsewhere than as its whole first label"},
             Case{"*.*.example.org", "has a '*' elsewhere than as its whole first label"},
             Case{std::string(64, 'a') + ".example.org", "has a label of over 63 characters"},
             Case{std::string(250, 'a') + ".org", "is over 253 characters long"},
         })
        EXPECT_EQ(why_not(text), why) << text;
}

// conforms: 8555-7.1.4-5
TEST(Name, refuses_an_a_label_of_an_unassigned_or_mapped_character) {
    EXPECT_NE(why_not("xn--a.example"), "");
    EXPECT_NE(why_not("xn--.example"), "");
    EXPECT_NE(why_not("xn--abc-.example"), "");
}

TEST(Name, throws_a_sentence_that_names_it) {
    try {
        (void)require_dns_name("a_b.example.org");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::rejected_identifier);
        EXPECT_STREQ(error.what(), "\"a_b.example.org\" has an underscore");
    }
}

TEST(Name, knows_what_is_above_it) {
    EXPECT_EQ(
        at_or_above({"*.b.example.org"}),
        (std::vector<std::string>{"*.b.example.org", "b.example.org", "example.org", "org"})
    );
    EXPECT_TRUE(is_below("a.b.example.org", "example.org"));
    EXPECT_FALSE(is_below("example.org", "example.org"));
    EXPECT_FALSE(is_below("evilexample.org", "example.org"));
}

// conforms: 8738-3-2
TEST(Address, has_one_spelling) {
    const auto spelled = [](std::string_view text) {
        const auto parsed = parse_address_name(text);
        const auto* name = std::get_if<Name>(&parsed);
        return name ? name->value : "refused";
    };
    EXPECT_EQ(spelled("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(spelled("2001:DB8:0:0::7"), "2001:db8::7"); // RFC 5952
    for (const auto* text : {"", "192.0.2", "192.0.2.007", "192.0.2.7/32", "[2001:db8::7]", "a.b"})
        EXPECT_EQ(spelled(text), "refused") << text;
}

TEST(Address, is_told_from_a_dns_name) {
    for (const auto* text : {"192.0.2.7", "2001:db8::7", "::"})
        EXPECT_TRUE(Name{text}.is_address()) << text;
    for (const auto* text : {"www.example.org", "*.example.org", "7.example.org", "1.2.3.a4"})
        EXPECT_FALSE(Name{text}.is_address()) << text;
}

TEST(Address, has_its_octets_and_nothing_above_it) {
    EXPECT_EQ(octets_of({"192.0.2.7"}), Bytes("\xc0\0\2\7", 4));
    EXPECT_EQ(address_name(Bytes("\xc0\0\2\7", 4)).value, "192.0.2.7");
    EXPECT_EQ(at_or_above({"192.0.2.7"}), std::vector<std::string>{"192.0.2.7"});
}

TEST(Name, has_underscores_or_one_label_where_that_is_asked_for) {
    const auto is_name = [](std::string_view text, NameForm form) {
        return std::holds_alternative<Name>(parse_dns_name(text, form));
    };
    for (const auto* text : {"a_b.example.org", "_sip._tcp.example.org", "*.a_b.example.org"}) {
        EXPECT_TRUE(is_name(text, {.underscores = true})) << text;
        EXPECT_FALSE(is_name(text, {.single_label = true})) << text;
    }
    for (const auto* text : {"internal", "*.internal"}) {
        EXPECT_TRUE(is_name(text, {.single_label = true})) << text;
        EXPECT_FALSE(is_name(text, {.underscores = true})) << text;
    }
    const NameForm all{.underscores = true, .single_label = true};
    for (const auto* text : {"", "a b.example.org", "a+b.example.org", "-a_.example.org", "7", "*"})
        EXPECT_FALSE(is_name(text, all)) << text;
}

TEST(Name, is_directly_below_a_domain_by_one_label) {
    EXPECT_TRUE(is_directly_below("a.example.org", "example.org"));
    EXPECT_FALSE(is_directly_below("b.a.example.org", "example.org"));
    EXPECT_FALSE(is_directly_below("example.org", "example.org"));
    EXPECT_FALSE(is_directly_below("aexample.org", "example.org"));
}

TEST(Name, has_its_labels_counted) {
    EXPECT_EQ(count_labels({"internal"}), 1u);
    EXPECT_EQ(count_labels({"*.b.example.org"}), 4u);
}

} // namespace

} // namespace chancery
