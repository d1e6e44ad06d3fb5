// SPDX-License-Identifier: Apache-2.0
// What holds for every resource, by every method: the table of routes itself is gone through, so
// that a new resource is asked too.
#include "base/text.hpp"
#include "server/acme/validating_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::server {

namespace {

constexpr std::string_view every_method[] = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "get", "Post"};

bool takes(const Resource& resource, std::string_view method) {
    const auto methods = split(resource.methods, ' ');
    return std::ranges::find(methods, method) != methods.end();
}

/// Of nothing that is there: who asks is looked at first.
std::string url_of(const Resource& resource) {
    const auto id = parse_id_bytes("0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e").value();
    return AcmeForTests::url(acme::fill(acme::usual_paths, resource.path, id, "http-01").substr(1));
}

/// Those that are asked by POST.
std::vector<Resource> signed_resources() {
    auto resources = list_resources();
    std::erase_if(resources, [](const Resource& one) { return !takes(one, "POST"); });
    return resources;
}

bool is_new_account(const Resource& resource) {
    return resource.path == acme::usual_paths.new_account;
}

/// An office with one client.
struct Office {
    AcmeForTests acme;
    Host host = acme.registered();

    /// As the resource wants it signed: by kid, or by the key itself where an account is made.
    Host signer(const Resource& resource) const {
        return {.key = host.key, .kid = is_new_account(resource) ? "" : host.kid};
    }

    std::size_t events() { return acme.office.events().size(); }
};

TEST(EveryResource, is_there) {
    // RFC 8555 §7.1, and renewal information; a number that a new one changes.
    EXPECT_EQ(list_resources().size(), 16u);
    EXPECT_EQ(signed_resources().size(), 15u);
}

// conforms-table: 8555-6.3-1
TEST(EveryResource, refuses_the_methods_that_it_does_not_take) {
    AcmeForTests acme;
    for (const auto& resource : list_resources())
        for (const auto method : every_method) {
            if (takes(resource, method)) continue;
            const auto url = url_of(resource);
            const auto reply = acme.send(std::string(method), AcmeForTests::target_of(url));
            EXPECT_EQ(reply.status(), 405) << method << " " << url;
            EXPECT_EQ(reply.problem(), "malformed") << method << " " << url;
            EXPECT_TRUE(reply.header("Allow").starts_with(split(resource.methods, ' ').front()))
                << method << " " << url;
        }
}

// conforms-table: 8555-6.2-1
TEST(EveryResource, does_nothing_for_a_request_that_its_key_did_not_sign) {
    Office office;
    const auto before = office.events();
    const auto forger = workflow::IssuingOffice::new_key();
    for (const auto& resource : signed_resources()) {
        const auto url = url_of(resource);
        const auto header = office.acme.header(office.signer(resource), url);
        const auto reply = office.acme.post_body(url, crypto::sign_jws(forger, header, "{}"));
        EXPECT_EQ(reply.status(), 400) << url;
        EXPECT_EQ(reply.problem(), "malformed") << url;
        EXPECT_NE(reply.text("detail").find("signature"), std::string::npos)
            << url << ": " << reply.text("detail");
    }
    EXPECT_EQ(office.events(), before);
}

// conforms-table: 8555-6.2-13
TEST(EveryResource, but_new_account_and_revocation_is_asked_by_kid_and_by_nothing_else) {
    Office office;
    for (const auto& resource : signed_resources()) {
        const auto url = url_of(resource);
        const Host by_key{.key = office.host.key};
        const auto reply =
            office.acme.post_as_get(is_new_account(resource) ? office.host : by_key, url);
        if (resource.path == acme::usual_paths.revoke_cert) continue; // a certificate's key may
        EXPECT_EQ(reply.status(), 400) << url;
        EXPECT_EQ(reply.problem(), "malformed") << url;
    }
}

TEST(EveryResource, wants_the_url_that_it_was_asked_by_and_a_nonce_of_this_server) {
    Office office;
    for (const auto& resource : signed_resources()) {
        const auto url = url_of(resource);
        const auto signer = office.signer(resource);
        const auto send = [&](const json::Object& header) {
            return office.acme.post_body(url, crypto::sign_jws(office.host.key, header, "{}"));
        };
        const auto good = office.acme.header(signer, url);
        const auto elsewhere = send(with(good, "url", url + "/"));
        EXPECT_EQ(elsewhere.status(), 403) << url;
        EXPECT_EQ(elsewhere.problem(), "unauthorized") << url;
        EXPECT_EQ(send(with(good, "nonce", "oFvnlFP1wIhRlYS2jTaXbA")).problem(), "badNonce") << url;
        EXPECT_EQ(send(without(good, "nonce")).problem(), "badNonce") << url;
    }
}

TEST(EveryResource, wants_the_content_type_of_a_jws) {
    Office office;
    for (const auto& resource : signed_resources()) {
        const auto url = url_of(resource);
        auto request = office.acme.request("POST", AcmeForTests::target_of(url), "{}");
        request.headers = {{"Content-Type", "application/json"}};
        const auto reply = office.acme.send(request);
        EXPECT_EQ(reply.status(), 415) << url;
        EXPECT_EQ(reply.problem(), "malformed") << url;
    }
}

// conforms-refusal: 8555-7.3.6-3
// conforms-table: 8555-7.3.6-2, 8555-7.3.6-3
TEST(EveryResource, answers_a_deactivated_client_with_401) {
    Office office;
    const auto deactivation = json::Object{{"status", "deactivated"}};
    ASSERT_EQ(office.acme.post(office.host, office.host.kid, deactivation).status(), 200);
    for (const auto& resource : signed_resources()) {
        const auto url = url_of(resource);
        for (const auto& payload : {std::string(), std::string("{}")}) {
            const auto signer = office.signer(resource);
            if (is_new_account(resource) && payload.empty()) continue; // it has no such form
            const auto reply = office.acme.post_body(
                url, crypto::sign_jws(signer.key, office.acme.header(signer, url), payload)
            );
            EXPECT_EQ(reply.status(), 401) << url << " " << payload;
            EXPECT_EQ(reply.problem(), "unauthorized") << url << " " << payload;
        }
    }
}

/// A good answer of each resource that is asked by POST, by its path.
std::map<std::string_view, Reply> good_answers(Validating& office) {
    const auto& paths = acme::usual_paths;
    std::map<std::string_view, Reply> good;
    const Host key;
    good[paths.new_account] = office.acme.post(key, Validating::url("new-account"), json::Object{});
    const Host host{.key = key.key, .kid = good[paths.new_account].header("Location")};
    const auto read = [&](std::string_view path, const std::string& url) {
        return good[path] = office.acme.post_as_get(host, url);
    };
    read(paths.directory, Validating::url("directory"));
    read(paths.new_nonce, Validating::url("new-nonce"));
    read(paths.account, host.kid);
    read(paths.orders, host.kid + "/orders");
    const auto order = good[paths.new_order] = office.new_order(host, {"www.example.test"});
    const auto authorization = order.texts("authorizations").front();
    const auto offered = Validating::find(read(paths.authorization, authorization), "http-01");
    good[paths.challenge] = office.acme.post_as_get(host, offered.value().url);
    office.proven(host, authorization);
    read(paths.order, order.header("Location"));
    const auto issued = good[paths.finalize] =
        office.acme.post(host, order.text("finalize"), AcmeForTests::csr_for({"www.example.test"}));
    const auto chain = read(paths.certificate, issued.text("certificate"));
    read(paths.alternate, issued.text("certificate") + "/1");
    good[paths.new_authorization] = office.acme.post(
        host,
        Validating::url("new-authz"),
        json::Object{{"identifier", json::Object{{"type", "dns"}, {"value", "mail.example.test"}}}}
    );
    good[paths.revoke_cert] = office.acme.post(
        host,
        Validating::url("revoke-cert"),
        json::Object{
            {"certificate", to_base64url(parse_pem(chain.response.body, "CERTIFICATE").front())}}
    );
    const Host next;
    const auto url = Validating::url("key-change");
    const auto inner = crypto::sign_jws(
        next.key,
        {{"jwk", crypto::to_jwk(next.key.public_key())}, {"url", url}},
        json::to_text(json::Object{
            {"account", host.kid}, {"oldKey", crypto::to_jwk(host.key.public_key())}})
    );
    good[paths.key_change] = office.acme.post_body(
        url, crypto::sign_jws(host.key, office.acme.header(host, url), inner)
    );
    return good;
}

// conforms-table: 8555-6.5-1
TEST(EveryResource, gives_a_fresh_nonce_with_a_good_answer_to_a_post) {
    Validating office;
    const auto good = good_answers(office);
    EXPECT_EQ(good.size(), signed_resources().size());
    std::set<std::string> nonces;
    for (const auto& [path, reply] : good) {
        SCOPED_TRACE(path);
        if (path == acme::usual_paths.alternate) continue; // without other chains there is none
        EXPECT_LT(reply.status(), 300) << reply.response.body;
        EXPECT_TRUE(nonces.insert(reply.header("Replay-Nonce")).second);
        EXPECT_FALSE(reply.header("Replay-Nonce").empty());
    }
}

// conforms-table: 8555-6.5-2, 8555-7.1-2
TEST(EveryResource, names_the_directory_and_gives_a_nonce_with_an_error_of_any_method) {
    AcmeForTests acme;
    std::set<std::string> nonces{""};
    for (const auto& resource : list_resources())
        for (const auto method : every_method) {
            if (takes(resource, method) && method != "POST") continue;
            const auto url = url_of(resource);
            SCOPED_TRACE(std::string(method) + " " + url);
            const auto reply = acme.send(std::string(method), AcmeForTests::target_of(url));
            EXPECT_GE(reply.status(), 400);
            const bool is_directory = resource.path == acme::usual_paths.directory;
            if (is_directory && method != "POST") continue;
            EXPECT_EQ(
                reply.header("Link"), "<" + AcmeForTests::url("directory") + ">;rel=\"index\""
            );
            const bool is_public = method != "POST" && takes(resource, "GET");
            EXPECT_TRUE(is_public || nonces.insert(reply.header("Replay-Nonce")).second);
        }
}

} // namespace

} // namespace chancery::server
