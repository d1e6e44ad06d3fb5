// SPDX-License-Identifier: Apache-2.0
#include "admin/office_for_tests.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <utility>

namespace chancery::admin {

namespace {

constexpr auto issuer = R"({"id": "01990000-0000-7000-8000-000000000004", "version": 2,
    "name": "Campus CA", "kind": "builtIn", "alternateChains": ["A", "B"]})";

constexpr auto url = "PATCH /issuers/01990000-0000-7000-8000-000000000004";

void know_issuer(OfficeForTests& office) {
    office.on_list("/issuers?name=Campus%20CA", issuer);
    office.on(url, issuer);
}

std::string ending(const std::string& not_after) {
    return R"({"id": "01990000-0000-7000-8000-000000000004", "name": "Campus CA",
        "kind": "builtIn", "notAfter": ")" +
           not_after + "\"}";
}

TEST(Issuer, is_listed_with_its_end_and_with_a_warning_a_year_before) {
    struct Case {
        const char* not_after;
        const char* shown;
    };

    // The tests' clock is at 2026-11-25T10:00:00Z.
    for (const auto& [not_after, shown] :
         {Case{"2036-10-01T08:00:00Z", "  1 Oct 2036  "},
          Case{"2027-11-25T10:00:01Z", "  25 Nov 2027  "},
          Case{"2027-11-25T10:00:00Z", "25 Nov 2027, in 365 days: replace it"},
          Case{"2026-11-26T11:00:00Z", "26 Nov 2026, in 1 day: replace it"},
          Case{"2026-11-25T10:00:00Z", "expired on 25 Nov 2026: replace it"},
          Case{"2026-01-01T00:00:00Z", "expired on 1 Jan 2026: replace it"}}) {
        OfficeForTests office;
        office.on_list("/issuers", ending(not_after));
        const auto result = office.run({"issuer", "list"});
        EXPECT_EQ(result.code, 0) << result.error;
        EXPECT_TRUE(contains(result.out, shown)) << result.out;
    }
}

TEST(Issuer, is_given_alternate_chains_from_files) {
    OfficeForTests office;
    know_issuer(office);
    const auto path = office.directory / "old-root.pem";
    std::ofstream(path) << "a chain\n";
    const auto result = office.run({"issuer", "set", "Campus CA", "--alternate-chain", path});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_TRUE(contains(result.out, "Alternates: 2\n")) << result.out;
    EXPECT_EQ(office.last().header("If-Match"), "\"v2\"");
    EXPECT_EQ(office.last_body(), json::parse(R"({"alternateChains": ["a chain\n"]})"));
}

TEST(Issuer, is_left_without_alternate_chains) {
    OfficeForTests office;
    know_issuer(office);
    const auto result = office.run({"issuer", "set", "Campus CA", "--no-alternate-chains"});
    EXPECT_EQ(result.code, 0) << result.error;
    EXPECT_EQ(office.last_body(), json::parse(R"({"alternateChains": []})"));
}

TEST(Issuer, is_not_changed_by_a_command_that_is_not_whole) {
    OfficeForTests office;
    know_issuer(office);
    EXPECT_TRUE(contains(office.run({"issuer", "set", "Campus CA"}).error, "nothing to change"));
    EXPECT_EQ(
        office
            .run({"issuer", "set", "Campus CA", "--alternate-chain", "x", "--no-alternate-chains"})
            .code,
        2
    );
    EXPECT_TRUE(office.requests().empty());
}

TEST(Issuer, is_not_changed_by_a_file_that_cannot_be_a_chain) {
    OfficeForTests office;
    know_issuer(office);
    const std::string long_one = office.directory / "long.pem";
    std::ofstream(long_one) << std::string(256 * 1024 + 1, '\n');
    const std::pair<std::string, std::string> rows[] = {
        {office.directory / "absent.pem", "No such file or directory"},
        {office.directory / "", "Is a directory"},
        {long_one, "File too large"},
    };
    for (const auto& [path, why] : rows) {
        const auto result = office.run({"issuer", "set", "Campus CA", "--alternate-chain", path});
        EXPECT_EQ(result.code, 1);
        EXPECT_TRUE(contains(result.error, "cannot read " + path + ": " + why)) << result.error;
    }
    EXPECT_TRUE(office.requests().empty());
}

} // namespace

} // namespace chancery::admin
