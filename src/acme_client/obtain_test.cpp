// SPDX-License-Identifier: Apache-2.0
#include "acme_client/account.hpp"
#include "acme_client/acme_client_for_tests.hpp"
#include "acme_client/obtain.hpp"
#include "crypto/csr.hpp"

#include <gtest/gtest.h>

namespace chancery::acme_client {

namespace {

using testing::AcmeServer;
using testing::Plan;

struct Notes : Solver {
    std::string_view type() const override { return "http-01"; }

    void present(const Task& task) override { shown[task.token] = task.key_authorization; }

    void clean_up(const Task& task) noexcept override { cleaned.insert(task.token); }

    std::map<std::string, std::string> shown;
    std::set<std::string> cleaned;
};

Session session_at(const AcmeServer& server, crypto::KeyType kind = crypto::KeyType::ecdsaP256) {
    net::HttpClient http({});
    auto directory = fetch_directory(http, server.directory_url());
    return Session(std::move(http), std::move(directory), crypto::PrivateKey::generate(kind));
}

Wish wish_for(const std::vector<std::string>& names, const crypto::PrivateKey& key) {
    return {.names = names, .csr = crypto::make_csr(key, names)};
}

std::variant<Chain, Unproven>
obtain(Session& session, const std::vector<std::string>& names, Solver& solver) {
    const auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    Solver* const solvers[] = {&solver};
    return obtain_certificate(session, wish_for(names, key), solvers);
}

Fault fault_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.fault();
    }
    return Fault::internal;
}

TEST(ObtainCertificate, touches_no_solver_when_the_names_are_proven_already) {
    AcmeServer server({});
    for (const auto kind :
         {crypto::KeyType::ecdsaP256,
          crypto::KeyType::ecdsaP384,
          crypto::KeyType::ed25519,
          crypto::KeyType::rsa2048}) {
        auto session = session_at(server, kind);
        register_account(session, {});
        Notes solver;
        const auto outcome = obtain(session, {"a.example", "b.example"}, solver);
        ASSERT_TRUE(std::holds_alternative<Chain>(outcome));
        const auto blocks = parse_pem(std::get<Chain>(outcome).pem, "CERTIFICATE");
        ASSERT_EQ(blocks.size(), 2U);
        EXPECT_EQ(
            crypto::read_certificate(blocks[0]).dns_names,
            (std::vector<std::string>{"a.example", "b.example"})
        );
        EXPECT_TRUE(solver.shown.empty());
    }
}

TEST(ObtainCertificate, meets_the_challenges_and_cleans_up) {
    Notes solver;
    AcmeServer server(
        {.proven = false,
         .probe = [&](const std::string& token,
                      const std::string& expected) { return solver.shown[token] == expected; }}
    );
    auto session = session_at(server);
    register_account(session, {});
    const auto outcome = obtain(session, {"a.example", "b.example"}, solver);
    EXPECT_TRUE(std::holds_alternative<Chain>(outcome));
    EXPECT_EQ(solver.cleaned, (std::set<std::string>{"token-0", "token-1"}));
}

TEST(ObtainCertificate, says_which_names_could_not_be_proven) {
    Notes solver;
    AcmeServer server({.proven = false, .probe = [](const std::string& token, const std::string&) {
                           return token == "token-0";
                       }});
    auto session = session_at(server);
    register_account(session, {});
    const auto outcome = obtain(session, {"a.example", "b.example"}, solver);
    ASSERT_TRUE(std::holds_alternative<Unproven>(outcome));
    const auto& names = std::get<Unproven>(outcome).names;
    ASSERT_EQ(names.size(), 1U);
    EXPECT_EQ(to_string(names[0].place), "b.example");
    EXPECT_EQ(names[0].fault, Fault::incorrect_response);
    EXPECT_EQ(names[0].detail, "nothing of the kind is there");
    EXPECT_EQ(solver.cleaned.size(), 2U);
}

TEST(ObtainCertificate, waits_for_an_order_that_is_processing) {
    AcmeServer server({.rounds_of_processing = 1});
    auto session = session_at(server);
    register_account(session, {});
    Notes solver;
    EXPECT_TRUE(std::holds_alternative<Chain>(obtain(session, {"a.example"}, solver)));
}

TEST(ObtainCertificate, passes_the_servers_refusal_on) {
    AcmeServer server({.refusal = "a.example is not delegated to you; ask the office"});
    auto session = session_at(server);
    register_account(session, {});
    Notes solver;
    try {
        (void)obtain(session, {"a.example"}, solver);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::rejected_identifier);
        EXPECT_EQ(error.problem().detail, "a.example is not delegated to you; ask the office");
    }
}

TEST(Session, repeats_a_request_whose_nonce_was_refused_and_gives_up_in_the_end) {
    AcmeServer server({.refused_nonces = 2});
    auto session = session_at(server);
    EXPECT_TRUE(register_account(session, {}).created);
    server.plan().refused_nonces = 100;
    EXPECT_EQ(fault_of([&] { find_account(session); }), Fault::bad_nonce);
}

TEST(RegisterAccount, binds_the_key_to_the_external_account) {
    AcmeServer server({.eab_key_id = "kid-1", .eab_hmac_key = Bytes(32, 'k')});
    auto session = session_at(server);
    EXPECT_EQ(fault_of([&] { register_account(session, {}); }), Fault::external_account_required);
    const ExternalAccount wrong{"kid-1", Secret(Bytes(32, 'x'))};
    EXPECT_EQ(
        fault_of([&] { register_account(session, {.external_account = &wrong}); }),
        Fault::unauthorized
    );
    EXPECT_FALSE(find_account(session));
    const ExternalAccount right{"kid-1", Secret(Bytes(32, 'k'))};
    EXPECT_TRUE(register_account(session, {.external_account = &right}).created);
    EXPECT_FALSE(register_account(session, {.external_account = &right}).created);
    EXPECT_TRUE(find_account(session));
}

TEST(ReadHmacKey, takes_the_key_as_people_paste_it) {
    const Bytes octets = "\xfb\xff\xfe";
    for (const auto* text : {"-__-", "+//+", " -__-\n", "-__-=="})
        EXPECT_EQ(read_hmac_key(Secret(text)).reveal(), octets) << text;
    for (const auto* text : {"", "not base64!", "a"})
        EXPECT_EQ(fault_of([&] { read_hmac_key(Secret(text)); }), Fault::invalid) << text;
}

TEST(FetchDirectory, says_that_a_page_is_no_directory) {
    AcmeServer server({});
    net::HttpClient http({});
    auto url = server.directory_url();
    url.replace(url.find("/acme/ov/directory"), std::string::npos, "/nonce");
    EXPECT_EQ(fault_of([&] { fetch_directory(http, url); }), Fault::malformed);
}

} // namespace

} // namespace chancery::acme_client
