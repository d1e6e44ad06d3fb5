// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/limits.hpp"

#include "base/encoding.hpp"
#include "base/network.hpp"
#include "crypto/digest.hpp"
#include "model/public_suffix.hpp"
#include "policy/limits.hpp"
#include "store/certificates/certificates.hpp"
#include "store/events.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/failures.hpp"
#include "store/orders/renewals.hpp"
#include "store/registry/limits.hpp"
#include "workflow/orders/authorizations.hpp"
#include "workflow/orders/open_orders.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace chancery::workflow {

namespace {

using enum LimitKind;

/// What a site is usually assigned (RFC 6177, RIPE-690). Whoever has one has 65536 networks of
/// hosts, so that it is limited as a whole, more widely.
constexpr int prefix_of_a_site = 48;
constexpr int hosts_of_a_site = 10;

/// Whose limits, and whom a refusal sends to.
struct Rules {
    EndpointId endpoint;
    Limits limits;
    std::string ask;
    Time now;
};

Rules rules_of(const LimitedClient& of) {
    const auto& account = of.client.account;
    return {
        of.client.client.endpoint,
        overridden(of.endpoint_limits, account.limits),
        account.ask,
        of.now};
}

/// Whose room is asked about: as the database keeps it, and as a person reads it.
struct Subject {
    std::string key;
    std::string shown;
};

/// Several limits that must all have room; what is taken is kept when they have.
class Taking {
public:
    Taking(store::Transaction& tx, const Rules& rules) : tx_(tx), rules_(rules) {}

    void take(LimitKind kind, const Subject& subject) { take_times(1, kind, subject); }

    /// Of a subject that has so many times the limit's rate.
    void take_times(int times, LimitKind kind, const Subject& subject) {
        if (const auto arrival = ask(times, kind, subject))
            taken_.emplace_back(key(kind, subject), *arrival);
    }

    /// As `take`, but that nothing is counted.
    void check(LimitKind kind, const Subject& subject) { ask(1, kind, subject); }

    std::optional<Problem> settle() {
        if (refusal_) return std::move(refusal_);
        for (const auto& [key, arrival] : taken_)
            store::keep_arrival(tx_, key, arrival);
        return std::nullopt;
    }

private:
    store::LimitKey key(LimitKind kind, const Subject& subject) const {
        return {kind, rules_.endpoint, subject.key};
    }

    std::optional<ArrivalTime> ask(int times, LimitKind kind, const Subject& subject) {
        auto rate = rate_of(rules_.limits, kind);
        if (!rate || refusal_) return std::nullopt;
        rate->count *= times;
        rate->burst *= times;
        const auto before = store::find_arrival(tx_, key(kind, subject));
        const auto decision = policy::take(*rate, before, rules_.now);
        if (decision.granted()) return decision.arrival;
        refusal_ = policy::refusal(
            {kind, *rate, subject.shown, rules_.ask}, *decision.retry_after, rules_.now
        );
        return std::nullopt;
    }

    store::Transaction& tx_;
    const Rules& rules_;
    std::vector<std::pair<store::LimitKey, ArrivalTime>> taken_;
    std::optional<Problem> refusal_;
};

void take_one_by(const store::ClientStanding& standing, Taking& taking) {
    taking.take(orders_per_client, {to_string(standing.client.id), "this client"});
    taking.take(
        orders_per_account,
        {to_string(standing.client.account), "the ACME account \"" + standing.account_name + '"'}
    );
}

/// Whether names have to be looked at.
bool limits_certificates(const Rules& rules) {
    return rate_of(rules.limits, certificates_per_domain) ||
           rate_of(rules.limits, certificates_per_name_set);
}

/// An IPv6 address as the network that a single host can have: whoever has that has as many names
/// as it likes.
Name counted(const Name& name) {
    return name.is_address() ? Name{counted_as(name.value)} : name;
}

/// The registered domains, and of addresses what they count as; each once.
std::set<std::string> domains_of(const std::vector<Name>& names) {
    std::set<std::string> domains;
    for (const auto& name : names)
        domains.insert(name.is_address() ? counted(name).value : registered_domain(name));
    return domains;
}

/// Exactly these names, in whatever order.
Subject set_of(const std::vector<Name>& names) {
    std::set<std::string> sorted;
    std::string all;
    for (const auto& name : names)
        sorted.insert(counted(name).value);
    for (const auto& name : sorted)
        all += name + '\n';
    return {
        to_hex(crypto::sha256(all)),
        sorted.size() == 1 ? *sorted.begin() : "these " + std::to_string(sorted.size()) + " names"};
}

Subject failing(ClientId client, const Name& name) {
    const auto subject = counted(name).value;
    return {to_string(client) + ' ' + subject, subject};
}

/// Why the client may not try this name now, if so.
std::optional<Problem>
fault_of(store::Transaction& tx, const Rules& rules, ClientId client, const Name& name) {
    const auto until_paused = rate_of(rules.limits, failures_until_paused);
    if (until_paused && store::is_paused(tx, client, counted(name)))
        return policy::paused({failures_until_paused, *until_paused, counted(name).value, rules.ask}
        );
    Taking taking(tx, rules);
    taking.check(failed_validations, failing(client, name));
    return taking.settle();
}

Subproblem subproblem_of(const Name& name, const Problem& problem) {
    return {
        .place = identifier_of(name),
        .fault = problem.fault,
        .detail = problem.detail,
        .cause = problem.cause};
}

/// Of the names whose control has to be shown anew: those that may not be tried now.
std::optional<Problem> failing_names(
    store::Transaction& tx,
    const Rules& rules,
    ClientId client,
    std::span<const policy::Verdict> verdicts
) {
    std::optional<Problem> whole;
    for (const auto& verdict : verdicts) {
        if (!verdict.needs_challenge) continue;
        const auto fault = fault_of(tx, rules, client, verdict.name);
        if (!fault || store::find_proven(tx, client, verdict.name, rules.now + relied_on)) continue;
        if (!whole) whole = *fault;
        whole->subproblems.push_back(subproblem_of(verdict.name, *fault));
        // All of it fits only once the last of them does.
        if (!fault->retry_after) whole->retry_after = std::nullopt;
        if (whole->retry_after)
            whole->retry_after = std::max(whole->retry_after, fault->retry_after);
    }
    if (whole && whole->subproblems.size() == 1) whole->subproblems.clear();
    return whole;
}

std::vector<Name> names_of(std::span<const policy::Verdict> verdicts) {
    std::vector<Name> names;
    for (const auto& verdict : verdicts)
        names.push_back(verdict.name);
    return names;
}

Rules rules_of(const AskedChallenge& validation, Time now) {
    return rules_of({validation.endpoint.limits_in_force(), validation.client, now});
}

/// As it was for `take_order`.
bool is_asked_for(const store::Reader& reader, const Order& order, Time now) {
    if (order.replaces.empty()) return false;
    const auto id = store::find_to_replace(reader, order.id);
    const auto certificate = id ? store::find_certificate(reader, *id) : std::nullopt;
    return certificate && is_asked_for(*certificate, store::find_renewal(reader, *id), now);
}

/// What no host can help.
bool is_ours(Fault fault) {
    return fault == Fault::unavailable || fault == Fault::internal ||
           fault == Fault::server_internal;
}

void pause_client(
    store::Transaction& tx, const AskedChallenge& validation, int failures, Time now
) {
    const auto client = validation.client.client.id;
    const auto name = counted(validation.authorization.name);
    if (store::is_paused(tx, client, name)) return;
    store::pause(tx, client, name, now);
    store::record(
        tx,
        {.actor = validation.client.actor(),
         .action = "client.paused",
         .object_type = "client",
         .object_id = to_string(client),
         .object_name = validation.client.account_name,
         .department = validation.client.department,
         .changes = {{"paused", "", name.value}, {"failures", "", std::to_string(failures)}}},
        now
    );
}

} // namespace

std::optional<Problem> take_registration(
    store::Transaction& tx,
    const Endpoint& endpoint,
    const LimitedAccount& account,
    std::string_view address,
    Time now
) {
    const auto limits = overridden(endpoint.limits_in_force(), account.standing.limits);
    const Rules rules{endpoint.id, limits, account.standing.ask, now};
    const auto host = counted_as(address);
    const auto site = counted_as(address, prefix_of_a_site);
    Taking taking(tx, rules);
    taking.take(registrations_per_address, {host, host});
    // An IPv4 address is its own site.
    if (site != host) taking.take_times(hosts_of_a_site, registrations_per_address, {site, site});
    taking.take(
        registrations_per_account,
        {to_string(account.id), "the ACME account \"" + account.name + '"'}
    );
    return taking.settle();
}

std::optional<Problem> take_change(store::Transaction& tx, const LimitedClient& of) {
    const auto rules = rules_of(of);
    Taking taking(tx, rules);
    taking.take(changes_per_client, {to_string(of.client.client.id), "this client"});
    return taking.settle();
}

std::optional<Problem> take_order(
    store::Transaction& tx,
    const LimitedClient& of,
    std::span<const policy::Verdict> verdicts,
    Exempt exempt
) {
    const auto rules = rules_of(of);
    if (auto failing = failing_names(tx, rules, of.client.client.id, verdicts)) return failing;
    if (exempt == Exempt::yes) return std::nullopt;
    if (auto crowded = crowded_by(tx, rules.limits, of.client, of.now)) return crowded;

    Taking taking(tx, rules);
    if (limits_certificates(rules)) {
        const auto names = names_of(verdicts);
        for (const auto& domain : domains_of(names))
            taking.check(certificates_per_domain, {domain, domain});
        taking.check(certificates_per_name_set, set_of(names));
    }
    take_one_by(of.client, taking);
    return taking.settle();
}

std::optional<Problem> take_authorization(
    store::Transaction& tx, const LimitedClient& of, const policy::Verdict& verdict
) {
    const auto rules = rules_of(of);
    if (auto failing = failing_names(tx, rules, of.client.client.id, {&verdict, 1})) return failing;
    Taking taking(tx, rules);
    take_one_by(of.client, taking);
    return taking.settle();
}

std::optional<Problem>
take_certificate(store::Transaction& tx, const LimitedClient& of, const Order& order) {
    const auto rules = rules_of(of);
    if (!limits_certificates(rules) || is_asked_for(tx, order, of.now)) return std::nullopt;
    Taking taking(tx, rules);
    for (const auto& domain : domains_of(order.names))
        taking.take(certificates_per_domain, {domain, domain});
    taking.take(certificates_per_name_set, set_of(order.names));
    return taking.settle();
}

void count_failure(store::Transaction& tx, const AskedChallenge& validation, Fault why, Time now) {
    if (is_ours(why)) return;
    const auto rules = rules_of(validation, now);
    const auto client = validation.client.client.id;
    const auto name = counted(validation.authorization.name);
    if (const auto rate = rate_of(rules.limits, failed_validations)) {
        const store::LimitKey key{failed_validations, rules.endpoint, failing(client, name).key};
        store::keep_arrival(tx, key, policy::count(*rate, store::find_arrival(tx, key), now));
    }
    if (const auto rate = rate_of(rules.limits, failures_until_paused)) {
        const auto failures = store::count_failure(tx, client, name, now);
        if (failures >= rate->count) pause_client(tx, validation, failures, now);
    }
}

void count_success(store::Transaction& tx, const AskedChallenge& validation) {
    const auto limits =
        overridden(validation.endpoint.limits_in_force(), validation.client.account.limits);
    if (rate_of(limits, failures_until_paused))
        store::forget_failures(
            tx, validation.client.client.id, counted(validation.authorization.name)
        );
}

Problem record_limited(store::Transaction& tx, Problem problem, Event event, Time now) {
    event.outcome = Outcome::refused;
    const auto limit = problem.cause.find<LimitKind>();
    ensure(limit.has_value(), "a limit's refusal has it as cause");
    event.detail = "the limit " + std::string(to_string(*limit)) + " is reached";
    store::record_refusal(tx, event, now);
    problem.recorded = true;
    return problem;
}

} // namespace chancery::workflow
