// SPDX-License-Identifier: Apache-2.0
#include "workflow/validation/challenges.hpp"

#include "policy/decide.hpp"
#include "store/events.hpp"
#include "store/jobs.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/facts.hpp"
#include "workflow/audit.hpp"
#include "workflow/orders/authorizations.hpp"
#include "workflow/orders/limits.hpp"
#include "workflow/refusal.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

constexpr auto id_size = sizeof(IdBytes);

Event event_on(
    const store::ClientStanding& client,
    const Authorization& authorization,
    const acme::Challenge& challenge,
    std::string action
) {
    return {
        .actor = client.actor(),
        .action = std::move(action),
        .object_type = "authorization",
        .object_id = to_string(authorization.id),
        .object_name = authorization.name.value,
        .department = client.department,
        .changes = {{"challenge", "", std::string(acme::to_string(challenge.type))}},
    };
}

Event event_on(const AskedChallenge& validation, std::string action) {
    return event_on(
        validation.client, validation.authorization, validation.challenge, std::move(action)
    );
}

struct Answer {
    std::optional<Responded> responded;
    std::optional<Problem> refusal = std::nullopt;
};

/// A name that the client may not have any more is not asked for on its behalf.
std::optional<Problem> refusal_now(
    const store::Reader& reader, const store::ClientStanding& client, const Name& name, Time now
) {
    const std::vector<Name> names{name};
    const auto facts = store::facts(
        reader, client.client.account, client.client.endpoint, names, store::any_profile
    );
    return policy::refusal(policy::decide(facts, names, now), facts.contacts);
}

/// What its client reads of an order that a failed challenge has ended.
Problem problem_of_order(const Authorization& authorization, const Problem& why) {
    return {
        why.fault,
        authorization.name.value + " was not proven: " + why.detail,
        {{.place = identifier_of(authorization.name), .fault = why.fault, .detail = why.detail}}};
}

/// The order for which the authorization was made may have waited for it alone. It lasts no longer
/// than the proofs that it relies on.
void let_order_go_on(store::Transaction& tx, const Authorization& authorization, Time now) {
    auto order = authorization.order ? store::find_order(tx, *authorization.order) : std::nullopt;
    if (!order || status_at(*order, now) != OrderStatus::pending) return;
    const auto authorizations = store::list_authorizations(tx, *order);
    const bool all_hold = std::ranges::all_of(authorizations, [&](const Authorization& one) {
        return status_at(one, now) == AuthorizationStatus::valid;
    });
    if (!all_hold || authorizations.size() != order->authorizations.size()) return;
    for (const auto& one : authorizations)
        order->expires = std::min(order->expires, one.expires);
    advance(*order, OrderStatus::ready);
    store::update(tx, *order, now);
}

void succeed(
    store::Transaction& tx,
    AskedChallenge& current,
    const validation::Proven& proven,
    std::optional<Time> caa_checked_at,
    Time now
) {
    auto& [challenge, authorization, client, endpoint] = current;
    acme::advance(challenge, acme::ChallengeStatus::valid);
    challenge.validated_at = now;
    store::update(tx, challenge);
    if (authorization.status == AuthorizationStatus::valid) return; // by another challenge
    count_success(tx, current);
    advance(authorization, AuthorizationStatus::valid);
    authorization.method = acme::to_string(challenge.type);
    authorization.validated_at = now;
    authorization.caa_checked_at = caa_checked_at;
    authorization.expires = now + endpoint.challenges.lifetime;
    if (proven.until) authorization.expires = std::min(authorization.expires, *proven.until);
    store::update(tx, authorization);
    let_order_go_on(tx, authorization, now);
    store::record(tx, event_on(current, "authorization.validated"), now);
}

void fail(store::Transaction& tx, AskedChallenge& current, const Problem& why, Time now) {
    auto& [challenge, authorization, client, endpoint] = current;
    acme::advance(challenge, acme::ChallengeStatus::invalid);
    challenge.problem = why;
    store::update(tx, challenge);
    if (authorization.status != AuthorizationStatus::pending) return;
    advance(authorization, AuthorizationStatus::invalid);
    store::update(tx, authorization);
    end_orders(tx, authorization, problem_of_order(authorization, why), now);
    count_failure(tx, current, why.fault, now);
    auto event = event_on(current, "authorization.failed");
    event.outcome = Outcome::failed;
    event.detail = why.detail;
    store::record_refusal(tx, event, now);
}

/// What was asked for may have been given up meanwhile, or who asked.
std::optional<Problem> fault_of(const AskedChallenge& validation, Time now) {
    const auto gone = [](std::string_view who, std::string_view status) {
        return Problem{
            Fault::unauthorized,
            "the " + std::string(who) + " became " + std::string(status) +
                " while the challenge was being validated"};
    };
    const auto client = validation.client.client.status;
    if (client != ClientStatus::valid) return gone("client", to_string(client));
    const auto status = status_at(validation.authorization, now);
    if (status == AuthorizationStatus::pending || status == AuthorizationStatus::valid)
        return std::nullopt;
    return gone("authorization", to_string(status));
}

} // namespace

Responded respond(
    store::Store& store, const store::ClientStanding& client, const ChallengeRef& ref, Time now
) {
    const auto answer = store.write([&](store::Transaction& tx) -> Answer {
        require_valid(tx, client.client.id);
        const auto authorization = store::authorization(tx, ref.authorization, client.client.id);
        auto challenge = store::find_challenge(tx, ref.authorization, ref.type);
        if (!challenge) throw Error(Fault::not_found, "there is no such challenge");
        if (challenge->status != acme::ChallengeStatus::pending) return {Responded{*challenge}};
        const auto status = status_at(authorization, now);
        // Another of its challenges was met: nothing is left to show.
        if (status == AuthorizationStatus::valid) return {Responded{*challenge}};
        if (status != AuthorizationStatus::pending)
            throw Error(
                Fault::malformed,
                "the authorization is " + std::string(to_string(status)) +
                    ", so its challenge cannot be validated; order the name again"
            );
        if (auto refusal = refusal_now(tx, client, authorization.name, now)) {
            auto event = event_on(client, authorization, *challenge, "authorization.refused");
            return {std::nullopt, record_refused(tx, *std::move(refusal), std::move(event), now)};
        }
        acme::advance(*challenge, acme::ChallengeStatus::processing);
        store::update(tx, *challenge);
        const auto subject = subject_of(ref);
        const auto lease = store::enqueue_leased(
            tx,
            {JobKind::challenge, subject},
            {.holder = store.job_holder(), .now = now, .until = now + validation_lease}
        );
        return {Responded{*challenge, lease}};
    });
    if (answer.refusal) throw Error(*answer.refusal);
    return answer.responded.value();
}

std::optional<AskedChallenge>
find_asked_challenge(const store::Reader& reader, const ChallengeRef& ref) {
    auto challenge = store::find_challenge(reader, ref.authorization, ref.type);
    if (!challenge || challenge->status != acme::ChallengeStatus::processing) return std::nullopt;
    auto authorization = store::find_authorization(reader, ref.authorization);
    ensure(authorization.has_value(), "a challenge has its authorization");
    auto client = store::find_standing(reader, authorization->client);
    ensure(client.has_value(), "an authorization has its client");
    auto endpoint = store::find_endpoint(reader, client->client.endpoint);
    ensure(endpoint.has_value(), "a client has its endpoint");
    return AskedChallenge{
        *std::move(challenge), *std::move(authorization), *std::move(client), *std::move(endpoint)};
}

void finish(
    store::Store& store,
    const AskedChallenge& validation,
    const Judged& judged,
    const store::JobLease& lease,
    Time now
) {
    store.write([&](store::Transaction& tx) {
        store::complete(tx, lease);
        const ChallengeRef ref{validation.authorization.id, validation.challenge.type};
        auto current = find_asked_challenge(tx, ref);
        if (!current) return; // it has ended otherwise
        const auto fault = fault_of(*current, now);
        if (const auto* proven = std::get_if<validation::Proven>(&judged.outcome); proven && !fault)
            succeed(tx, *current, *proven, judged.caa_checked_at, now);
        else
            fail(tx, *current, fault ? *fault : std::get<Problem>(judged.outcome), now);
    });
}

Bytes subject_of(const ChallengeRef& ref) {
    return subject_of(ref.authorization) + Bytes(to_string(ref.type));
}

ChallengeRef challenge_ref_of(BytesView subject) {
    ensure(subject.size() > id_size, "the subject of a challenge's job names it");
    const auto type = find_value<acme::ChallengeType>(subject.substr(id_size));
    ensure(type.has_value(), "the subject of a challenge's job has its type");
    return {id_of<AuthorizationId>(subject.substr(0, id_size)), *type};
}

JobResult ask(const store::Store& store, const AskChallenge& ask_challenge, const Job& job) {
    const auto ref = challenge_ref_of(job.subject);
    const bool is_open = store.read([&](store::Reader& reader) {
        return find_asked_challenge(reader, ref).has_value();
    });
    if (!is_open) return Done{};
    ask_challenge(ref, job.lease);
    return Held{};
}

void give_up(store::Store& store, const Job& job) {
    const auto ref = challenge_ref_of(job.subject);
    const auto validation =
        store.read([&](store::Reader& reader) { return find_asked_challenge(reader, ref); });
    if (!validation) {
        store.write([&](store::Transaction& tx) { store::complete(tx, job.lease); });
        return;
    }
    const Problem problem{
        Fault::server_internal,
        "the challenge could not be validated in many attempts; order the name again, or ask the "
        "administrator of this server"};
    finish(store, *validation, {problem}, job.lease, job.now);
}

} // namespace chancery::workflow
