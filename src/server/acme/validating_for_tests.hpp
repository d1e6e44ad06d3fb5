// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an endpoint for any name that is proven, with a DNS server and a web server of its
// own.

#include "server/acme/acme_server_for_tests.hpp"
#include "workflow/validation/validating_for_tests.hpp"

#include <chrono>
#include <thread>

namespace chancery::server {

/// The endpoint "open": any name, by challenge, without a credential. The names below example.test
/// are all this machine.
class Validating {
public:
    explicit Validating(
        bool caa = false, bool reuse_pending_orders = false, net::ProberLimits limits = {}
    )
        : acme(
              {.servers = {dns.address()},
               .validate = false,
               .longest_cached = std::chrono::seconds(0)},
              limits
          ) {
        dns.add_ipv4("www.example.test", "127.0.0.1");
        dns.add_ipv4("mail.example.test", "127.0.0.1");
        auto terms = acme.office.endpoint("dv").challenges;
        terms.caa = caa;
        terms.http_port = web.port();
        workflow::add_open_endpoint(acme.office, std::move(terms), reuse_pending_orders);
    }

    /// Also those of drafts.
    void offer_every_type() {
        auto open = acme.office.endpoint("open");
        open.challenges.types.clear();
        for (const auto type : every<acme::ChallengeType>)
            open.challenges.types.emplace_back(acme::to_string(type));
        acme.office.store.write([&](store::Transaction& tx) {
            store::update(tx, open, acme.office.request.now);
        });
    }

    net::testing::DnsServer dns;
    workflow::WebServer web;
    AcmeForTests acme;

    workflow::Jobs jobs{
        acme.office.store,
        workflow::rows_of(
            {JobKind::challenge, JobKind::issue}, workflow::job_parts(acme.issuing, acme.validator)
        ),
        [this] { return acme.office.request.now + later; },
        acme.metrics};
    std::chrono::seconds later{0}; ///< By so much is the jobs' clock ahead.

    /// Those that are due by the office's clock, so much later. Returns how many.
    int run_jobs(std::chrono::seconds after = std::chrono::seconds(0)) {
        later = after;
        const int ran = jobs.run_due();
        later = std::chrono::seconds(0);
        return ran;
    }

    static std::string url(const std::string& path) { return AcmeForTests::url(path, "open"); }

    Host registered() {
        Host host;
        const auto reply = acme.post(host, url("new-account"), json::Object{});
        ensure(reply.status() == 201, "a client registers without a credential");
        host.kid = reply.header("Location");
        return host;
    }

    Reply new_order(const Host& host, const std::vector<std::string>& names) {
        return acme.post(host, url("new-order"), AcmeForTests::identifiers(names));
    }

    Reply authorization_of(const Host& host, const Reply& order, std::size_t place = 0) {
        return acme.post_as_get(host, order.texts("authorizations").at(place));
    }

    /// The URL and the token of a challenge.
    struct Offered {
        std::string url;
        std::string token;
    };

    static std::optional<Offered> find(const Reply& authorization, const std::string& type) {
        for (const auto& challenge : json::Reader(authorization.body).at("challenges").array())
            if (challenge.at("type").string() == type)
                return Offered{challenge.at("url").string(), challenge.at("token").string()};
        return std::nullopt;
    }

    static std::vector<std::string> types_of(const Reply& authorization) {
        std::vector<std::string> types;
        for (const auto& challenge : json::Reader(authorization.body).at("challenges").array())
            types.push_back(challenge.at("type").string());
        return types;
    }

    static std::string find_url(const Reply& authorization, const std::string& type) {
        for (const auto& challenge : json::Reader(authorization.body).at("challenges").array())
            if (challenge.at("type").string() == type) return challenge.at("url").string();
        return {};
    }

    static std::string thumbprint_of(const Host& host) {
        return crypto::thumbprint(host.key.public_key());
    }

    Reply respond(const Host& host, const std::string& challenge) {
        return acme.post(host, challenge, json::Object{});
    }

    /// Once it is neither of these.
    Reply await(const Host& host, const std::string& url) {
        for (int i = 0; i < 3000; ++i) {
            run_jobs();
            auto reply = acme.post_as_get(host, url);
            const auto status = reply.text("status");
            if (status != "pending" && status != "processing") return reply;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        throw std::runtime_error("waited in vain for " + url);
    }

    /// Whether the metrics have this line before long.
    bool comes_to(std::string_view line) {
        for (int i = 0; i < 3000; ++i) {
            run_jobs();
            if (acme.metrics.to_text().find(line) != std::string::npos) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }

    /// By http-01; whether the file is there is the caller's affair.
    Reply tried(const Host& host, const std::string& authorization) {
        const auto offered = find(acme.post_as_get(host, authorization), "http-01").value();
        respond(host, offered.url);
        return await(host, authorization);
    }

    /// By http-01, as a client does it.
    Reply proven(const Host& host, const std::string& authorization) {
        const auto offered = find(acme.post_as_get(host, authorization), "http-01").value();
        web.put(offered.token + "." + thumbprint_of(host));
        return tried(host, authorization);
    }

    /// An authorization's time is over so soon from now on.
    void shorten(const std::string& authorization, std::chrono::seconds left) {
        const auto id = parse_id<AuthorizationId>(authorization.substr(authorization.size() - 36));
        acme.office.store.write([&](store::Transaction& tx) {
            auto found = store::find_authorization(tx, id.value()).value();
            found.expires = acme.office.request.now + left;
            store::update(tx, found);
        });
    }

    /// An order with every name proven.
    Reply proven_order(const Host& host, const std::vector<std::string>& names) {
        const auto order = new_order(host, names);
        for (const auto& authorization : order.texts("authorizations"))
            proven(host, authorization);
        return acme.post_as_get(host, order.header("Location"));
    }
};

} // namespace chancery::server
