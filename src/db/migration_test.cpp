// SPDX-License-Identifier: Apache-2.0
#include "db/failing_driver.hpp"
#include "db/migration.hpp"
#include "db/places_for_tests.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace chancery::db {
namespace {

const Migration first = {
    1, "CREATE TABLE a (x {integer}){table_end}; INSERT INTO a (x) VALUES (1)"};
const Migration second = {2, "CREATE TABLE b (x {integer}){table_end}; UPDATE a SET x = x + 1"};
const Migration one[] = {first};
const Migration both[] = {first, second};

std::int64_t number(Driver& driver, Sql sql) {
    std::int64_t value = -1;
    driver.execute(sql, {}, [&](const Row& row) { value = row.integer(0); });
    return value;
}

class Migrations : public testing::TestWithParam<Kind> {
protected:
    void expect_both(Driver& driver) {
        EXPECT_EQ(number(driver, "SELECT COUNT(*) FROM schema_version"), 1);
        EXPECT_EQ(number(driver, "SELECT version FROM schema_version"), 2);
        EXPECT_EQ(number(driver, "SELECT x FROM a"), 2);
        EXPECT_EQ(number(driver, "SELECT COUNT(*) FROM b"), 0);
    }

    Place place{GetParam()};
};

TEST_P(Migrations, run_once_each_and_go_on_where_they_were) {
    const auto driver = place.open();
    migrate(*driver, one);
    EXPECT_EQ(number(*driver, "SELECT x FROM a"), 1);
    migrate(*driver, both);
    migrate(*driver, both);
    expect_both(*driver);
}

TEST_P(Migrations, of_a_newer_program_are_refused_with_both_versions) {
    open_database(place.location(), both);
    const auto problem = problem_of([&] { open_database(place.location(), one); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::conflict);
    EXPECT_EQ(
        problem->detail,
        "the database was written by a newer chanceryd (schema 2; this one knows 1); run that "
        "version, or restore a backup from before the upgrade"
    );
    expect_both(*place.open());
}

TEST_P(Migrations, that_fail_leave_the_schema_as_it_was) {
    const Migration wrong[] = {
        first, {2, "CREATE TABLE b (x {integer}){table_end}; UPDATE nowhere SET x = 1"}};
    const auto driver = place.open();
    EXPECT_EQ(fault_of([&] { migrate(*driver, wrong); }), Fault::internal);
    EXPECT_EQ(number(*driver, "SELECT version FROM schema_version"), 1);
    migrate(*driver, both);
    expect_both(*driver);
}

TEST_P(Migrations, go_on_after_any_statement_of_theirs_failed) {
    const auto failure = std::make_shared<Failure>();
    FailingDriver driver(place.open(), failure);
    for (int statement = 1; statement < 100; ++statement) {
        failure->fail_at(statement);
        const auto fault = fault_of([&] { migrate(driver, both); });
        if (!failure->has_failed()) break;
        EXPECT_TRUE(fault == Fault::unavailable || fault == std::nullopt);
    }
    failure->fail_at(INT32_MAX);
    migrate(driver, both);
    expect_both(driver);
}

TEST_P(Migrations, of_several_processes_at_once_run_once) {
    std::array<int, 2> go{};
    ASSERT_EQ(pipe(go.data()), 0);
    std::vector<pid_t> processes;
    for (int i = 0; i < 4; ++i) {
        const pid_t process = fork();
        ASSERT_GE(process, 0);
        if (process == 0) {
            close(go[1]);
            char byte = 0;
            const bool started = read(go[0], &byte, 1) == 0; // the end, when all have been made
            const auto problem = problem_of([&] { open_database(place.location(), both); });
            _exit(started && !problem ? 0 : 1);
        }
        processes.push_back(process);
    }
    close(go[1]);
    for (const pid_t process : processes) {
        int status = -1;
        ASSERT_EQ(waitpid(process, &status, 0), process);
        EXPECT_EQ(status, 0);
    }
    close(go[0]);
    expect_both(*place.open());
}

INSTANTIATE_TEST_SUITE_P(
    each,
    Migrations,
    testing::Values(Kind::sqlite, Kind::postgresql),
    [](const auto& kind) { return to_string(kind.param); }
);

TEST(InDialect, replaces_the_words_it_knows_and_no_others) {
    const Dialect words{
        .name = "",
        .blob = "B",
        .integer = "I",
        .text = "T",
        .serial = "S",
        .table_end = "E",
        .clustered_end = "C",
        .lock = "",
        .unlock = ""};
    EXPECT_EQ(
        in_dialect("{blob}{integer} {text},{serial}){table_end}{clustered_end};", words),
        "BI T,S)EC;"
    );
    EXPECT_EQ(in_dialect("DEFAULT '{}' {blobs} {Blob} {", words), "DEFAULT '{}' {blobs} {Blob} {");
}

} // namespace
} // namespace chancery::db
