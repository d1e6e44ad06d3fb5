// SPDX-License-Identifier: Apache-2.0
#include "admin/command_line.hpp"
#include "admin/office_for_tests.hpp"
#include "crypto/key.hpp"
#include "model/event.hpp"
#include "model/limits.hpp"
#include "model/revocation.hpp"
#include "model/token.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

/// "orders-per-client" of "ordersPerClient".
std::string with_hyphens(std::string_view word) {
    std::string text;
    for (const char c : word) {
        const bool is_capital = c >= 'A' && c <= 'Z';
        if (is_capital) text += '-';
        text += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return text;
}

template <Worded E>
void expect_both_spellings() {
    for (const auto& word : every_word<E>()) {
        EXPECT_EQ(as_the_api_spells(word), word);
        EXPECT_EQ(as_the_api_spells(with_hyphens(word)), word);
    }
}

TEST(Words, may_be_typed_with_hyphens) {
    expect_both_spellings<LimitKind>();
    expect_both_spellings<RevocationReason>();
    expect_both_spellings<crypto::KeyType>();
    expect_both_spellings<Role>();
    expect_both_spellings<Outcome>();
    EXPECT_EQ(as_the_api_spells("acme-account.names-added"), "acmeAccount.namesAdded");
    EXPECT_EQ(as_the_api_spells("orders-per-client=a-b"), "ordersPerClient=a-b");
    for (const auto* other : {"", "-", "a-", "-a", "a--b", "A-b", "a-B", "=a-b"})
        EXPECT_EQ(as_the_api_spells(other), other);
}

/// What was sent last, once the command line had this word.
std::string sent_with(std::vector<std::string> arguments, const std::string& word) {
    OfficeForTests office;
    const std::string id = "01990000-0000-7000-8000-000000000006";
    const auto object = R"({"id": ")" + id + R"(", "version": 1, "name": "x"})";
    office.on("GET /certificates/" + id, object);
    office.on_list("/endpoints?name=x", object);
    office.on_list("/departments?name=Physics", physics);
    arguments.push_back(word);
    const auto result = office.run(arguments);
    if (result.code == 2 || office.requests().empty()) return "nothing: " + result.error;
    return office.last().target + " " + office.last().body;
}

TEST(CommandLine, takes_each_word_of_the_api_with_hyphens_too) {
    struct Row {
        std::vector<std::string> arguments;
        std::string word;
        std::string with_hyphens;
    };

    for (const auto& [arguments, word, with_hyphens] : {
             Row{{"endpoint", "set", "x", "--limit"},
                 "ordersPerClient=300/PT3H",
                 "orders-per-client=300/PT3H"},
             Row{{"profile", "add", "x", "--key-type"},
                 "ecdsaP256,ecdsaP384",
                 "ecdsa-p256,ecdsa-p384"},
             Row{{"token",
                  "add",
                  "x",
                  "--expires",
                  "2027-06-30",
                  "--department",
                  "Physics",
                  "--role"},
                 "departmentAdministrator",
                 "department-administrator"},
             Row{{"certificate", "revoke", "01990000-0000-7000-8000-000000000006", "--reason"},
                 "keyCompromise",
                 "key-compromise"},
             Row{{"event", "list", "--action"},
                 "acmeAccount.namesAdded",
                 "acme-account.names-added"},
         }) {
        const auto sent = sent_with(arguments, word);
        EXPECT_TRUE(contains(sent, word.substr(0, word.find_first_of(",=")))) << sent;
        EXPECT_EQ(sent_with(arguments, with_hyphens), sent);
    }
}

} // namespace

} // namespace chancery::admin
