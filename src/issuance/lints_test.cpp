// SPDX-License-Identifier: Apache-2.0
// How a draft is read, and that every lint is asked. What each finds is tested beside it.
#include "issuance/lints.hpp"
#include "issuance/lints/lints_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace chancery::issuance {

namespace {

using namespace std::chrono_literals;

std::string findings(const Bytes& to_be_signed, const Wish& wish) {
    const auto call = [&] { require_no_findings(to_be_signed, wish.request()); };
    const auto fault = fault_of(call);
    EXPECT_EQ(
        fault.value_or(Fault::internal), Fault::internal
    ); // our own mistake, and nobody else's
    return sentence_of(call);
}

bool names(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

TEST(ToBeSigned, is_read_as_it_was_written) {
    const lints::Good good;
    const auto& read = good.certificate;
    EXPECT_EQ(read.version, BytesView("\x02", 1));
    EXPECT_EQ(read.serial, good.draft.serial);
    EXPECT_EQ(to_hex(read.signature_algorithm), "300a06082a8648ce3d040302"); // ecdsa-with-SHA256
    EXPECT_EQ(read.issuer, good.wish.issuer.name);
    EXPECT_EQ(read.spki, good.wish.key.spki());
    EXPECT_EQ(read.not_before, der::time(good.draft.not_before));
    EXPECT_EQ(read.not_after, der::time(good.draft.not_after));
    EXPECT_EQ(read.extensions.size(), 8U);
    EXPECT_EQ(read.find("\x55\x1d\x20"), nullptr); // no certificatePolicies
    ASSERT_NE(read.find("\x55\x1d\x13"), nullptr);
    EXPECT_TRUE(read.find("\x55\x1d\x13")->critical);
}

TEST(ToBeSigned, that_is_cut_or_longer_is_malformed) {
    const auto der = Wish().draft().to_be_signed;
    for (std::size_t size = 0; size < der.size(); ++size)
        EXPECT_EQ(fault_of([&] { read_to_be_signed(der.substr(0, size)); }), Fault::malformed);
    EXPECT_EQ(fault_of([&] { read_to_be_signed(der + '\0'); }), Fault::malformed);
    EXPECT_EQ(fault_of([] { read_to_be_signed(Bytes("\x30\x00", 2)); }), Fault::malformed);
}

TEST(Lints, find_nothing_in_a_good_draft) {
    for (const auto kind : crypto::every_kind) {
        Wish wish;
        wish.key = test_key(kind).public_key();
        EXPECT_EQ(findings(wish.draft().to_be_signed, wish), "");
    }
}

/// For each lint, what it alone finds fault with: the bytes, or what was wished for.
struct Offence {
    std::string_view lint;
    void (*spoil)(Bytes& der, Wish& wish);
};

constexpr Offence offences[] = {
    {"serial",
     [](Bytes& der, Wish& wish) { der[der.find(wish.draft().serial.substr(0, 4))] = '\xff'; }},
    {"validity", [](Bytes&, Wish& wish) { wish.issuer.not_after = now; }},
    {"names", [](Bytes&, Wish& wish) { wish.dns_names.pop_back(); }},
    {"extensions",
     [](Bytes& der, Wish&) {
         // clientAuth for serverAuth: 1.3.6.1.5.5.7.3.2.
         const BytesView server_auth("\x2b\x06\x01\x05\x05\x07\x03\x01", 8);
         der[der.find(server_auth) + 7] = '\x02';
     }},
    {"issuer",
     [](Bytes&, Wish& wish) {
         wish.issuer.name = crypto::to_der({"", "", "", "Another", "CA"});
     }},
    {"publication",
     [](Bytes&, Wish& wish) { wish.issuer.crl_url = "http://pki.example.org/ca/two.crl"; }},
};

TEST(Lints, are_all_asked) {
    for (const auto& lint : every_lint()) {
        const auto* const offence = std::ranges::find(offences, lint.name, &Offence::lint);
        ASSERT_NE(offence, std::end(offences)) << "no offence shows the lint " << lint.name;
        Wish wish;
        auto der = wish.draft().to_be_signed;
        offence->spoil(der, wish);
        const auto prefix = std::string(lint.name) + " (" + lint.source + "): ";
        EXPECT_TRUE(names(findings(der, wish), prefix)) << lint.name;
    }
}

TEST(Lints, are_as_many_as_there_are_offences) {
    for (const auto& offence : offences)
        EXPECT_TRUE(std::ranges::any_of(
            every_lint(), [&](const Lint& lint) { return lint.name == offence.lint; }
        )) << offence.lint
           << " is not asked";
}

TEST(Lints, name_every_finding) {
    const Wish wish;
    const auto der = wish.draft().to_be_signed;
    auto other = wish;
    other.issuer.not_after = now;
    other.dns_names.clear();
    other.issuer.name = crypto::to_der({"", "", "", "Another", "CA"});
    EXPECT_TRUE(names(
        findings(der, other),
        "validity (RFC 5280 §4.1.2.5; CA/Browser Forum BR §6.3.2): it outlives its issuer; "
        "names (RFC 5280 §4.2.1.6; BR §7.1.4.2): the subjectAltName is not what was ordered; "
        "issuer (RFC 5280 §4.1.2.4, §4.2.1.1): its issuer is not the one that signs"
    ));
}

TEST(Lints, find_what_cannot_be_read) {
    const Wish wish;
    const auto der = wish.draft().to_be_signed;
    EXPECT_NE(findings(der.substr(1), wish), "");
    auto changed = der;
    changed[der.find("\x12www.campus.example", der.find("\x82\x12"))] = '\x7f'; // its length
    EXPECT_TRUE(names(findings(changed, wish), "names (RFC 5280 §4.2.1.6; BR §7.1.4.2): "));
}

} // namespace

} // namespace chancery::issuance
