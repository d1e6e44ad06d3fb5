// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/blocked_keys.hpp"
#include "store/certificates/revocations.hpp"
#include "store/store_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class BlockedKeys : public OfficeForTests {
protected:
    const Bytes digest = Bytes(32, '\xee'); ///< Of the key of each certificate here.

    Certificate issued(const std::string& serial, Time not_after = now + 90 * 24h) {
        auto added = certificate(serial, {"www.example.org"});
        added.draft.not_after = not_after;
        write(added);
        store.write([&](Transaction& tx) { set_issued(tx, added.id, {"der"}, now); });
        return added;
    }

    bool block(const Bytes& key, std::optional<CertificateId> shown_by = {}, Time at = now) {
        return store.write([&](Transaction& tx) { return block_key(tx, key, shown_by, at); });
    }

    bool blocked(const Bytes& key) {
        return store.read([&](Reader& reader) { return is_blocked(reader, key); });
    }

    std::vector<Bytes> unfinished() {
        std::vector<Bytes> digests;
        store.read([&](Reader& reader) {
            for (const auto& key : list_unfinished(reader, 10))
                digests.push_back(key.digest);
        });
        return digests;
    }

    std::vector<std::string> serials_of(const Bytes& key, Time at = now, int limit = 10) {
        std::vector<std::string> serials;
        store.read([&](Reader& reader) {
            for (const auto& found : list_certificates_of_key(reader, key, at, limit))
                serials.push_back(found.draft.serial);
        });
        return serials;
    }
};

TEST_P(BlockedKeys, are_in_no_later_certificate) {
    const auto one = issued("one");
    EXPECT_FALSE(blocked(digest));
    EXPECT_TRUE(block(digest, one.id));
    EXPECT_FALSE(block(digest)) << "it is already";
    EXPECT_TRUE(blocked(digest));
    auto again = certificate("again", {"mail.example.org"});
    try {
        write(again);
        ADD_FAILURE() << "a compromised key was recorded";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::bad_csr);
    }
    again.draft.key_digest = Bytes(32, '\x77');
    write(again);
    EXPECT_FALSE(blocked(again.draft.key_digest));
}

TEST_P(BlockedKeys, are_unfinished_until_none_of_their_certificates_is_left) {
    const auto one = issued("one");
    block(digest, one.id);
    block(Bytes(32, '1'));
    EXPECT_EQ(unfinished(), (std::vector{Bytes(32, '1'), digest}));
    store.write([&](Transaction& tx) { set_finished(tx, Bytes(32, '1'), now); });
    EXPECT_EQ(unfinished(), std::vector{digest});
    store.read([&](Reader& reader) {
        EXPECT_TRUE(is_unfinished(reader, digest));
        EXPECT_FALSE(is_unfinished(reader, Bytes(32, '1')));
        EXPECT_FALSE(is_unfinished(reader, Bytes(32, '2')));
        EXPECT_EQ(find_blocked_key(reader, digest)->shown_by, one.id);
        EXPECT_EQ(find_blocked_key(reader, Bytes(32, '1'))->shown_by, std::nullopt);
        EXPECT_FALSE(find_blocked_key(reader, Bytes(32, '2')));
    });
}

TEST_P(BlockedKeys, have_all_their_certificates_found_that_have_not_ended) {
    issued("expired", now);
    issued("one");
    auto foreign = certificate("another key", {"www.example.org"});
    foreign.draft.key_digest = Bytes(32, '\x77');
    write(foreign);
    write(certificate("recorded", {"mail.example.org"}));
    const auto given_up = certificate("given up", {"mail.example.org"});
    write(given_up);
    store.write([&](Transaction& tx) { set_never_signed(tx, given_up.id); });
    const auto revoked = [&](const std::string& serial, RevocationReason reason) {
        const auto certificate = issued(serial);
        store.write([&](Transaction& tx) {
            set_revoked(tx, certificate, {.reason = reason, .at = now, .by = "web"});
        });
    };
    revoked("superseded", RevocationReason::superseded);
    revoked("compromised", RevocationReason::keyCompromise);
    EXPECT_EQ(serials_of(digest), (std::vector<std::string>{"one", "recorded", "superseded"}));
    EXPECT_EQ(serials_of(digest, now, 2), (std::vector<std::string>{"one", "recorded"}));
    EXPECT_EQ(serials_of(digest, now + 90 * 24h), std::vector<std::string>{});
    EXPECT_EQ(serials_of(Bytes(32, '\x11')), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(
    Databases, BlockedKeys, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

} // namespace

} // namespace chancery::store
