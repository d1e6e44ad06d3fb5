// SPDX-License-Identifier: Apache-2.0
#include "base/eventually_for_tests.hpp"
#include "workflow/jobs/job_runner.hpp"
#include "workflow/jobs/jobs_for_tests.hpp"

#include <latch>
#include <map>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// Runs until the test lets it end.
struct Blocking {
    std::latch let_go{1};
    std::atomic<int> begun = 0;

    JobRow row(int at_once) {
        return {
            .kind = JobKind::issue,
            .run =
                [this](const Job&) {
                    ++begun;
                    let_go.wait();
                    return Done{};
                },
            .at_once = at_once};
    }
};

class Runner : public testing::Test {
protected:
    db::Place place{db::Kind::sqlite};
    MovedClock clock;
    ProcessForTests process{place, clock};

    JobRunner runner(std::vector<JobRow> rows) {
        return {process.store, std::move(rows), [this] { return clock.now(); }, process.metrics};
    }
};

TEST_F(Runner, runs_what_this_process_makes_due) {
    std::atomic<int> ran = 0;
    const JobRow row{.kind = JobKind::issue, .run = [&](const Job&) {
                         ++ran;
                         return Done{};
                     }};
    const auto running = runner({row});
    for (int i = 1; i <= 3; ++i) {
        process.enqueue("a");
        EXPECT_TRUE(eventually([&] { return ran == i && !process.due(); }));
    }
}

TEST_F(Runner, runs_what_another_process_makes_due) {
    std::atomic<int> ran = 0;
    const JobRow row{.kind = JobKind::issue, .run = [&](const Job&) {
                         ++ran;
                         return Done{};
                     }};
    const auto running = runner({row});
    ProcessForTests(place, clock).enqueue("a");
    EXPECT_TRUE(eventually([&] { return ran == 1; }));
}

TEST_F(Runner, is_not_held_up_by_jobs_of_another_kind_that_block) {
    Blocking blocking;
    std::atomic<int> ran = 0;
    const JobRow other{.kind = JobKind::challenge, .run = [&](const Job&) {
                           ++ran;
                           return Done{};
                       }};
    const auto running = runner({blocking.row(2), other});
    for (const auto* subject : {"a", "b", "c", "d"})
        process.enqueue(subject);
    EXPECT_TRUE(eventually([&] { return blocking.begun == 2; }));
    process.enqueue("e", JobKind::challenge);
    EXPECT_TRUE(eventually([&] { return ran == 1; }));
    EXPECT_EQ(blocking.begun, 2) << "no more of them than may run at once";
    blocking.let_go.count_down();
    EXPECT_TRUE(eventually([&] { return !process.due(); }));
    EXPECT_EQ(blocking.begun, 4);
}

TEST_F(Runner, that_stops_waits_for_what_is_running_within_a_bound) {
    Blocking blocking;
    auto running = runner({blocking.row(1)});
    process.enqueue("a");
    process.enqueue("b");
    EXPECT_TRUE(eventually([&] { return blocking.begun == 1; }));
    EXPECT_FALSE(running.stop(0s));
    blocking.let_go.count_down();
    EXPECT_TRUE(running.stop(60s));
    EXPECT_EQ(blocking.begun, 1) << "nothing is begun any more";
    EXPECT_EQ(process.count().waiting, 1);
}

TEST_F(Runner, runs_each_job_once_with_several_processes_on_postgresql) {
    const db::Place shared{db::Kind::postgresql};
    constexpr int all = 200;
    std::mutex mutex;
    std::map<Bytes, int> ran;
    const JobRow row{
        .kind = JobKind::issue,
        .run =
            [&](const Job& job) {
                const std::lock_guard lock(mutex);
                ++ran[job.subject];
                return Done{};
            },
        .at_once = 3};
    ProcessForTests first(shared, clock);
    ProcessForTests second(shared, clock);
    for (int i = 0; i < all; ++i)
        first.enqueue("subject " + std::to_string(i));
    {
        const auto time = [this] { return clock.now(); };
        const JobRunner one(first.store, {row}, time, first.metrics);
        const JobRunner other(second.store, {row}, time, second.metrics);
        EXPECT_TRUE(eventually([&] { return !first.due(); }));
    }
    EXPECT_EQ(ran.size(), std::size_t{all});
    for (const auto& [subject, times] : ran)
        EXPECT_EQ(times, 1) << subject;
}

} // namespace

} // namespace chancery::workflow
