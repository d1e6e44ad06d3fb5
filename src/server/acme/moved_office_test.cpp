// SPDX-License-Identifier: Apache-2.0
// An office that moved: it is served under its new URL, and by those who know it, under the old
// one.
#include "server/acme/acme_server_for_tests.hpp"
#include "store/registry/accounts.hpp"

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

// Behind a proxy, which takes the path of the first away.
TEST(MovedOffice, answers_under_the_base_that_was_signed_though_it_is_the_beginning_of_the_other) {
    Moved moved;
    const auto longer = std::string(old_base) + "/pki";
    moved.acme.context.office.bases =
        acme::Bases(std::vector<std::string>{longer, std::string(old_base)});
    for (const auto& base : {longer, std::string(old_base)}) {
        const auto order = moved.post(
            base, moved.host, "new-order", AcmeForTests::identifiers({"www.example.org"})
        );
        EXPECT_EQ(order.status(), 201) << order.response.body;
        EXPECT_TRUE(order.header("Location").starts_with(base + "/acme/"))
            << order.header("Location");
        EXPECT_TRUE(order.text("finalize").starts_with(base + "/acme/"));
    }
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

std::string help_of(const Reply& reply) {
    for (const auto& [name, value] : reply.response.headers)
        if (name == "Link" && value.ends_with("rel=\"help\"")) return value;
    return {};
}

TEST(MovedOffice, links_a_refusal_by_a_limit_under_the_url_that_it_was_signed_for) {
    Moved moved;
    auto& office = moved.acme.office;
    office.web.account.limits = {{LimitKind::orders_per_client, Rate{1, std::chrono::hours(1), 1}}};
    office.store.write([&](store::Transaction& tx) {
        store::update(tx, office.web.account, office.request.now);
    });
    const auto order = AcmeForTests::identifiers({"www.example.org"});
    ASSERT_EQ(moved.post(new_base, moved.host, "new-order", order).status(), 201);
    for (const auto& base : {new_base, std::string(old_base)}) {
        const auto refused = moved.post(base, moved.host, "new-order", order);
        EXPECT_EQ(refused.status(), 429) << base;
        EXPECT_EQ(help_of(refused), "<" + base + "/limits>;rel=\"help\"");
    }
}

TEST(MovedOffice, changes_the_key_of_a_client_under_each_of_its_urls) {
    const std::string old(old_base);
    for (const auto& [known_by, asked_by] : std::vector<std::pair<std::string, std::string>>{
             {old, new_base}, {new_base, old}, {old, old}, {new_base, new_base}}) {
        Moved moved;
        const auto target = moved.host.kid.substr(old.size());
        const auto url = asked_by + "/acme/ov/key-change";
        const Host next{.kid = known_by + target};
        const auto inner = crypto::sign_jws(
            next.key,
            {{"jwk", crypto::to_jwk(next.key.public_key())}, {"url", url}},
            json::to_text(json::Object{
                {"account", next.kid}, {"oldKey", crypto::to_jwk(moved.host.key.public_key())}})
        );
        moved.host.kid = next.kid;
        const auto changed = moved.post(asked_by, moved.host, "key-change", json::parse(inner));
        EXPECT_EQ(changed.status(), 200) << known_by << changed.response.body;
        EXPECT_EQ(changed.header("Location"), asked_by + target);
        const auto path = target.substr(std::string("/acme/ov/").size());
        for (const auto& base : {new_base, old})
            EXPECT_EQ(moved.post(base, next, path, nullptr).status(), 200) << base;
    }
}

TEST(MovedOffice, changes_no_key_for_an_account_of_another_office_or_a_url_of_another_base) {
    Moved moved;
    const auto& host = moved.host;
    const auto target = host.kid.substr(old_base.size());
    const auto asked = new_base + "/acme/ov/key-change";
    const auto ask = [&](const std::string& account, const std::string& url) {
        const Host next;
        const auto inner = crypto::sign_jws(
            next.key,
            {{"jwk", crypto::to_jwk(next.key.public_key())}, {"url", url}},
            json::to_text(json::Object{
                {"account", account}, {"oldKey", crypto::to_jwk(host.key.public_key())}})
        );
        return moved.post(new_base, host, "key-change", json::parse(inner));
    };
    for (const auto& [account, url] : std::vector<std::pair<std::string, std::string>>{
             {"https://elsewhere.example" + target, asked},
             {target, asked},
             // RFC 8555 §7.3.5: the same url as around it, to the letter.
             {host.kid, std::string(old_base) + "/acme/ov/key-change"}})
        EXPECT_EQ(ask(account, url).problem(), "malformed") << account << ' ' << url;
    EXPECT_EQ(ask(host.kid, asked).status(), 200);
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
