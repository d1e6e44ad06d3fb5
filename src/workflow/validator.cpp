// SPDX-License-Identifier: Apache-2.0
#include "workflow/validator.hpp"

#include "acme/resources.hpp"
#include "validation/caa.hpp"
#include "workflow/caa.hpp"
#include "workflow/sweep.hpp"
#include "workflow/underway.hpp"
#include "workflow/work_queue.hpp"

#include <utility>

namespace chancery::workflow {

namespace {

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

/// Nobody was asked, since too many are: nothing is known of the name. The lease runs out, and it
/// is asked then.
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

/// A challenge that is asked for.
struct Asked {
    Validation validation;
    Underway<ChallengeRef>::Claim claim;
};

/// Several answers that are waited for together.
struct Answers {
    CaaCheck check;
    Underway<OrderId>::Claim claim;
    std::mutex mutex = {};
    std::vector<std::optional<net::Answer>> answers = {};
    std::size_t missing = 0;
};

} // namespace

struct Validator::Impl {
    Issuing& issuing;
    store::Store& store = issuing.store;
    ValidatorOptions options;
    // What waits for its turn for longer than its lease is due again, and is not begun again here.
    Underway<ChallengeRef> challenges;
    Underway<OrderId> orders;
    WorkQueue queue{options.threads};
    net::Prober prober; ///< Its callbacks put work into the queue, which outlives it.

    Impl(Issuing& of, ValidatorOptions read, Metrics& metrics)
        : issuing(of),
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

    validation::Subject subject_of(const Validation& validation, Time now) const {
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
            .method = acme::find_challenge_type(method),
        };
    }

    void ask(const ChallengeRef& ref) {
        if (auto claim = challenges.claim(ref))
            queue.put([this, claim = std::move(claim)] { begin(claim); });
    }

    void begin(const Underway<ChallengeRef>::Claim& claim) {
        auto found =
            store.read([&](store::Reader& reader) { return find_validation(reader, *claim); });
        if (!found) return;
        const auto asked = std::make_shared<const Asked>(Asked{*std::move(found), claim});
        const auto& validation = asked->validation;
        prober.ask(
            options.method(claim->type).plan(subject_of(validation, options.clock())),
            errand_for(validation.client, validation.endpoint),
            [this, asked](net::Answer answer) {
                queue.put([this, asked, answer = std::move(answer)] { judge(asked, answer); });
            }
        );
    }

    void judge(const std::shared_ptr<const Asked>& asked, const net::Answer& answer) {
        if (!was_asked(answer)) return;
        const auto& validation = asked->validation;
        const auto now = options.clock();
        const auto type = validation.challenge.type;
        auto outcome = options.method(type).judge(subject_of(validation, now), answer);
        const auto& name = validation.authorization.name;
        const bool asks_caa = validation.endpoint.challenges.caa && !name.is_address();
        if (!asks_caa || std::holds_alternative<Problem>(outcome)) {
            finish(store, validation, {std::move(outcome)}, now);
            return;
        }
        prober.ask(
            validation::plan_caa(std::string(name.base())),
            errand_for(validation.client, validation.endpoint),
            [this, asked, outcome = std::move(outcome)](net::Answer caa) {
                queue.put([this, asked, outcome, caa = std::move(caa)] {
                    judge_caa(asked->validation, outcome, caa);
                });
            }
        );
    }

    /// The name was proven; does the DNS let us issue for it?
    void judge_caa(
        const Validation& validation, const validation::Outcome& proven, const net::Answer& answer
    ) {
        if (!was_asked(answer)) return;
        const auto now = options.clock();
        const auto subject = caa_subject_of(
            validation.authorization.name,
            std::string(acme::to_string(validation.challenge.type)),
            validation.client,
            validation.endpoint
        );
        auto outcome = validation::judge_caa(subject, answer);
        if (std::holds_alternative<Problem>(outcome))
            finish(store, validation, {std::move(outcome)}, now);
        else
            finish(store, validation, {proven, now}, now);
    }

    void ask_caa(OrderId order) {
        if (auto claim = orders.claim(order))
            queue.put([this, claim = std::move(claim)] { begin_caa(claim); });
    }

    void begin_caa(const Underway<OrderId>::Claim& claim) {
        auto check = store.read([&](store::Reader& reader) {
            return find_caa_check(reader, *claim, options.clock());
        });
        if (!check) return;
        const auto errand = errand_for(check->client, check->endpoint);
        const auto count = check->stale.size();
        const auto held = std::make_shared<Answers>(*std::move(check), claim);
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
            if (!was_asked(*held.answers[i])) return;
            const auto& name = stale[i].name;
            const auto subject = caa_subject_of(name, stale[i].method, client, endpoint);
            const auto outcome = validation::judge_caa(subject, *held.answers[i]);
            if (const auto* problem = std::get_if<Problem>(&outcome))
                forbidden.push_back({name.value, problem->fault, problem->detail});
        }
        if (!forbidden.empty()) {
            refuse(store, held.check, problem_of(std::move(forbidden)), now);
            return;
        }
        allow(store, held.check, now);
        const auto nobody = [](OrderId) {};
        go_on(issuing, nobody, order.id, now);
    }
};

Validator::Validator(Issuing& issuing, ValidatorOptions options, Metrics& metrics)
    : impl_(std::make_unique<Impl>(issuing, std::move(options), metrics)) {}

Validator::~Validator() = default;

void Validator::ask(const ChallengeRef& challenge) {
    impl_->ask(challenge);
}

void Validator::ask_caa(OrderId order) {
    impl_->ask_caa(order);
}

int Validator::sweep(Time now) {
    const auto due = take_due(impl_->store, now);
    for (const auto& ref : due)
        ask(ref);
    return static_cast<int>(due.size());
}

} // namespace chancery::workflow
