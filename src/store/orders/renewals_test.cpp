// SPDX-License-Identifier: Apache-2.0
#include "store/orders/renewals.hpp"
#include "store/store_for_tests.hpp"

namespace chancery::store {

namespace {

class Renewals : public OfficeForTests {
protected:
    Renewal renewal(const Certificate& of) {
        return store.read([&](Reader& reader) { return find_renewal(reader, of.id); });
    }

    Certificate written(const std::string& serial) {
        auto added = certificate(serial, {"www.example.org"});
        write(added);
        return added;
    }
};

TEST_P(Renewals, of_a_certificate_to_which_nothing_happened_are_empty) {
    const auto old = written("old");
    EXPECT_FALSE(renewal(old).order);
    EXPECT_FALSE(renewal(old).replaced_by);
    EXPECT_FALSE(renewal(old).asked_at);
}

TEST_P(Renewals, know_who_replaces_whom) {
    const auto old = written("old");
    const auto fresh = written("fresh");
    const auto first = crypto::new_id<OrderId>(now);
    const auto second = crypto::new_id<OrderId>(now);
    store.write([&](Transaction& tx) {
        set_replacing(tx, old.id, first);
        set_replacing(tx, old.id, second); // the first one came to nothing
        set_replaced(tx, first, crypto::new_id<CertificateId>(now));
    });
    EXPECT_EQ(renewal(old).order, second);
    EXPECT_FALSE(renewal(old).replaced_by);
    store.write([&](Transaction& tx) {
        set_replaced(tx, second, fresh.id);
        set_replaced(tx, second, crypto::new_id<CertificateId>(now)); // once is for good
    });
    EXPECT_EQ(renewal(old).replaced_by, fresh.id);
    const auto replaced =
        store.read([&](Reader& reader) { return find_replaced(reader, fresh.id); });
    EXPECT_EQ(replaced, old.id);
}

TEST_P(Renewals, keep_the_offices_last_word) {
    const auto old = written("old");
    store.write([&](Transaction& tx) {
        ask_for_renewal(tx, old.id, "https://pki.example.org/first", now);
        ask_for_renewal(tx, old.id, "", now + std::chrono::hours(1));
    });
    EXPECT_EQ(renewal(old).asked_at, now + std::chrono::hours(1));
    EXPECT_EQ(renewal(old).explanation_url, "");
}

INSTANTIATE_TEST_SUITE_P(
    Databases, Renewals, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

} // namespace

} // namespace chancery::store
