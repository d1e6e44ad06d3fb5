// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the limits of an endpoint are asked about, inside the transaction that does what is
// limited. A limit that is not set costs no statement. A refusal keeps nothing: what is refused
// is not counted.

#include "base/error.hpp"
#include "model/endpoint.hpp"
#include "model/event.hpp"
#include "model/facts.hpp"
#include "model/limits.hpp"
#include "model/order.hpp"
#include "policy/decide.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"
#include "workflow/validation/challenges.hpp"

#include <optional>
#include <span>
#include <string>

namespace chancery::workflow {

/// Of whom a limit is asked.
struct LimitedClient {
    Limits endpoint_limits; ///< In force; the ACME account's own come with the client.
    const store::ClientStanding& client;
    Time now;
};

/// Who lets a new client in.
struct LimitedAccount {
    AccountId id;
    std::string name;
    const AccountStanding& standing;
};

/// One more client of this account, from this address.
std::optional<Problem> take_registration(
    store::Transaction& tx,
    const Endpoint& endpoint,
    const LimitedAccount& account,
    std::string_view address,
    Time now
);

/// One more change that a client makes of itself.
std::optional<Problem> take_change(store::Transaction& tx, const LimitedClient& of);

/// Whether it is a renewal that its window or the office asked for (RFC 9773).
enum class Exempt { no, yes };

/// One more order by this client. The certificates of a domain are asked about but not counted, or
/// who does not hold a name could use them up.
std::optional<Problem> take_order(
    store::Transaction& tx,
    const LimitedClient& of,
    std::span<const policy::Verdict> verdicts,
    Exempt exempt
);

/// One more authorization before any order: it counts as an order.
std::optional<Problem>
take_authorization(store::Transaction& tx, const LimitedClient& of, const policy::Verdict& verdict);

/// One more certificate for the order's names.
std::optional<Problem>
take_certificate(store::Transaction& tx, const LimitedClient& of, const Order& order);

/// Control of a name was not shown: so many in a row pause the client for it.
void count_failure(store::Transaction& tx, const AskedChallenge& validation, Fault why, Time now);
void count_success(store::Transaction& tx, const AskedChallenge& validation);

/// As `record_refused`, but that the row's sentence has no time in it: the same again is counted
/// there.
Problem record_limited(store::Transaction& tx, Problem problem, Event event, Time now);

} // namespace chancery::workflow
