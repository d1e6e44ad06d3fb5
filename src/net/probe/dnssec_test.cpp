// SPDX-License-Identifier: Apache-2.0
// Whose signatures the resolver believes: the root's keys always, and beside them those of
// [dns] trust_anchors.
#include "net/probe/prober_for_tests.hpp"
#include "net/probe/signed_zone_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

RecordSet look_up(Prober& prober, const std::string& name, RecordType type = RecordType::txt) {
    std::promise<Answer> answer;
    prober.ask(DnsProbe{{name}, type}, {}, [&](Answer got) { answer.set_value(std::move(got)); });
    return expect<DnsAnswer>(await(answer.get_future())).sets.at(0);
}

/// Two signed zones and names without signatures. A resolver knows what it is told.
struct Zones {
    Zones() {
        for (const auto* name : {"other.example", "plain.signed.example", "lone.test"})
            dns.add(name, rr::txt, txt_data({"unsigned"}));
    }

    Prober resolver(ResolverOptions options) {
        options.servers = {dns.address()};
        return {std::move(options), {}, metrics};
    }

    void add(const std::string& name, Signature how) {
        signed_zone.add(name, rr::txt, txt_data({"signed"}), how);
    }

    DnsServer dns;
    SignedZone signed_zone{dns, "signed.example"};
    SignedZone second_zone{dns, "corp.test"};
    Metrics metrics;
};

// conforms: 8555-11.2-2, 8659-5.1-1, persist-7.7.1-1
TEST(Dnssec, holds_for_an_answer_that_a_trusted_key_signed) {
    Zones zones;
    zones.add("a.signed.example", Signature::good);
    auto prober = zones.resolver({.trust_anchors = {zones.signed_zone.anchor()}});
    const auto set = look_up(prober, "a.signed.example");
    EXPECT_EQ(set.result, DnsResult::found) << set.why;
    EXPECT_TRUE(set.is_secure);
    EXPECT_EQ(set.records, std::vector<Bytes>{"signed"});
}

// conforms: 8555-11.2-2, 8659-5.1-1, 8659-5.4-1, persist-7.7.1-1
TEST(Dnssec, does_not_hold_without_a_signature_that_is_right_now) {
    using enum Signature;
    for (const auto how : {bad, expired, not_yet_valid, of_another_key, absent}) {
        Zones zones;
        zones.add("a.signed.example", how);
        auto prober = zones.resolver({.trust_anchors = {zones.signed_zone.anchor()}});
        const auto set = look_up(prober, "a.signed.example");
        EXPECT_EQ(set.result, DnsResult::bogus) << static_cast<int>(how);
        EXPECT_TRUE(set.records.empty());
        EXPECT_FALSE(set.why.empty());
    }
}

// conforms: 8555-11.2-2, 8659-5.1-1
TEST(Dnssec, is_asked_for_below_the_root_whatever_anchors_are_listed) {
    Zones zones;
    zones.add("a.signed.example", Signature::good);
    const std::vector<std::vector<std::string>> lists{
        {},
        {zones.signed_zone.anchor()},
        {zones.signed_zone.anchor(), zones.second_zone.anchor()},
        {"signed.example. IN DS 20326 8 2 "
         "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"},
    };
    for (const auto& anchors : lists) {
        auto prober = zones.resolver({.trust_anchors = anchors});
        for (const auto type : {RecordType::txt, RecordType::caa})
            for (const auto* name : {"other.example", "lone.test", "absent.example"})
                EXPECT_EQ(look_up(prober, name, type).result, DnsResult::bogus)
                    << name << " with " << anchors.size() << " anchors";
    }
}

TEST(Dnssec, does_not_hold_for_a_zone_whose_key_nobody_vouches_for) {
    Zones zones;
    zones.add("a.signed.example", Signature::good);
    auto without = zones.resolver({});
    EXPECT_EQ(look_up(without, "a.signed.example").result, DnsResult::bogus);
    auto with_another = zones.resolver({.trust_anchors = {zones.second_zone.anchor()}});
    EXPECT_EQ(look_up(with_another, "a.signed.example").result, DnsResult::bogus);
}

TEST(Dnssec, takes_every_anchor_that_is_listed) {
    Zones zones;
    zones.add("a.signed.example", Signature::good);
    zones.second_zone.add("www.corp.test", rr::txt, txt_data({"x"}), Signature::good);
    auto prober =
        zones.resolver({.trust_anchors = {zones.signed_zone.anchor(), zones.second_zone.anchor()}});
    EXPECT_EQ(look_up(prober, "a.signed.example").result, DnsResult::found);
    EXPECT_EQ(look_up(prober, "www.corp.test").result, DnsResult::found);
}

TEST(Dnssec, is_not_asked_for_in_unsigned_zones_but_everywhere_else) {
    Zones zones;
    zones.add("a.signed.example", Signature::absent);
    auto prober = zones.resolver(
        {.trust_anchors = {zones.signed_zone.anchor()},
         .unsigned_zones = {"plain.signed.example", "lone.test"}}
    );
    EXPECT_EQ(look_up(prober, "plain.signed.example").result, DnsResult::found);
    EXPECT_EQ(look_up(prober, "lone.test").result, DnsResult::found);
    EXPECT_EQ(look_up(prober, "a.signed.example").result, DnsResult::bogus);
    EXPECT_EQ(look_up(prober, "other.example").result, DnsResult::bogus);
}

TEST(Dnssec, is_asked_for_of_addresses_before_anybody_is_connected_to) {
    Host host(say(ok("secret")));
    Probing probing({}, {.validate = true});
    const auto none = expect<NoAnswer>(probing.get(host.port()));
    EXPECT_EQ(none.fault, Fault::dns);
    EXPECT_TRUE(holds(none.why, "DNSSEC does not hold")) << none.why;
    EXPECT_EQ(host.connections(), 0);
}

} // namespace

} // namespace chancery::net
