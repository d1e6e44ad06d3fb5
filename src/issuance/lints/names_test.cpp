// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints/lints_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance::lints {

namespace {

constexpr BytesView subject_alt_name("\x55\x1d\x11", 3);

/// What is found when the names are these.
std::string
finding(const std::vector<std::string>& dns_names, const std::vector<Bytes>& addresses = {}) {
    Good good;
    const auto extension = crypto::subject_alternative_name(dns_names, addresses, false);
    good.extension(subject_alt_name).value = extension.value;
    return good.found_by(check_names);
}

TEST(NamesLint, finds_a_name_that_was_not_ordered_or_is_not_there) {
    const std::string www = "www.campus.example";
    const std::string lab = "*.lab.campus.example";
    const std::string other = "the subjectAltName is not what was ordered";
    EXPECT_EQ(Good().found_by(check_names), "nothing");
    EXPECT_EQ(finding({www, lab}), "nothing");
    EXPECT_EQ(finding({www}), other);
    EXPECT_EQ(finding({lab, www}), other); // as ordered is also in its order
    EXPECT_EQ(finding({www, lab, "mail.campus.example"}), other);
    EXPECT_EQ(finding({www, "lab.campus.example"}), other);
    EXPECT_EQ(finding({www, lab}, {Bytes(4, '\x7f')}), other);
    EXPECT_EQ(finding({}), other);
}

TEST(NamesLint, finds_a_name_that_the_profile_does_not_allow) {
    const auto finding = [](const std::string& name, NameRules rules) {
        Good good;
        good.wish.dns_names = {name};
        good.wish.profile.names = rules;
        const auto extension = crypto::subject_alternative_name({name}, {}, false);
        good.extension(subject_alt_name).value = extension.value;
        const auto subject = crypto::to_der({"DE", "Hessen", "", "Example", ""});
        good.certificate.subject = subject;
        return good.found_by(check_names);
    };
    const NameRules office{.rules = RuleSet::office};
    const NameRules with_underscores{.rules = RuleSet::office, .underscores = true};
    const std::string unfit = "a DNS name is not one that the profile allows: ";
    for (const auto& rules : {NameRules{}, office})
        EXPECT_EQ(finding("a_b.campus.example", rules), unfit + "a_b.campus.example");
    EXPECT_EQ(finding("a_b.campus.example", with_underscores), "nothing");
    EXPECT_EQ(finding("localhost", {}), unfit + "localhost");
    EXPECT_EQ(finding("localhost", office), "nothing");
    for (const auto* name :
         {"WWW.campus.example",
          "www.campus.example.",
          "w*.campus.example",
          "a b.campus.example",
          "10.0.0.1",
          "-a.campus.example"})
        EXPECT_EQ(finding(name, with_underscores), unfit + name);
}

TEST(NamesLint, finds_an_address_that_was_not_ordered) {
    Good good;
    good.wish.ip_addresses = {Bytes(4, '\x7f')};
    EXPECT_EQ(good.found_by(check_names), "the subjectAltName is not what was ordered");
    const auto extension =
        crypto::subject_alternative_name(good.wish.dns_names, good.wish.ip_addresses, false);
    good.extension(subject_alt_name).value = extension.value;
    EXPECT_EQ(good.found_by(check_names), "nothing");
}

TEST(NamesLint, finds_a_certificate_for_nothing) {
    Good good;
    good.wish.dns_names.clear();
    good.extension(subject_alt_name).value = BytesView("\x30\x00", 2);
    EXPECT_EQ(good.found_by(check_names), "it names nothing");
}

TEST(NamesLint, finds_a_missing_subject_alternative_name) {
    Good good;
    good.erase(subject_alt_name);
    EXPECT_EQ(good.found_by(check_names), "there is no subjectAltName");
}

TEST(NamesLint, finds_a_name_of_another_type) {
    Good good;
    const auto mail = der::element(der::sequence, der::element(der::context(1), "a@b.example"));
    good.extension(subject_alt_name).value = mail;
    EXPECT_EQ(good.found_by(check_names), "the subjectAltName has a name of another type");
}

TEST(NamesLint, finds_a_wrong_criticality) {
    const std::string wrong = "the subjectAltName is critical exactly where the subject is empty";
    Good good;
    good.extension(subject_alt_name).critical = true;
    EXPECT_EQ(good.found_by(check_names), wrong);
    good.certificate.subject = BytesView("\x30\x00", 2);
    EXPECT_EQ(good.found_by(check_names), "nothing");
    good.extension(subject_alt_name).critical = false;
    EXPECT_EQ(good.found_by(check_names), wrong);
}

TEST(NamesLint, finds_a_common_name_that_is_not_among_the_names) {
    Good good;
    const auto finding = [&](const std::string& common_name) {
        const auto subject = crypto::to_der({"DE", "Hessen", "", "Example", common_name});
        good.certificate.subject = subject;
        return good.found_by(check_names);
    };
    EXPECT_EQ(finding("*.lab.campus.example"), "nothing"); // any of them
    EXPECT_EQ(finding(""), "nothing");
    EXPECT_EQ(finding("campus.example"), "the common name is not among its names");
    EXPECT_EQ(finding("WWW.campus.example"), "the common name is not among its names");
}

} // namespace

} // namespace chancery::issuance::lints
