// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/json.hpp"
#include "client/client_for_tests.hpp"
#include "client/lineage/account_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::client {

namespace {

using testing::mode_of;
using testing::TestDirectory;

constexpr auto server = "https://acme.example:8443/acme/ov/directory";
const Time now{std::chrono::seconds(1'800'000'000)};

TEST(AccountStore, keeps_what_it_saved_where_certbot_looks_for_it) {
    const TestDirectory test;
    const auto directories = test.directories();
    for (const auto kind : {crypto::KeyType::ecdsaP256, crypto::KeyType::rsa2048}) {
        const auto key = crypto::PrivateKey::generate(kind);
        const auto id = save_account(directories, server, {key, "https://x/account/1", "kid"}, now);
        const auto directory =
            directories.config + "/accounts/acme.example:8443/acme/ov/directory/" + id;
        EXPECT_EQ(mode_of(directory), 0700U);
        EXPECT_EQ(mode_of(directory + "/private_key.json"), 0400U);
        const auto accounts = find_accounts(directories, server).accounts;
        const auto found = std::ranges::find(accounts, id, &StoredAccount::id);
        ASSERT_NE(found, accounts.end());
        EXPECT_EQ(found->key.public_key(), key.public_key());
        EXPECT_EQ(found->url, "https://x/account/1");
        EXPECT_EQ(found->eab_key_id, "kid");
    }
    EXPECT_TRUE(find_accounts(directories, "https://acme.example:8443/other").accounts.empty());
}

TEST(AccountStore, notes_the_key_id_in_an_account_that_certbot_made) {
    const TestDirectory test;
    const auto directories = test.directories();
    const auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    save_account(directories, server, {key, "https://x/1"}, now);
    update_account(find_accounts(directories, server).accounts.at(0), "https://x/2", "kid");
    const auto account = find_accounts(directories, server).accounts.at(0);
    EXPECT_EQ(account.url, "https://x/2");
    EXPECT_EQ(account.eab_key_id, "kid");
    const auto meta = json::parse(files::read(account.directory + "/meta.json"));
    EXPECT_EQ(json::Reader(meta).at("creation_dt").string(), "2027-01-15T08:00:00Z");
}

/// An account, and the directory that it is in.
std::string saved(const Directories& directories) {
    const auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    const auto id = save_account(directories, server, {key, "https://x/1"}, now);
    return directories.accounts(server) + "/" + id;
}

TEST(AccountStore, takes_a_directory_without_one_of_the_files_for_no_account) {
    for (const auto* file : {"private_key.json", "regr.json", "meta.json"}) {
        const TestDirectory test;
        std::filesystem::remove(saved(test.directories()) + "/" + file);
        const auto found = find_accounts(test.directories(), server);
        EXPECT_TRUE(found.accounts.empty()) << file;
        EXPECT_TRUE(found.damaged.empty()) << file;
    }
}

TEST(AccountStore, names_the_file_that_is_damaged_and_still_finds_the_other_accounts) {
    for (const auto* file : {"private_key.json", "regr.json", "meta.json"})
        for (const auto* content : {"", "nonsense", "[]", "{\"uri\": 1, \"eab_kid\": 1}"}) {
            const TestDirectory test;
            const auto good = saved(test.directories());
            const auto directory = saved(test.directories());
            files::remove_all(directory + "/" + file);
            files::write_new(directory + "/" + file, content, 0600);
            const auto found = find_accounts(test.directories(), server);
            ASSERT_EQ(found.accounts.size(), 1U) << file << content;
            EXPECT_EQ(found.accounts.front().directory, good);
            ASSERT_EQ(found.damaged.size(), 1U) << file << content;
            const auto& detail = found.damaged.begin()->second.detail;
            EXPECT_NE(detail.find(directory + "/" + file), std::string::npos) << detail;
        }
}

TEST(AccountStore, lets_the_umask_apply_to_all_but_the_key) {
    const TestDirectory test;
    const auto before = umask(0077);
    const auto directory = saved(test.directories());
    umask(before);
    EXPECT_EQ(mode_of(directory + "/private_key.json"), 0400U);
    EXPECT_EQ(mode_of(directory + "/regr.json"), 0600U);
    EXPECT_EQ(mode_of(directory + "/meta.json"), 0600U);
}

TEST(AccountStore, takes_no_server_that_leads_out_of_its_directory) {
    const auto directories = TestDirectory().directories();
    for (const auto* text : {"", "acme.example", "ftp://x/", "https://", "https://x/../../etc"})
        EXPECT_THROW((void)directories.accounts(text), Error) << text;
    EXPECT_EQ(directories.accounts("https://x/a/?q"), directories.config + "/accounts/x/a");
}

TEST(AccountStore, makes_accounts_that_certbot_loads) {
    ASSERT_EQ(std::system("/usr/bin/python3 -c 'import certbot'"), 0)
        << "certbot is not installed: tools/install-packages test";
    const TestDirectory test;
    const auto directories = test.directories();
    std::string ids;
    for (const auto kind : {crypto::KeyType::ecdsaP256, crypto::KeyType::rsa2048})
        ids +=
            save_account(
                directories, server, {crypto::PrivateKey::generate(kind), "https://x/1", "k"}, now
            ) +
            "\n";
    // certbot computes the id from the key again.
    const auto ran = testing::run_program(
        test,
        "/usr/bin/python3 -W ignore -c 'import sys, types\n"
        "from certbot.configuration import NamespaceConfig\n"
        "from certbot._internal.account import AccountFileStorage\n"
        "c = NamespaceConfig(types.SimpleNamespace(config_dir=sys.argv[1], work_dir=sys.argv[1], "
        "logs_dir=sys.argv[1], server=sys.argv[2], strict_permissions=False, http01_port=80, "
        "https_port=443, domains=[], noninteractive_mode=True, force_interactive=False))\n"
        "s = AccountFileStorage(c)\n"
        "for i in sys.argv[3:]: print(s.load(i).id)' " +
            directories.config + " " + server + " $(printf '" + ids + "')"
    );
    EXPECT_EQ(ran.out, ids);
}

} // namespace

} // namespace chancery::client
