// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a process that runs jobs of kinds made up by the test, on a database of either kind.

#include "db/places_for_tests.hpp"
#include "workflow/jobs/jobs.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

namespace chancery::workflow {

/// A clock that a test moves on, also under a runner.
class MovedClock {
public:
    Time now() const { return Time(std::chrono::seconds(seconds_.load())); }

    void advance(std::chrono::seconds by) { seconds_ += by.count(); }

private:
    std::atomic<std::int64_t> seconds_{1'800'000'000};
};

struct ProcessForTests {
    MovedClock& clock;
    store::Store store;
    Metrics metrics = {};

    ProcessForTests(const db::Place& place, MovedClock& moved)
        : clock(moved),
          store(store::open(place.location())) {}

    Jobs jobs(std::vector<JobRow> rows) {
        return {store, std::move(rows), [this] { return clock.now(); }, metrics};
    }

    void enqueue(std::string_view subject, JobKind kind = JobKind::issue) {
        store.write([&](store::Transaction& tx) {
            store::enqueue(tx, {kind, subject}, clock.now());
        });
    }

    std::optional<Time> due(JobKind kind = JobKind::issue) {
        return store.read([&](store::Reader& reader) { return store::next_due(reader, kind); });
    }

    store::JobCount count(JobKind kind = JobKind::issue) {
        return store.read([&](store::Reader& reader) {
            return store::count_jobs(reader, kind, clock.now(), 1000);
        });
    }

    bool shows(const std::string& line) const {
        return metrics.to_text().find(line + "\n") != std::string::npos;
    }
};

} // namespace chancery::workflow
