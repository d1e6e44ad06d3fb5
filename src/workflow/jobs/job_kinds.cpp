// SPDX-License-Identifier: Apache-2.0
#include "workflow/jobs/job_kinds.hpp"

#include "store/certificates/blocked_keys.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/issuance/crl.hpp"
#include "workflow/issuance/issuer_ends.hpp"
#include "workflow/jobs/drop_ended.hpp"
#include "workflow/validation/validator.hpp"

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// Of the kinds that have a single job.
const std::vector<Bytes> the_only_one{Bytes()};

template <class SomeId>
std::vector<Bytes> subjects_of(const std::vector<SomeId>& ids) {
    std::vector<Bytes> subjects;
    for (const auto& id : ids)
        subjects.push_back(subject_of(id));
    return subjects;
}

std::vector<Bytes> subjects_of(const std::vector<store::BlockedKey>& keys) {
    std::vector<Bytes> subjects;
    for (const auto& key : keys)
        subjects.push_back(key.digest);
    return subjects;
}

std::vector<Bytes> subjects_of(const std::vector<acme::Challenge>& challenges) {
    std::vector<Bytes> subjects;
    for (const auto& challenge : challenges)
        subjects.push_back(subject_of(ChallengeRef{challenge.authorization, challenge.type}));
    return subjects;
}

} // namespace

JobParts job_parts(Issuing& issuing, Validator& validator) {
    return {
        .issuing = issuing,
        .ask_challenge = [&validator](
                             const ChallengeRef& ref, const store::JobLease& lease
                         ) { validator.ask(ref, lease); },
        .ask_caa = [&validator](
                       OrderId order, const store::JobLease& lease
                   ) { validator.ask_caa(order, lease); },
    };
}

std::vector<JobRow> job_rows(const JobParts& parts) {
    return {
        {.kind = JobKind::challenge,
         .run = [parts](const Job& job
                ) { return ask(parts.issuing.store, parts.ask_challenge, job); },
         .at_once = 4,
         .lease = validation_lease,
         .backoff = {.first = 5s, .factor = 2, .longest = 60s},
         .most_attempts = 20,
         .give_up =
             [parts](const Job& job, const std::string&) { give_up(parts.issuing.store, job); },
         .look =
             Look{
                 .every = 60s,
                 .find = [](const store::Reader& reader, Time now, int most
                         ) { return subjects_of(store::list_left_challenges(reader, now, most)); },
                 .made =
                     [](store::Transaction& tx, const Bytes& subject) {
                         const auto ref = challenge_ref_of(subject);
                         store::set_handed_over(tx, ref.authorization, ref.type);
                     }}},
        {.kind = JobKind::issue,
         .run = [parts](const Job& job) { return go_on(parts.issuing, parts.ask_caa, job); },
         .at_once = 4,
         .backoff = {.first = 30s, .factor = 2, .longest = 10min},
         .look = Look{
             .every = 5s,
             .find =
                 [](const store::Reader& reader, Time now, int most) {
                     return subjects_of(store::list_left_orders(reader, now - left_after, most));
                 },
             .made = [](store::Transaction& tx, const Bytes& subject
                     ) { store::set_handed_over(tx, id_of<OrderId>(subject)); }}},
        {.kind = JobKind::revocationLists,
         .run = [parts](const Job& job
                ) { return publish_crl(parts.issuing.store, parts.issuing.issuers, job); },
         .backoff = {.first = 2s, .factor = 2, .longest = 60s},
         .look =
             Look{
                 .every = 2s,
                 .find =
                     [parts](const store::Reader& reader, Time now, int) {
                         return subjects_of(list_due_crls(reader, parts.issuing.issuers, now));
                     }}},
        {.kind = JobKind::compromisedKeys,
         .run = [parts](const Job& job) { return finish_block(parts.issuing.store, job); },
         .lease = 10min,
         .look =
             Look{
                 .every = 60s,
                 .find = [](const store::Reader& reader, Time, int most
                         ) { return subjects_of(store::list_unfinished(reader, most)); }}},
        {.kind = JobKind::dropEnded,
         .run =
             [parts](const Job& job) {
                 drop_ended(parts.issuing.store, job.now);
                 return Done{};
             },
         .lease = 10min,
         .look =
             Look{
                 .every = 60s,
                 .find =
                     [](const store::Reader& reader, Time now, int) {
                         return has_ended(reader, now) ? the_only_one : std::vector<Bytes>();
                     }}},
        {.kind = JobKind::issuerEnds,
         .run =
             [parts](const Job& job) {
                 warn_of_issuer_ends(parts.issuing.issuers, job.now);
                 return Done{};
             },
         .look =
             Look{
                 .every = 24h,
                 .find = [](const store::Reader&, Time, int) { return the_only_one; }}},
    };
}

} // namespace chancery::workflow
