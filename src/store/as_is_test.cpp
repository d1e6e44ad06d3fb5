// SPDX-License-Identifier: Apache-2.0
#include "db/places_for_tests.hpp"
#include "store/as_is.hpp"
#include "store/registry/served_bases.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class AsIs : public testing::TestWithParam<db::Kind> {
protected:
    db::Place place{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(
    Databases,
    AsIs,
    testing::Values(db::Kind::sqlite, db::Kind::postgresql),
    [](const auto& suite) { return to_string(suite.param); }
);

TEST_P(AsIs, is_what_a_server_that_is_open_has_written) {
    auto store = open(place.location());
    const std::vector<ServedBase> bases{
        {"https://a.example", Time{}, Time{5s}}, {"https://b.example:8443", Time{5s}}};
    store.write([&](Transaction& tx) {
        put(tx, {"https://a.example", Time{}});
        for (const auto& base : bases)
            put(tx, base);
    });
    std::vector<ServedBase> read;
    EXPECT_TRUE(read_as_is(place.location(), [&](const Reader& reader) {
        read = list_served_bases(reader);
    }));
    EXPECT_EQ(read, bases);
}

TEST_P(AsIs, is_not_looked_into_where_it_is_of_another_version) {
    auto store = open(place.location());
    store.write([](Transaction& tx) {
        tx.driver().execute("UPDATE schema_version SET version = version - 1");
    });
    bool asked = false;
    EXPECT_FALSE(read_as_is(place.location(), [&](const Reader&) { asked = true; }));
    EXPECT_FALSE(asked);
    EXPECT_FALSE(read_as_is(place.location(), [](const Reader&) {})) << "nor brought up to date";
}

TEST(AsIsFile, that_is_not_there_is_not_made) {
    const auto path = std::filesystem::temp_directory_path() / "chancery-there-is-no-such-database";
    EXPECT_THROW(read_as_is({path.string()}, [](const Reader&) {}), Error);
    EXPECT_FALSE(std::filesystem::exists(path));
}

} // namespace

} // namespace chancery::store
