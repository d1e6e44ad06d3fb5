// SPDX-License-Identifier: Apache-2.0
#include "crypto/keys_for_tests.hpp"
#include "crypto/randomness_for_tests.hpp"
#include "crypto/seal.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

const Secret& secret() {
    static const Secret secret(Bytes("what nobody may read"));
    return secret;
}

TEST(Sealer, opens_what_it_sealed) {
    const Sealer sealer(Sealer::new_master_key());
    for (const std::size_t size : {0u, 1u, 32u, 5000u}) {
        const Secret plain(Bytes(size, 'x'));
        const auto sealed = sealer.seal("eab:1", plain);
        EXPECT_EQ(sealer.open("eab:1", sealed).reveal(), plain.reveal());
    }
}

TEST(Sealer, never_writes_the_same_record_twice_nor_the_secret_itself) {
    const Sealer sealer(Sealer::new_master_key());
    const auto one = sealer.seal("p", secret());
    EXPECT_NE(one, sealer.seal("p", secret()));
    EXPECT_EQ(one.find("nobody"), Bytes::npos);
}

TEST(Sealer, writes_what_nobody_can_tell_from_random_octets) {
    const Sealer sealer(Sealer::new_master_key());
    const auto without_version = [&] { return sealer.seal("p", secret()).substr(1); };
    EXPECT_EQ(Samples(draw_many(4000, without_version)).fault(), "");
}

TEST(Sealer, makes_master_keys_at_random) {
    const auto key = [] { return Bytes(Sealer::new_master_key().reveal()); };
    EXPECT_EQ(Samples(draw_many(4000, key)).fault(), "");
}

TEST(Sealer, opens_nothing_for_another_purpose_or_with_another_master_key) {
    const Sealer sealer(Sealer::new_master_key());
    const auto sealed = sealer.seal("eab:1", secret());
    EXPECT_EQ(fault_of([&] { sealer.open("eab:2", sealed); }), Fault::internal);
    EXPECT_EQ(fault_of([&] { sealer.open("", sealed); }), Fault::internal);
    const Sealer other(Sealer::new_master_key());
    EXPECT_EQ(fault_of([&] { other.open("eab:1", sealed); }), Fault::internal);
}

TEST(Sealer, opens_nothing_that_was_changed) {
    const Sealer sealer(Sealer::new_master_key());
    const auto sealed = sealer.seal("p", secret());
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
        auto changed = sealed;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        EXPECT_EQ(fault_of([&] { sealer.open("p", changed); }), Fault::internal) << bit;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_EQ(fault_of([&] { sealer.open("p", sealed.substr(0, size)); }), Fault::internal);
    EXPECT_EQ(fault_of([&] { sealer.open("p", sealed + '\0'); }), Fault::internal);
}

TEST(Sealer, tells_a_wrong_master_key_from_a_damaged_record) {
    const Sealer sealer(Sealer::new_master_key());
    const Sealer other(Sealer::new_master_key());
    const auto sealed = sealer.seal("p", secret());
    EXPECT_EQ(sealer.inspect("p", sealed), Condition::whole);
    EXPECT_EQ(other.inspect("p", sealed), Condition::of_another_key);
    auto changed = sealed;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    EXPECT_EQ(sealer.inspect("p", changed), Condition::damaged);
    for (const auto& nothing : {Bytes(), sealed.substr(0, 61), sealed.substr(0, sealed.size() - 1)})
        EXPECT_EQ(sealer.inspect("p", nothing), Condition::damaged) << nothing.size();
}

TEST(Sealer, keeps_its_master_key_in_locked_memory) {
    EXPECT_TRUE(Sealer(Sealer::new_master_key()).is_locked());
}

TEST(Sealer, does_not_mix_the_parts_of_two_records) {
    const Sealer sealer(Sealer::new_master_key());
    const auto one = sealer.seal("p", secret());
    const auto other = sealer.seal("p", secret());
    constexpr std::size_t head = 1 + 12 + 32 + 16;
    EXPECT_EQ(
        fault_of([&] { sealer.open("p", one.substr(0, head) + other.substr(head)); }),
        Fault::internal
    );
}

TEST(Sealer, wants_a_master_key_of_32_octets) {
    EXPECT_EQ(fault_of([] { Sealer{Secret(Bytes(31, 'k'))}; }), Fault::internal);
    EXPECT_EQ(Sealer::new_master_key().reveal().size(), 32u);
}

} // namespace

} // namespace chancery::crypto
