// SPDX-License-Identifier: Apache-2.0
#include "policy/limits.hpp"

#include <algorithm>

namespace chancery::policy {

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

/// What one costs.
microseconds interval_of(const Rate& rate) {
    return microseconds(rate.period) / rate.count;
}

ArrivalTime room_of(const Rate& rate, Time now) {
    return now + interval_of(rate) * rate.burst;
}

/// Not before now, and nothing that this rate cannot have left behind.
ArrivalTime known(const Rate& rate, std::optional<ArrivalTime> arrival, Time now) {
    const bool counts = arrival && *arrival > now && *arrival <= room_of(rate, now);
    return counts ? *arrival : ArrivalTime(now);
}

std::string spelled_period(std::chrono::seconds period) {
    struct Unit {
        std::chrono::seconds length;
        const char* one;
        const char* many;
    };

    const Unit units[]{
        {24h, "a day", " days"}, {1h, "an hour", " hours"}, {1min, "a minute", " minutes"}};
    for (const auto& [length, one, many] : units)
        if (period % length == 0s)
            return period == length ? one : std::to_string(period / length) + many;
    return period == 1s ? "a second" : std::to_string(period.count()) + " seconds";
}

std::string what(const Excess& excess) {
    const auto& subject = excess.subject;
    switch (excess.kind) {
    case LimitKind::registrations_per_address: return "new accounts from " + subject;
    case LimitKind::registrations_per_account: return "new clients of " + subject;
    case LimitKind::orders_per_client: return "orders by this client";
    case LimitKind::orders_per_account: return "orders by " + subject;
    case LimitKind::open_orders_per_client:
    case LimitKind::open_orders_per_account: return "open orders of " + subject;
    case LimitKind::changes_per_client: return "changes of this client's account";
    case LimitKind::certificates_per_domain: return "certificates for names of " + subject;
    case LimitKind::certificates_per_name_set: return "certificates for exactly " + subject;
    case LimitKind::failed_validations: return "failed validations of " + subject;
    case LimitKind::failures_until_paused: return "failed validations of " + subject + " in a row";
    }
    throw Error(Fault::internal, "a kind of limit without a sentence");
}

/// How the limit stands in a sentence.
std::string quoted(LimitKind kind) {
    return '(' + std::string(to_string(kind)) + ')';
}

} // namespace

Decision take(const Rate& rate, std::optional<ArrivalTime> arrival, Time now) {
    const auto before = known(rate, arrival, now);
    const auto next = before + interval_of(rate);
    const auto room = room_of(rate, now);
    if (next <= room) return {next};
    return {before, std::chrono::ceil<std::chrono::seconds>(next - room)};
}

ArrivalTime count(const Rate& rate, std::optional<ArrivalTime> arrival, Time now) {
    return std::min(known(rate, arrival, now) + interval_of(rate), room_of(rate, now));
}

std::string spelled(const Rate& rate) {
    auto text = std::to_string(rate.count);
    if (rate.period != 0s) text += " in " + spelled_period(rate.period);
    if (rate.burst != rate.count) text += ", " + std::to_string(rate.burst) + " at once";
    return text;
}

Problem refusal(const Excess& excess, std::chrono::seconds retry_after, Time now) {
    return {
        .fault = Fault::rate_limited,
        .detail = "too many " + what(excess) + ": " + spelled(excess.rate) + " are allowed " +
                  quoted(excess.kind) + "; try again after " + to_rfc3339(now + retry_after) +
                  ", or ask " + excess.ask,
        .retry_after = retry_after,
        .cause = excess.kind};
}

Problem paused(const Excess& excess) {
    return {
        .fault = Fault::rate_limited,
        .detail = "paused after " + std::to_string(excess.rate.count) + " " + what(excess) + " " +
                  quoted(excess.kind) +
                  "; find out why the host does not show control of the name, then ask " +
                  excess.ask + " to resume this client",
        .cause = excess.kind};
}

Problem crowded(const Excess& excess, Time earliest_end, Time now) {
    return {
        .fault = Fault::rate_limited,
        .detail = "too many " + what(excess) + ": " + std::to_string(excess.rate.count) +
                  " are allowed at a time " + quoted(excess.kind) +
                  "; finalize the open orders, wait until the first of them expires at " +
                  to_rfc3339(earliest_end) + ", or ask " + excess.ask,
        .retry_after = std::max(earliest_end - now, std::chrono::seconds(1s)),
        .cause = excess.kind};
}

} // namespace chancery::policy
