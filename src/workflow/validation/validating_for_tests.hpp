// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an office with a validator, whose endpoint "open" is for any name that is proven, and
// the DNS and the web server of the hosts that prove theirs. Names below example.test are all this
// machine.

#include "acme/resources.hpp"
#include "net/probe/dns_for_tests.hpp"
#include "store/orders/authorizations.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/registry/open_account.hpp"
#include "workflow/validation/validator.hpp"
#include "workflow/validation/web_server_for_tests.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <chrono>
#include <thread>

namespace chancery::workflow {

/// Of the endpoint "dv" in all but these terms, and in the office's own rules: it asks hosts at the
/// loopback addresses, and issues for those.
inline Endpoint
add_open_endpoint(IssuingOffice& office, ChallengeTerms terms, bool reuse_pending_orders = false) {
    auto open = office.endpoint("dv");
    open.id = crypto::new_id<EndpointId>(office.request.now);
    open.name = "open";
    open.profile = office.endpoint("internal").profile;
    open.challenges = std::move(terms);
    open.challenges.allowed_networks = {parse_network("127.0.0.0/8").value()};
    open.reuse_pending_orders = reuse_pending_orders;
    const auto account =
        new_open_account(office.sealer, open, office.physics.id, office.request.now);
    office.store.write([&](store::Transaction& tx) {
        store::insert(tx, open);
        store::insert(tx, account.account, account.sealed);
    });
    return open;
}

class ProvingOffice {
public:
    static constexpr std::string_view public_url = "https://pki.example.org";

    explicit ProvingOffice(ChallengeTerms terms = {}) {
        for (const auto* name : {"www.example.test", "mail.example.test"})
            dns.add_ipv4(name, "127.0.0.1");
        terms.http_port = web.port();
        open = add_open_endpoint(office, std::move(terms));
    }

    net::testing::DnsServer dns;
    WebServer web;
    IssuingOffice office;
    Endpoint open;
    Metrics metrics;
    Validator validator{
        office.store,
        {.bases = std::string(public_url),
         .resolver =
             {.servers = {dns.address()},
              .validate = false,
              .longest_cached = std::chrono::seconds(0)},
         .threads = 2,
         .clock = [this] { return now(); }},
        metrics};
    Jobs jobs{
        office.store,
        rows_of({JobKind::challenge, JobKind::issue}, job_parts(office.issuing, validator)),
        [this] { return now(); },
        metrics};

private:
    template <class Read>
    auto read(Read of) const {
        return office.store.read(of);
    }

    acme::Challenge find_challenge(AuthorizationId id, acme::ChallengeType type) const {
        return read([&](store::Reader& reader) { return store::find_challenge(reader, id, type); }
        ).value();
    }

    /// What comes to be there in the validator's own time.
    template <class Find>
    auto await(Find find) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        for (;;) {
            jobs.run_due();
            if (auto found = find()) return *std::move(found);
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error("waited in vain for the validator");
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }

public:
    Time now() const { return office.request.now; }

    store::ClientStanding client() {
        return office.standing(office.enroll(IssuingOffice::new_key(), open, std::nullopt).client.id
        );
    }

    /// As CAA records name the client.
    static std::string url_of(ClientId client) {
        return acme::Urls(std::string(public_url) + "/acme/open").account(client);
    }

    Order order(const store::ClientStanding& by, const std::vector<std::string>& names) {
        std::vector<Name> parsed;
        for (const auto& name : names)
            parsed.push_back({name});
        return create_order(office.store, open, by, {.names = std::move(parsed)}, now());
    }

    Authorization authorization(AuthorizationId id) const {
        return read([&](store::Reader& reader) { return store::find_authorization(reader, id); }
        ).value();
    }

    std::vector<acme::Challenge> challenges(AuthorizationId id) const {
        return read([&](store::Reader& reader) { return store::list_challenges(reader, id); });
    }

    /// Answers the challenge as a host does, and waits until it was judged.
    acme::Challenge prove(
        const store::ClientStanding& client,
        AuthorizationId id,
        acme::ChallengeType type = acme::ChallengeType::http_01
    ) {
        const auto challenge = find_challenge(id, type);
        const auto answer = acme::key_authorization(challenge.token, client.client.thumbprint);
        if (type == acme::ChallengeType::http_01) web.put(answer);
        if (type == acme::ChallengeType::dns_01)
            dns.add(
                "_acme-challenge." + std::string(authorization(id).name.base()),
                net::testing::rr::txt,
                net::testing::txt_data({to_base64url(crypto::sha256(answer))})
            );
        const auto responded = respond(office.store, client, {id, type}, now());
        if (responded.lease) validator.ask({id, type}, *responded.lease);
        return await([&]() -> std::optional<acme::Challenge> {
            auto found = find_challenge(id, type);
            const bool is_open = found.status == acme::ChallengeStatus::pending ||
                                 found.status == acme::ChallengeStatus::processing;
            return is_open ? std::nullopt : std::optional(std::move(found));
        });
    }

    /// All that the order still waits for.
    Order prove(
        const store::ClientStanding& client,
        const Order& order,
        acme::ChallengeType type = acme::ChallengeType::http_01
    ) {
        for (const auto id : order.authorizations)
            if (authorization(id).status == AuthorizationStatus::pending) prove(client, id, type);
        return office.order(order.id);
    }

    /// Finalizes it and waits until it has ended. The order, valid or invalid.
    Order finalize(const store::ClientStanding& client, const Order& order) {
        const auto wanted = office.finalization(order, open);
        workflow::finalize(office.issuing, client, wanted, now());
        return await([&]() -> std::optional<Order> {
            auto found = office.order(order.id);
            const bool is_open = found.status == OrderStatus::processing;
            return is_open ? std::nullopt : std::optional(std::move(found));
        });
    }
};

} // namespace chancery::workflow
