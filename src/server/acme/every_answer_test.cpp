// SPDX-License-Identifier: Apache-2.0
// What every answer of the ACME service has: one table of all resources, methods and statuses,
// whether the request came to its resource or was refused before.
#include "server/acme/acme_server_for_tests.hpp"
#include "workflow/failing_store_for_tests.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace chancery::server {

namespace {

const IdBytes some_id = parse_id_bytes("0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e").value();

/// All of them: a new resource does not compile before it is here.
std::vector<std::string_view> resources() {
    const auto& [directory, new_nonce, new_account, new_order, new_authorization, key_change, revoke_cert, renewal_info, account, orders, order, finalize, authorization, challenge, certificate, alternate, short_ids] =
        acme::usual_paths;
    return {
        directory,
        new_nonce,
        new_account,
        new_order,
        new_authorization,
        key_change,
        revoke_cert,
        renewal_info,
        account,
        orders,
        order,
        finalize,
        authorization,
        challenge,
        certificate,
        alternate,
        "/no-such-thing"};
}

constexpr const char* methods[] = {
    "GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"};

/// With which the listener refuses a request, or the rate of its address.
constexpr int refusals[] = {400, 408, 413, 414, 429, 431, 500, 501, 503, 505};

struct Asked {
    std::string_view path;
    net::Request request;

    bool is(std::string_view method) const { return request.method == method; }
};

/// Calls it with every request of the table, from a web page and not.
void for_each_request(const AcmeForTests& acme, const std::function<void(const Asked&)>& call) {
    for (const auto path : resources())
        for (const auto* method : methods)
            for (const auto* origin : {"", "https://app.example"}) {
                const auto target = acme::fill(acme::usual_paths, path, some_id, "http-01");
                Asked asked{path, acme.request(method, "/acme/ov" + target)};
                if (*origin) asked.request.headers.emplace_back("Origin", origin);
                call(asked);
            }
}

/// What only the successes of the two public resources are: kept by others, without a nonce.
bool may_be_kept(const Asked& asked, int status) {
    const auto is_public =
        asked.path == acme::usual_paths.directory || asked.path == acme::usual_paths.renewal_info;
    return is_public && status < 300 && (asked.is("GET") || asked.is("HEAD"));
}

bool links_to_index(const net::Response& response) {
    const std::string index = "<https://pki.example.org/acme/ov/directory>;rel=\"index\"";
    return std::ranges::find(response.headers, std::pair(std::string("Link"), index)) !=
           response.headers.end();
}

void check_problem(const net::Response& response) {
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto document = json::parse(response.body);
    const json::Reader problem(document);
    EXPECT_EQ(problem.at("status").integer(), response.status);
    const auto type = problem.at("type").string();
    EXPECT_TRUE(type.starts_with("urn:ietf:params:acme:error:")) << type;
    EXPECT_NE(problem.at("detail").string(), "");
    if (response.status == 413 || response.status == 431) {
        EXPECT_TRUE(type.ends_with(":malformed")) << type;
    }
    if (response.status == 429) {
        EXPECT_TRUE(type.ends_with(":rateLimited")) << type;
    }
    if (response.status == 503) {
        EXPECT_TRUE(type.ends_with(":serverInternal")) << type;
        EXPECT_NE(response.header("Retry-After"), "");
    }
}

/// Checks answers, and that no nonce comes twice.
class Checker {
public:
    /// `page_is_known`: a refusal before the head was read whole says it to every page.
    void check(const Asked& asked, const net::Response& response, bool page_is_known = true) {
        SCOPED_TRACE(
            asked.request.method + " " + asked.request.target + " " +
            std::to_string(response.status)
        );
        const bool is_kept = may_be_kept(asked, response.status);
        const std::string nonce(response.header("Replay-Nonce"));
        EXPECT_EQ(nonce.empty(), is_kept);
        if (!is_kept) {
            EXPECT_TRUE(nonces_.insert(nonce).second);
        }
        EXPECT_EQ(response.header("Cache-Control"), is_kept ? "public, no-cache" : "no-store");
        EXPECT_EQ(response.header("Vary"), is_kept ? "Origin" : "");
        EXPECT_EQ(
            links_to_index(response), !(is_kept && asked.path == acme::usual_paths.directory)
        );
        const bool is_of_a_page = !page_is_known || !asked.request.header("Origin").empty();
        EXPECT_EQ(response.header("Access-Control-Allow-Origin"), is_of_a_page ? "*" : "");
        for (const auto& [name, value] : response.headers) {
            EXPECT_TRUE(is_of_a_page || !name.starts_with("Access-Control-")) << name;
            const auto same = [&](const auto& header) { return header.first == name; };
            EXPECT_TRUE(name == "Link" || std::ranges::count_if(response.headers, same) == 1)
                << name << " is there twice";
        }
        if (response.status >= 400) check_problem(response);
        statuses_.insert(response.status);
    }

    const std::set<int>& statuses() const { return statuses_; }

private:
    std::set<std::string> nonces_;
    std::set<int> statuses_;
};

// conforms: 8555-6.1-3, 8555-6.5-1, 8555-6.5-2, 8555-6.7-1, 8555-7.1-2
TEST(EveryAnswer, has_what_rfc_8555_asks_for) {
    AcmeForTests acme;
    Checker checker;
    for_each_request(acme, [&](const Asked& asked) {
        checker.check(asked, acme.front.handle(asked.request));
    });
    EXPECT_EQ(checker.statuses(), (std::set{200, 204, 400, 404, 405}));
}

// conforms: 8555-6.1-3, 8555-6.5-2, 8555-6.7-1, 8555-7.1-2
TEST(EveryAnswer, has_it_where_the_request_is_refused_before_it_comes_here) {
    AcmeForTests acme;
    Checker checker;
    for_each_request(acme, [&](const Asked& asked) {
        for (const auto status : refusals) {
            const auto response = acme.front.refuse(asked.request, {status, "why"});
            EXPECT_EQ(response.status, status);
            const bool head_was_read = status == 413 || status == 429 || status == 503;
            checker.check(asked, response, head_was_read);
        }
    });
}

// conforms: 8555-6.5-2, 8555-7.1-2
TEST(EveryAnswer, has_it_while_the_database_does_not_answer) {
    workflow::IssuingOffice office;
    workflow::FailingStore failing(office.url());
    AcmeForTests acme(office, failing.store);
    Checker checker;
    for_each_request(acme, [&](const Asked& asked) {
        failing.failure->fail_at(1);
        checker.check(asked, acme.front.handle(asked.request));
    });
    EXPECT_TRUE(checker.statuses().contains(503));
}

// conforms: 8555-6.5-1, 8555-7.1-2
TEST(EveryAnswer, has_it_where_the_request_is_a_good_one) {
    AcmeForTests acme;
    Checker checker;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    const auto url = order.header("Location");
    const auto check = [&](std::string_view path, const Reply& reply) {
        EXPECT_LT(reply.status(), 300) << path << reply.response.body;
        checker.check({path, acme.request("POST", std::string(path))}, reply.response);
    };
    const auto& paths = acme::usual_paths;
    check(paths.new_order, order);
    check(
        paths.finalize, acme.post(host, order.text("finalize"), acme.csr_for({"www.example.org"}))
    );
    const auto certificate = acme.post_as_get(host, url).text("certificate");
    for (const auto& [path, read] :
         {std::pair(paths.directory, AcmeForTests::url("directory")),
          {paths.new_nonce, AcmeForTests::url("new-nonce")},
          {paths.account, host.kid},
          {paths.orders, host.kid + "/orders"},
          {paths.order, url},
          {paths.authorization, order.texts("authorizations").at(0)},
          {paths.certificate, certificate}})
        check(path, acme.post_as_get(host, read));
    EXPECT_EQ(checker.statuses(), (std::set{200, 201, 204}));
}

TEST(EveryAnswer, names_no_directory_of_an_endpoint_that_does_not_exist) {
    AcmeForTests acme;
    for (const auto* target : {"/acme/none/new-order", "/acme/none/directory", "/acme/a<b>/x"}) {
        const auto reply = acme.send("POST", target);
        EXPECT_EQ(reply.status(), 404) << target;
        EXPECT_EQ(reply.header("Link"), "") << target;
        EXPECT_NE(reply.header("Replay-Nonce"), "") << target;
    }
    // Whether it exists is not asked here, so only what cannot be a name has no link.
    const auto refused = [&](const std::string& target) {
        return std::string(
            acme.front.refuse(acme.request("POST", target), {413, "why"}).header("Link")
        );
    };
    EXPECT_EQ(refused("/acme/a>b/new-order"), "");
    EXPECT_EQ(refused("/acme/"), "");
    EXPECT_EQ(refused("/acme/" + std::string(5000, 'a')), "");
    EXPECT_NE(refused("/acme/ov"), "");
}

} // namespace

} // namespace chancery::server
