// SPDX-License-Identifier: Apache-2.0
#include "workflow/validation/validator.hpp"

#include "acme/resources.hpp"
#include "validation/caa.hpp"
#include "workflow/orders/underway.hpp"
#include "workflow/validation/caa.hpp"
#include "workflow/validation/work_queue.hpp"

#include <utility>

namespace chancery::workflow {

namespace {

constexpr std::chrono::seconds asked_later{10};

/// Where private networks may be asked, a redirect could make us send requests to hosts there that
/// the host which proves its name does not reach itself.
net::Redirects redirects_of(const ChallengeTerms& terms, bool follows_everywhere) {
    return follows_everywhere || terms.allowed_networks.empty() ? net::Redirects::anywhere
                                                                : net::Redirects::same_host;
}

net::Destinations destinations_of(const ChallengeTerms& terms, bool follows_everywhere) {
    return {
        .allowed = terms.allowed_networks,
        .denied = terms.denied_networks,
        .http_port = static_cast<unsigned short>(terms.http_port),
        .https_port = static_cast<unsigned short>(terms.https_port),
        .tls_port = static_cast<unsigned short>(terms.tls_port),
        .redirects = redirects_of(terms, follows_everywhere),
    };
}

/// Nobody was asked, since too many are: nothing is known of the name.
bool was_asked(const net::Answer& answer) {
    const auto* none = std::get_if<net::NoAnswer>(&answer);
    return !none || none->fault != Fault::unavailable;
}

/// What the order's client reads: each name that the DNS forbids, with its own reason.
Problem problem_of(std::vector<Subproblem> forbidden) {
    if (forbidden.size() == 1)
        return {forbidden.front().fault, forbidden.front().detail, std::move(forbidden)};
    return {
        forbidden.front().fault,
        "the DNS does not let this CA issue for some of the names; each has its reason",
        std::move(forbidden)};
}

using Claim = Underway<std::int64_t>::Claim;

/// The job that is held while it is being asked.
struct HeldJob {
    store::JobLease lease;
    Claim claim;
};

/// A challenge that is asked for.
struct Asked {
    AskedChallenge validation;
    HeldJob job;
};

/// Several answers that are waited for together.
struct Answers {
    CaaCheck check;
    HeldJob job;
    std::mutex mutex = {};
    std::vector<std::optional<net::Answer>> answers = {};
    std::size_t missing = 0;
};

} // namespace

struct Validator::Impl {
    store::Store& store;
    ValidatorOptions options;
    // What waits for its turn for longer than its lease is due again, and is not begun again here.
    Underway<std::int64_t> jobs;
    WorkQueue queue{options.threads};
    net::Prober prober; ///< Its callbacks put work into the queue, which outlives it.

    Impl(store::Store& of, ValidatorOptions read, Metrics& metrics)
        : store(of),
          options(std::move(read)),
          prober(options.resolver, options.limits, metrics) {}

    ~Impl() { queue.stop(); }

    /// All clients of an ACME account share its part of the prober; those of an open account, who
    /// have nothing to do with each other, do not.
    net::Errand errand_for(const store::ClientStanding& client, const Endpoint& endpoint) const {
        const auto who =
            endpoint.eab_required ? to_string(client.client.account) : to_string(client.client.id);
        return {
            .account = who,
            .destinations = destinations_of(endpoint.challenges, options.follows_everywhere)};
    }

    std::vector<std::string> account_urls(const store::ClientStanding& client) const {
        if (options.account_urls) return options.account_urls(client);
        return acme::account_urls(options.bases, client.endpoint_name, client.client.id);
    }

    validation::Subject subject_of(const AskedChallenge& validation, Time now) const {
        const auto& [challenge, authorization, client, endpoint] = validation;
        const auto& name = authorization.name;
        return {
            .name = std::string(name.base()),
            .is_wildcard = name.is_wildcard(),
            .is_address = name.is_address(),
            .token = challenge.token,
            .key_authorization = acme::key_authorization(challenge.token, client.client.thumbprint),
            .account_urls = account_urls(client),
            .identities = acme::identities_of(endpoint, options.bases),
            .now = now,
        };
    }

    validation::CaaSubject caa_subject_of(
        const Name& name,
        const std::string& method,
        const store::ClientStanding& client,
        const Endpoint& endpoint
    ) const {
        return {
            .name = std::string(name.base()),
            .is_wildcard = name.is_wildcard(),
            .identities = acme::identities_of(endpoint, options.bases),
            .account_urls = account_urls(client),
            .method = find_value<acme::ChallengeType>(method),
        };
    }

    void ask(const ChallengeRef& ref, const store::JobLease& lease) {
        if (auto claim = jobs.claim(lease.id))
            queue.put([this, ref, job = HeldJob{lease, std::move(claim)}] { begin(ref, job); });
    }

    void begin(const ChallengeRef& ref, const HeldJob& job) {
        auto found =
            store.read([&](store::Reader& reader) { return find_asked_challenge(reader, ref); });
        if (!found) return; // the job finds that out, too
        const auto asked = std::make_shared<const Asked>(Asked{*std::move(found), job});
        const auto& validation = asked->validation;
        prober.ask(
            options.method(ref.type).plan(subject_of(validation, options.clock())),
            errand_for(validation.client, validation.endpoint),
            [this, asked](net::Answer answer) {
                queue.put([this, asked, answer = std::move(answer)] { judge(asked, answer); });
            }
        );
    }

    void judge(const std::shared_ptr<const Asked>& asked, const net::Answer& answer) {
        const auto now = options.clock();
        if (!was_asked(answer)) return ask_later(asked->job, now);
        const auto& validation = asked->validation;
        const auto type = validation.challenge.type;
        auto outcome = options.method(type).judge(subject_of(validation, now), answer);
        const auto& name = validation.authorization.name;
        const bool asks_caa = validation.endpoint.challenges.caa && !name.is_address();
        if (!asks_caa || std::holds_alternative<Problem>(outcome)) {
            finish(store, validation, {std::move(outcome)}, asked->job.lease, now);
            return;
        }
        prober.ask(
            validation::plan_caa(std::string(name.base())),
            errand_for(validation.client, validation.endpoint),
            [this, asked, outcome = std::move(outcome)](net::Answer caa) {
                queue.put([this, asked, outcome, caa = std::move(caa)] {
                    judge_caa(*asked, outcome, caa);
                });
            }
        );
    }

    /// The name was proven; does the DNS let us issue for it?
    void
    judge_caa(const Asked& asked, const validation::Judgement& proven, const net::Answer& answer) {
        const auto now = options.clock();
        if (!was_asked(answer)) return ask_later(asked.job, now);
        const auto& validation = asked.validation;
        const auto subject = caa_subject_of(
            validation.authorization.name,
            std::string(acme::to_string(validation.challenge.type)),
            validation.client,
            validation.endpoint
        );
        auto outcome = validation::judge_caa(subject, answer);
        if (std::holds_alternative<Problem>(outcome))
            finish(store, validation, {std::move(outcome)}, asked.job.lease, now);
        else
            finish(store, validation, {proven, now}, asked.job.lease, now);
    }

    /// There was no room.
    void ask_later(const HeldJob& job, Time now) {
        store.write([&](store::Transaction& tx) {
            store::run_again(tx, job.lease, now + asked_later);
        });
    }

    void ask_caa(OrderId order, const store::JobLease& lease) {
        if (auto claim = jobs.claim(lease.id))
            queue.put([this, order, job = HeldJob{lease, std::move(claim)}] {
                begin_caa(order, job);
            });
    }

    void begin_caa(OrderId order, const HeldJob& job) {
        auto check = store.read([&](store::Reader& reader) {
            return find_caa_check(reader, order, options.clock());
        });
        if (!check) return;
        const auto errand = errand_for(check->client, check->endpoint);
        const auto count = check->stale.size();
        const auto held = std::make_shared<Answers>(*std::move(check), job);
        held->answers.resize(count);
        held->missing = count;
        for (std::size_t i = 0; i < count; ++i)
            prober.ask(
                validation::plan_caa(std::string(held->check.stale[i].name.base())),
                errand,
                [this, held, i](net::Answer answer) { collect(held, i, std::move(answer)); }
            );
    }

    void collect(const std::shared_ptr<Answers>& held, std::size_t place, net::Answer answer) {
        const std::lock_guard lock(held->mutex);
        held->answers[place] = std::move(answer);
        if (--held->missing == 0) queue.put([this, held] { judge_caa(*held); });
    }

    void judge_caa(const Answers& held) {
        const auto& [order, client, endpoint, stale] = held.check;
        const auto now = options.clock();
        std::vector<Subproblem> forbidden;
        for (std::size_t i = 0; i < stale.size(); ++i) {
            if (!was_asked(*held.answers[i])) return ask_later(held.job, now);
            const auto& name = stale[i].name;
            const auto subject = caa_subject_of(name, stale[i].method, client, endpoint);
            const auto outcome = validation::judge_caa(subject, *held.answers[i]);
            if (const auto* problem = std::get_if<Problem>(&outcome))
                forbidden.push_back({identifier_of(name), problem->fault, problem->detail});
        }
        if (!forbidden.empty()) {
            refuse(store, held.check, problem_of(std::move(forbidden)), held.job.lease, now);
            return;
        }
        allow(store, held.check, held.job.lease, now);
    }
};

Validator::Validator(store::Store& store, ValidatorOptions options, Metrics& metrics)
    : impl_(std::make_unique<Impl>(store, std::move(options), metrics)) {}

Validator::~Validator() = default;

void Validator::ask(const ChallengeRef& challenge, const store::JobLease& lease) {
    impl_->ask(challenge, lease);
}

void Validator::ask_caa(OrderId order, const store::JobLease& lease) {
    impl_->ask_caa(order, lease);
}

} // namespace chancery::workflow
