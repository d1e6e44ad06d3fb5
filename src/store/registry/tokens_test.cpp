// SPDX-License-Identifier: Apache-2.0
#include "store/registry/tokens.hpp"
#include "store/store_for_tests.hpp"

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Tokens : public OfficeForTests {
protected:
    Token written_token(const std::string& name, BytesView digest) {
        Token added{};
        added.id = crypto::new_id<TokenId>(now);
        added.name = name;
        added.role = Role::auditor;
        added.created_at = now;
        added.expires_at = now + 1h;
        store.write([&](Transaction& tx) { insert(tx, added, digest); });
        return added;
    }

    std::optional<Token> find(BytesView digest) {
        return store.read([&](Reader& reader) { return find_token(reader, digest); });
    }

    void revoke(const Token& token, Time at) {
        store.write([&](Transaction& tx) {
            auto current = find_token(tx, token.id).value();
            current.revoked_at = at;
            update(tx, current);
        });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, Tokens, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Tokens, are_found_by_their_own_digest_alone) {
    const auto digest = [](char last) { return Bytes(31, '\x7f') + last; };
    const auto one = written_token("one", digest('b'));
    const auto other = written_token("other", digest('d'));
    EXPECT_EQ(find(digest('b')).value().id, one.id);
    EXPECT_EQ(find(digest('d')).value().id, other.id);
    for (const char last : {'a', 'c', 'e'})
        EXPECT_FALSE(find(digest(last))) << last;
    EXPECT_FALSE(find(digest('b').substr(0, 31)));
    EXPECT_FALSE(find(digest('b') + '\0'));
    EXPECT_FALSE(find(""));
}

TEST_P(Tokens, are_read_as_they_were_written) {
    const auto one = written_token("one", "digest");
    const auto read = find("digest").value();
    EXPECT_EQ(read.name, "one");
    EXPECT_EQ(read.role, Role::auditor);
    EXPECT_EQ(read.created_at, now);
    EXPECT_EQ(read.expires_at, now + 1h);
    EXPECT_FALSE(read.revoked_at);
}

TEST_P(Tokens, are_revoked_each_by_itself) {
    const auto one = written_token("one", "digest of one");
    written_token("other", "digest of the other");
    revoke(one, now + 1min);
    EXPECT_EQ(find("digest of one").value().revoked_at, now + 1min);
    EXPECT_FALSE(find("digest of the other").value().revoked_at);
}

} // namespace

} // namespace chancery::store
