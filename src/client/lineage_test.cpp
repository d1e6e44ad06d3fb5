// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "client/lineage.hpp"
#include "client/testing.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

namespace chancery::client {

namespace {

using testing::mode_of;
using testing::TestDirectory;
using testing::tree;

NewVersion version(const std::string& mark) {
    return {"cert " + mark + "\n", "chain " + mark + "\n", Secret("key " + mark + "\n")};
}

Lineage made(const Directories& directories, const std::string& name = "a.example") {
    make_layout(directories);
    auto renewal = new_renewal_file(directories, name);
    renewal.set("renewalparams", "authenticator", "standalone");
    return create_lineage(directories, free_name(directories, name), version("1"), renewal);
}

TEST(Lineage, has_certbots_layout_and_modes) {
    const TestDirectory test;
    const auto directories = test.directories();
    const auto lineage = made(directories);
    EXPECT_EQ(files::read(lineage.link(Item::cert)), "cert 1\n");
    EXPECT_EQ(files::read(lineage.link(Item::privkey)), "key 1\n");
    EXPECT_EQ(files::read(lineage.link(Item::fullchain)), "cert 1\nchain 1\n");
    EXPECT_EQ(
        std::filesystem::read_symlink(directories.live() + "/a.example/cert.pem"),
        "../../archive/a.example/cert1.pem"
    );
    EXPECT_EQ(mode_of(directories.live()), 0700U);
    EXPECT_EQ(mode_of(directories.archive()), 0700U);
    EXPECT_EQ(mode_of(directories.archive() + "/a.example/privkey1.pem"), 0600U);
    EXPECT_EQ(mode_of(directories.archive() + "/a.example/cert1.pem"), 0644U);
    EXPECT_EQ(
        tree(directories.config),
        (std::vector<std::string>{
            "/archive",
            "/archive/a.example",
            "/archive/a.example/cert1.pem",
            "/archive/a.example/chain1.pem",
            "/archive/a.example/fullchain1.pem",
            "/archive/a.example/privkey1.pem",
            "/live",
            "/live/README",
            "/live/a.example",
            "/live/a.example/README",
            "/live/a.example/cert.pem",
            "/live/a.example/chain.pem",
            "/live/a.example/fullchain.pem",
            "/live/a.example/privkey.pem",
            "/renewal",
            "/renewal-hooks",
            "/renewal-hooks/deploy",
            "/renewal-hooks/post",
            "/renewal-hooks/pre",
            "/renewal/a.example.conf"})
    );
}

TEST(Lineage, keeps_each_version_and_moves_the_links_to_the_newest) {
    const TestDirectory test;
    auto lineage = made(test.directories());
    // An administrator let a group read the key.
    ASSERT_EQ(chmod(lineage.version_file(Item::privkey, 1).c_str(), 0640), 0);
    lineage.renewal.set("renewalparams", "server", "https://ca.example/dir");
    add_version(lineage, version("2"));
    EXPECT_EQ(files::read(lineage.link(Item::fullchain)), "cert 2\nchain 2\n");
    EXPECT_EQ(files::read(lineage.version_file(Item::privkey, 1)), "key 1\n");
    EXPECT_EQ(mode_of(lineage.version_file(Item::privkey, 2)), 0640U);
    EXPECT_EQ(complete_versions(lineage), (std::vector<int>{1, 2}));
    const auto again = read_lineage(lineage.renewal_file);
    EXPECT_EQ(again.renewal.find("renewalparams", "server"), "https://ca.example/dir");
    EXPECT_EQ(linked_version(again, Item::privkey), 2);
}

TEST(Lineage, leaves_nothing_when_a_new_one_cannot_be_finished) {
    const TestDirectory test;
    const auto directories = test.directories();
    make_layout(directories);
    const auto before = tree(directories.config);
    // The last step, the renewal file, cannot be written: a directory has its name.
    files::make_directory(directories.renewal_file("a.example") + ".new/x", 0755);
    std::filesystem::remove_all(directories.renewal());
    files::write_new(directories.renewal(), "not a directory", 0644);
    const auto renewal = new_renewal_file(directories, "a.example");
    EXPECT_THROW(create_lineage(directories, "a.example", version("1"), renewal), Error);
    EXPECT_TRUE(files::list(directories.archive()).empty());
    EXPECT_EQ(files::list(directories.live()), std::vector<std::string>{"README"});
}

TEST(Lineage, stays_as_it_was_when_a_version_cannot_be_finished) {
    const TestDirectory test;
    const auto directories = test.directories();
    const auto lineage = made(directories);
    std::filesystem::remove(lineage.renewal_file);
    std::filesystem::create_directories(lineage.renewal_file + "/in-the-way");
    EXPECT_THROW(add_version(lineage, version("2")), Error);
    EXPECT_EQ(complete_versions(lineage), std::vector<int>{1});
    EXPECT_EQ(files::read(lineage.link(Item::cert)), "cert 1\n");
    EXPECT_EQ(files::list(lineage.archive).size(), 4U);
    EXPECT_EQ(files::list(directories.renewal()), std::vector<std::string>{"a.example.conf"});
}

TEST(Lineage, is_mended_when_a_crash_came_before_the_links_moved) {
    const TestDirectory test;
    const auto lineage = made(test.directories());
    for (const auto item : all_items)
        files::write_new(lineage.version_file(item, 2), "2", 0600);
    files::write_new(lineage.version_file(Item::cert, 3), "half of a version", 0644);
    EXPECT_TRUE(deploy_newest(lineage));
    for (const auto item : all_items)
        EXPECT_EQ(linked_version(lineage, item), 2);
    EXPECT_FALSE(deploy_newest(lineage));
    add_version(lineage, version("4"));
    EXPECT_EQ(linked_version(lineage, Item::cert), 4);
}

TEST(FreeName, adds_a_number_and_refuses_what_lies_in_the_way) {
    const TestDirectory test;
    const auto directories = test.directories();
    made(directories);
    EXPECT_EQ(free_name(directories, "a.example"), "a.example-0001");
    files::write_new(directories.renewal_file("a.example-0001"), "", 0644);
    EXPECT_EQ(free_name(directories, "a.example"), "a.example-0002");
    files::make_directory(directories.archive() + "/b.example/x", 0755);
    EXPECT_THROW(free_name(directories, "b.example"), Error);
    EXPECT_THROW(free_name(directories, std::string(253, 'a')), Error);
}

TEST(ReadLineage, says_what_is_broken) {
    const TestDirectory test;
    const auto lineage = made(test.directories());
    std::filesystem::remove(lineage.version_file(Item::chain, 1));
    try {
        (void)read_lineage(lineage.renewal_file);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.problem().detail.find("chain1.pem"), std::string::npos);
    }
    files::replace(lineage.renewal_file, "version = 2.1.0\n", 0644);
    EXPECT_THROW((void)read_lineage(lineage.renewal_file), Error);
}

} // namespace

} // namespace chancery::client
