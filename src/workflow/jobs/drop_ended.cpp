// SPDX-License-Identifier: Apache-2.0
#include "workflow/jobs/drop_ended.hpp"

#include "model/endpoint.hpp"
#include "store/jobs.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/failures.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/limits.hpp"
#include "workflow/orders/authorizations.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto kept_after_the_end = 30 * 24h;
constexpr auto kept_without_certificate = 24h; ///< After it expired.
/// No authorization holds for longer after it was made.
constexpr auto longest_life = open_for + ChallengeTerms::longest_lifetime;
constexpr int batch = 100;
constexpr int orders_a_step = 10; ///< Each may have 100 authorizations.
constexpr int most_dropped = 10'000;

/// What ends by itself, and how it is dropped.
struct Sort {
    std::function<bool(const store::Reader&)> has_any;
    std::function<int(store::Transaction&, int limit)> drop;
    int a_step = batch;
};

std::vector<Sort> sorts_at(Time now) {
    const auto before = now - kept_after_the_end;
    const auto expired_before = now - kept_without_certificate;
    std::vector<Sort> sorts{
        {[=](const auto& reader) { return store::has_ended_orders(reader, before); },
         [=](auto& tx, int limit) { return store::drop_ended_orders(tx, before, now, limit); },
         orders_a_step},
        {[=](const auto& reader) {
             return store::has_orders_without_certificate(reader, expired_before);
         },
         [=](auto& tx, int limit) {
             return store::drop_orders_without_certificate(tx, expired_before, now, limit);
         },
         orders_a_step},
        {[=](const auto& reader) {
             return store::has_expired_authorizations(reader, before - longest_life, now);
         },
         [=](auto& tx, int limit) {
             return store::drop_expired_authorizations(tx, before - longest_life, now, limit);
         }},
        {[=](const auto& reader) { return store::has_past_arrivals(reader, now); },
         [=](auto& tx, int limit) { return store::drop_arrivals(tx, now, limit); }},
        {[=](const auto& reader) { return store::has_old_failures(reader, before); },
         [=](auto& tx, int limit) { return store::drop_failures(tx, before, limit); }},
    };
    for (const auto kind : every<JobKind>)
        sorts.push_back(
            {[=](const auto& reader) { return store::has_failed_jobs(reader, kind, before); },
             [=](auto& tx, int limit) { return store::drop_failed_jobs(tx, kind, before, limit); }}
        );
    return sorts;
}

/// Each step is a transaction of its own, so that no client waits for more than one of them.
int drop(store::Store& store, const Sort& sort) {
    int dropped = 0;
    while (dropped < most_dropped) {
        const int some =
            store.write([&](store::Transaction& tx) { return sort.drop(tx, sort.a_step); });
        dropped += some;
        if (some < sort.a_step) break;
    }
    return dropped;
}

} // namespace

bool has_ended(const store::Reader& reader, Time now) {
    return std::ranges::any_of(sorts_at(now), [&](const Sort& sort) {
        return sort.has_any(reader);
    });
}

int drop_ended(store::Store& store, Time now) {
    int dropped = 0;
    for (const auto& sort : sorts_at(now)) {
        const bool any = store.read([&](store::Reader& reader) { return sort.has_any(reader); });
        if (any) dropped += drop(store, sort);
    }
    return dropped;
}

} // namespace chancery::workflow
