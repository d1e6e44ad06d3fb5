// SPDX-License-Identifier: Apache-2.0
#include "db/sql.hpp"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace chancery {
namespace {

enum class Sort { by_name, heaviest };

constexpr auto words_of(Sort) {
    return words<Sort>({{Sort::by_name, "byName"}, {Sort::heaviest, "heaviest"}});
}

} // namespace

namespace db {
namespace {

constexpr Fragment part_columns = "id, name, weight";

TEST(Sql, is_put_together_from_constants) {
    EXPECT_EQ(
        (sql<"SELECT " + part_columns + " FROM parts WHERE weight > $1">.text()),
        "SELECT id, name, weight FROM parts WHERE weight > $1"
    );
}

TEST(Sql, ends_where_its_text_ends) {
    constexpr Sql whole = sql<"SELECT " + part_columns>;
    EXPECT_STREQ(
        whole.text().data(), "SELECT id, name, weight"
    ); // as PostgreSQL's library reads it
}

Sql one_of_the_same_text() {
    return sql<"SELECT " + part_columns + " FROM parts">;
}

TEST(Sql, has_one_address_for_one_text) {
    const Sql another = sql<"SELECT id, name, weight FROM " + Fragment("parts")>;
    EXPECT_EQ(one_of_the_same_text().text().data(), another.text().data());
}

TEST(Sql, names_the_columns_of_a_table_by_its_alias) {
    EXPECT_EQ((of<"p", part_columns>.text()), "p.id, p.name, p.weight");
    EXPECT_EQ((of<"p", "id">.text()), "p.id");
}

TEST(Sql, knows_the_place_of_each_column) {
    EXPECT_EQ(part_columns["id"], 0);
    EXPECT_EQ(part_columns["name"], 1);
    EXPECT_EQ(part_columns["weight"], 2);
    EXPECT_EQ(part_columns.count(), 3);
    constexpr auto both = of<"p", part_columns> + ", " + of<"owner", "id, name">;
    EXPECT_EQ(both["owner.id"], part_columns.count());
    EXPECT_EQ(both["p.name"], 1);
    EXPECT_EQ(Fragment("id").count(), 1);
}

template <auto list, auto name>
concept HasColumn = requires {
    typename std::integral_constant<int, list[name.text()]>;
};

TEST(Sql, has_no_place_for_a_column_that_is_not_listed) {
    static_assert(HasColumn<part_columns, Fragment("name")>);
    static_assert(!HasColumn<part_columns, Fragment("weigh")>);
    static_assert(!HasColumn<part_columns, Fragment("names")>);
    static_assert(!HasColumn<part_columns, Fragment("name, weight")>);
    static_assert(!HasColumn<part_columns, Fragment("")>);
}

using PartOrder = Choices<
    Choice<Sort::by_name, "name, id">, //
    Choice<Sort::heaviest, "weight DESC, id">>;

TEST(Sql, has_the_clause_that_was_chosen) {
    const auto sorted =
        PartOrder::sql<"SELECT " + part_columns + " FROM parts ORDER BY ", " LIMIT $1">;
    EXPECT_EQ(
        sorted(Sort::by_name).text(),
        "SELECT id, name, weight FROM parts ORDER BY name, id LIMIT $1"
    );
    EXPECT_EQ(
        sorted(Sort::heaviest).text(),
        "SELECT id, name, weight FROM parts ORDER BY weight DESC, id LIMIT $1"
    );
    EXPECT_EQ(sorted(Sort::heaviest).text().data(), sorted(Sort::heaviest).text().data());
}

// What a value of run time does is in tests/compile: it does not compile.

constexpr char constant[] = "SELECT 1";
constexpr char with_nul[] = "SELECT 1\0, 2";
char changing[] = "SELECT 1";

template <const auto& text>
concept BecomesSql = requires {
    typename std::integral_constant<bool, Sql(text).text().empty()>;
};

TEST(Sql, is_made_of_constants_alone) {
    static_assert(BecomesSql<constant>);
    static_assert(!BecomesSql<changing>);
    static_assert(!BecomesSql<with_nul>);
    static_assert(!std::is_constructible_v<Sql, std::string>);
    static_assert(!std::is_constructible_v<Sql, std::string_view>);
    static_assert(!std::is_constructible_v<Sql, const char*>);
    EXPECT_EQ(Sql(constant).text(), "SELECT 1");
    EXPECT_STREQ(changing, "SELECT 1");
}

} // namespace
} // namespace db
} // namespace chancery
