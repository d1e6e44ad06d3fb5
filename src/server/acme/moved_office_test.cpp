// SPDX-License-Identifier: Apache-2.0
// An office that moved: it is served under its new URL, and by those who know it, under the old
// one.
#include "server/acme/testing.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

constexpr std::string_view old_base = AcmeForTests::public_url;
const std::string new_base = "https://new.example:8443";

/// A client that registered before the move.
struct Moved {
    AcmeForTests acme;
    Host host = acme.registered();

    Moved() {
        acme.context.office.bases =
            acme::Bases(std::vector<std::string>{new_base, std::string(old_base)});
    }

    static std::string at_new(const std::string& path) { return new_base + "/acme/ov/" + path; }

    Reply post(const std::string& base, const Host& as, const std::string& path, json::Value body) {
        const auto target = "/acme/ov/" + path;
        return acme.send(acme.request(
            "POST",
            target,
            crypto::sign_jws(
                as.key, acme.header(as, base + target), body.is_null() ? "" : json::to_text(body)
            )
        ));
    }

    Reply directory(const std::string& host_header) {
        auto request = acme.request("GET", "/acme/ov/directory");
        request.headers.emplace_back("Host", host_header);
        return acme.send(request);
    }
};

TEST(MovedOffice, shows_the_directory_under_the_url_that_was_asked_and_else_the_first) {
    Moved moved;
    for (const auto& [host, base] : std::vector<std::pair<std::string, std::string>>{
             {"new.example:8443", new_base},
             {"pki.example.org", std::string(old_base)},
             {"pki.example.org:443", std::string(old_base)},
             {"proxy.example", new_base}})
        EXPECT_EQ(moved.directory(host).text("newOrder"), base + "/acme/ov/new-order") << host;
}

TEST(MovedOffice, answers_a_client_of_the_old_url_under_the_old_url) {
    Moved moved;
    const auto order = moved.post(
        std::string(old_base),
        moved.host,
        "new-order",
        AcmeForTests::identifiers({"www.example.org"})
    );
    EXPECT_EQ(order.status(), 201) << order.response.body;
    EXPECT_TRUE(order.header("Location").starts_with(old_base)) << order.header("Location");
    EXPECT_TRUE(order.text("finalize").starts_with(old_base));
    EXPECT_EQ(
        order.header("Link"), "<" + std::string(old_base) + "/acme/ov/directory>;rel=\"index\""
    );
}

TEST(MovedOffice, knows_an_account_of_the_old_url_at_the_new_one_and_answers_under_that) {
    Moved moved;
    const auto order = moved.post(
        new_base, moved.host, "new-order", AcmeForTests::identifiers({"www.example.org"})
    );
    EXPECT_EQ(order.status(), 201) << order.response.body;
    EXPECT_TRUE(order.header("Location").starts_with(new_base)) << order.header("Location");
    EXPECT_TRUE(order.text("finalize").starts_with(new_base));
}

TEST(MovedOffice, gives_a_known_key_its_account_under_the_url_that_was_asked) {
    Moved moved;
    Host without_kid = moved.host;
    without_kid.kid.clear();
    const auto found = moved.post(
        new_base, without_kid, "new-account", json::Object{{"onlyReturnExisting", true}}
    );
    EXPECT_EQ(found.status(), 200) << found.response.body;
    const auto id = moved.host.kid.substr(moved.host.kid.rfind('/'));
    EXPECT_EQ(found.header("Location"), Moved::at_new("account") + id);
    // And the account is known by that, too.
    moved.host.kid = found.header("Location");
    for (const auto& base : {new_base, std::string(old_base)})
        EXPECT_EQ(moved.post(base, moved.host, "account" + id, nullptr).status(), 200) << base;
}

TEST(MovedOffice, refuses_what_was_signed_for_a_url_that_is_none_of_its_own) {
    Moved moved;
    const auto id = moved.host.kid.substr(moved.host.kid.rfind('/'));
    EXPECT_EQ(
        moved.post("https://elsewhere.example", moved.host, "account" + id, nullptr).problem(),
        "unauthorized"
    );
    moved.host.kid = "https://elsewhere.example/acme/ov/account" + id;
    EXPECT_EQ(
        moved.post(new_base, moved.host, "account" + id, nullptr).problem(), "accountDoesNotExist"
    );
}

} // namespace

} // namespace chancery::server
