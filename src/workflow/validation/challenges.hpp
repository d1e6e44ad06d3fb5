// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.5.1: a client says that a challenge may be asked for, and what came of it. Who asks
// is workflow/validation/validator.

#include "acme/challenge.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"
#include "validation/method.hpp"
#include "workflow/jobs/job.hpp"

#include <chrono>
#include <compare>
#include <functional>
#include <optional>

namespace chancery::workflow {

/// How long one may be asked for before it is due again, for another node or after a crash.
inline constexpr std::chrono::seconds validation_lease{60};

/// Which challenge.
struct ChallengeRef {
    AuthorizationId authorization;
    acme::ChallengeType type;
    friend auto operator<=>(const ChallengeRef&, const ChallengeRef&) = default;
};

struct Responded {
    acme::Challenge challenge;
    /// There when it is `processing` from now on: of its job, for this process to ask at once.
    std::optional<store::JobLease> lease = std::nullopt;
};

/// A challenge that was responded to before, or of a name that is proven already, stays as it is.
/// Throws not_found (also for another client's), malformed (its authorization is neither pending
/// nor valid), rejected_identifier (policy refuses the name by now), deactivated.
Responded respond(
    store::Store& store, const store::ClientStanding& client, const ChallengeRef& ref, Time now
);

/// All that asking for a challenge needs.
struct AskedChallenge {
    acme::Challenge challenge;
    Authorization authorization;
    store::ClientStanding client;
    Endpoint endpoint;
};

/// None when there is nothing to ask for any more.
std::optional<AskedChallenge>
find_asked_challenge(const store::Reader& reader, const ChallengeRef& ref);

/// How it ended.
struct Judged {
    validation::Judgement outcome;
    std::optional<Time> caa_checked_at = std::nullopt; ///< When the DNS let us issue.
};

/// Moves challenge, authorization and orders together, and completes the job. Throws conflict when
/// another process has taken the job over.
void finish(
    store::Store& store,
    const AskedChallenge& validation,
    const Judged& judged,
    const store::JobLease& lease,
    Time now
);

Bytes subject_of(const ChallengeRef& ref);
/// Throws internal for a subject that is of no challenge.
ChallengeRef challenge_ref_of(BytesView subject);

/// What asks for a challenge, and finishes it.
using AskChallenge = std::function<void(const ChallengeRef&, const store::JobLease&)>;

/// Asks for the challenge that is the job's subject, unless it has ended.
JobResult ask(const store::Store& store, const AskChallenge& ask_challenge, const Job& job);

/// Ends the challenge that is the job's subject as invalid: it cannot be asked for.
void give_up(store::Store& store, const Job& job);

} // namespace chancery::workflow
