// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "client/client_for_tests.hpp"
#include "client/lineage/lineage.hpp"

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

TEST(Lineage, lets_the_umask_apply_to_all_but_the_key) {
    for (const mode_t mask : {0077U, 0027U, 0002U}) {
        const TestDirectory test;
        const auto before = umask(mask);
        const auto lineage = made(test.directories());
        add_version(lineage, version("2"));
        umask(before);
        for (const auto* file : {"cert1.pem", "chain2.pem", "fullchain2.pem"})
            EXPECT_EQ(mode_of(lineage.archive + "/" + file), 0666U & ~mask) << mask;
        for (const auto* file : {"privkey1.pem", "privkey2.pem"})
            EXPECT_EQ(mode_of(lineage.archive + "/" + file), 0600U) << mask;
        EXPECT_EQ(mode_of(lineage.renewal_file), 0644U & ~mask) << mask;
        EXPECT_EQ(mode_of(lineage.archive), 0777U & ~mask) << mask;
        EXPECT_EQ(mode_of(test.directories().renewal()), 0755U & ~mask) << mask;
        EXPECT_EQ(mode_of(test.directories().live()), 0700U) << mask;
    }
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
    for (const auto item : every<Item>)
        files::write_new(lineage.version_file(item, 2), "2", 0600);
    files::write_new(lineage.version_file(Item::cert, 3), "half of a version", 0644);
    EXPECT_TRUE(deploy_newest(lineage));
    for (const auto item : every<Item>)
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

TEST(ReadLineage, takes_relative_paths_from_the_working_directory) {
    const TestDirectory test;
    const auto lineage = made(test.directories());
    auto text = files::read(lineage.renewal_file);
    for (auto at = text.find(test.path()); at != std::string::npos; at = text.find(test.path()))
        text.replace(at, test.path().size(), ".");
    files::replace(lineage.renewal_file, text, 0644);
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(test.path());
    const auto again = read_lineage(lineage.renewal_file);
    std::filesystem::current_path(before);
    EXPECT_EQ(again.links, lineage.links);
    EXPECT_EQ(again.archive, lineage.archive);
    EXPECT_THROW((void)read_lineage(lineage.renewal_file), Error) << "from another directory";
}

crypto::CertificateInfo certificate(
    const std::optional<std::string>& common_name,
    const std::vector<std::string>& dns_names,
    const std::vector<Bytes>& addresses
) {
    const auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    crypto::DistinguishedName subject;
    subject.common_name = common_name.value_or("");
    const auto now = Time(std::chrono::seconds(1'800'000'000));
    return crypto::read_certificate(crypto::sign_certificate(
        crypto::to_be_signed(
            {.serial = "1",
             .issuer_key_algorithm = crypto::KeyAlgorithm::ec_p256,
             .issuer = crypto::to_der(subject),
             .subject = crypto::to_der(subject),
             .not_before = now,
             .not_after = now + std::chrono::hours(1),
             .spki = key.public_key().spki(),
             .extensions = {crypto::subject_alternative_name(dns_names, addresses, false)}}
        ),
        key
    ));
}

TEST(NamesOf, has_dns_names_and_then_addresses) {
    const Bytes four("\xc0\0\x02\x01", 4);
    const auto six = Bytes("\x20\x01\x0d\xb8", 4) + Bytes(11, '\0') + Bytes(1, '\x07');
    using Words = std::vector<std::string>;
    EXPECT_EQ(
        names_of(certificate("b.example", {"a.example", "b.example"}, {six, four})),
        (Words{"b.example", "a.example", "2001:db8::7", "192.0.2.1"})
    );
    EXPECT_EQ(names_of(certificate("192.0.2.1", {}, {four})), Words{"192.0.2.1"});
    EXPECT_EQ(names_of(certificate(std::nullopt, {}, {four})), Words{"192.0.2.1"});
    EXPECT_THROW(names_of(certificate(std::nullopt, {"192.0.2.1"}, {})), Error)
        << "an address written as a DNS name is not that address";
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

TEST(Lineage, files_keep_the_mode_that_somebody_has_set_whatever_the_umask_is) {
    const TestDirectory test;
    const auto path = test.path() + "/a.conf";
    const auto before = umask(0077);
    files::replace(path, "1", 0666);
    EXPECT_EQ(mode_of(path), 0600U) << "a new one's is less the umask";
    ASSERT_EQ(chmod(path.c_str(), 0664), 0);
    files::replace(path, "2", 0600);
    umask(before);
    EXPECT_EQ(mode_of(path), 0664U);
    EXPECT_EQ(files::read(path), "2");
}

} // namespace

} // namespace chancery::client
