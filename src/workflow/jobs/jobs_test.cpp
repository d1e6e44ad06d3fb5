// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "workflow/jobs/jobs.hpp"
#include "workflow/jobs/jobs_for_tests.hpp"

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

class JobsOfAProcess : public testing::Test {
protected:
    db::Place place{db::Kind::sqlite};
    MovedClock clock;
    ProcessForTests process{place, clock};
    std::vector<std::string> ran;

    /// Notes what it ran, and does this.
    JobRow row(std::function<JobResult(const Job&)> then) {
        return {.kind = JobKind::issue, .run = [this, then = std::move(then)](const Job& job) {
                    ran.emplace_back(job.subject);
                    return then(job);
                }};
    }

    JobRow failing() {
        return row([](const Job&) -> JobResult { throw Error(Fault::unavailable, "no answer"); });
    }

    JobRow doing_nothing() {
        return row([](const Job&) { return Done{}; });
    }
};

TEST_F(JobsOfAProcess, run_what_is_due_and_it_is_gone) {
    auto jobs = process.jobs({doing_nothing()});
    process.enqueue("a");
    process.enqueue("of another kind", JobKind::challenge);
    EXPECT_EQ(jobs.run_due(), 1);
    EXPECT_EQ(ran, std::vector<std::string>{"a"});
    EXPECT_FALSE(process.due());
    EXPECT_TRUE(process.due(JobKind::challenge));
    EXPECT_TRUE(process.shows(R"(chancery_job_runs_total{kind="issue",outcome="done"} 1)"));
}

TEST_F(JobsOfAProcess, that_go_on_later_run_again_then) {
    auto jobs = process.jobs({row([](const Job& job) { return Again{job.now + 1h}; })});
    process.enqueue("a");
    EXPECT_EQ(jobs.run_due(), 1);
    EXPECT_EQ(process.due(), clock.now() + 1h);
    EXPECT_EQ(jobs.run_due(), 0);
    clock.advance(1h);
    EXPECT_EQ(jobs.run_due(), 1);
}

TEST_F(JobsOfAProcess, that_throw_are_tried_again_after_a_pause_that_grows) {
    auto failed = failing();
    failed.backoff = {.first = 10s, .factor = 3, .longest = 60s};
    auto jobs = process.jobs({failed});
    process.enqueue("a");
    for (const auto longest : {10s, 30s, 60s, 60s}) {
        EXPECT_EQ(jobs.run_due(), 1);
        const auto pause = process.due().value() - clock.now();
        EXPECT_LE(pause, longest);
        EXPECT_GE(pause, longest / 2);
        clock.advance(pause);
    }
    EXPECT_TRUE(process.shows(R"(chancery_job_runs_total{kind="issue",outcome="retried"} 4)"));
}

TEST_F(JobsOfAProcess, that_failed_for_the_last_time_stay_for_people_to_see) {
    auto failed = failing();
    failed.most_attempts = 2;
    auto jobs = process.jobs({failed});
    process.enqueue("a");
    jobs.run_due();
    clock.advance(1h);
    jobs.run_due();
    EXPECT_EQ(process.count().failed, 1);
    clock.advance(24h);
    EXPECT_EQ(jobs.run_due(), 0);
    jobs.measure();
    EXPECT_TRUE(process.shows(R"(chancery_jobs_failed{kind="issue"} 1)"));
    EXPECT_TRUE(process.shows(R"(chancery_job_runs_total{kind="issue",outcome="failed"} 1)"));
}

TEST_F(JobsOfAProcess, that_failed_for_the_last_time_are_ended_by_their_kind) {
    auto failed = failing();
    failed.most_attempts = 1;
    std::string why;
    failed.give_up = [&](const Job& job, const std::string& problem) {
        why = problem;
        process.store.write([&](store::Transaction& tx) { store::complete(tx, job.lease); });
    };
    auto jobs = process.jobs({failed});
    process.enqueue("a");
    jobs.run_due();
    EXPECT_EQ(why, "no answer");
    EXPECT_FALSE(process.due());
}

TEST_F(JobsOfAProcess, that_end_their_process_each_time_are_given_up) {
    auto deadly = doing_nothing();
    deadly.most_attempts = 2;
    process.enqueue("a");
    for (int i = 0; i < 2; ++i) {
        ProcessForTests dying(place, clock);
        EXPECT_EQ(dying.jobs({deadly}).take().size(), 1U);
        clock.advance(60s);
    }
    auto jobs = process.jobs({deadly});
    EXPECT_EQ(jobs.run_due(), 1);
    EXPECT_TRUE(ran.empty());
    EXPECT_EQ(process.count().failed, 1);
}

TEST_F(JobsOfAProcess, of_a_process_that_died_are_anothers_when_the_lease_ends) {
    process.enqueue("a");
    {
        ProcessForTests dying(place, clock);
        EXPECT_EQ(dying.jobs({doing_nothing()}).take().size(), 1U);
    }
    auto jobs = process.jobs({doing_nothing()});
    clock.advance(59s);
    EXPECT_EQ(jobs.run_due(), 0);
    clock.advance(1s);
    EXPECT_EQ(jobs.run_due(), 1);
    EXPECT_EQ(ran, std::vector<std::string>{"a"});
}

TEST_F(JobsOfAProcess, that_another_process_has_taken_over_commit_nothing) {
    ProcessForTests other(place, clock);
    auto others = other.jobs({doing_nothing()});
    bool has_committed = false;
    auto slow = row([&](const Job& job) {
        clock.advance(60s);
        EXPECT_EQ(others.take().size(), 1U);
        process.store.write([&](store::Transaction& tx) { store::hold(tx, job.lease); });
        has_committed = true;
        return Done{};
    });
    auto jobs = process.jobs({slow});
    process.enqueue("a");
    EXPECT_EQ(jobs.run_due(), 1);
    EXPECT_FALSE(has_committed);
    EXPECT_EQ(process.due(), clock.now() + 60s) << "it is the other's";
    EXPECT_TRUE(process.shows(R"(chancery_job_runs_total{kind="issue",outcome="lost"} 1)"));
}

TEST_F(JobsOfAProcess, that_run_longer_than_their_lease_are_not_begun_twice_by_their_process) {
    process.enqueue("a");
    auto jobs = process.jobs({doing_nothing()});
    const auto taken = jobs.take();
    ASSERT_EQ(taken.size(), 1U);
    clock.advance(60s);
    EXPECT_TRUE(jobs.take().empty());
    jobs.run(taken.front());
    EXPECT_FALSE(process.due()) << "its lease still counts";
}

TEST_F(JobsOfAProcess, that_are_held_stay_leased_until_someone_completes_them) {
    auto jobs = process.jobs({row([](const Job&) { return Held{}; })});
    process.enqueue("a");
    EXPECT_EQ(jobs.run_due(), 1);
    EXPECT_EQ(jobs.running(), 0) << "no thread waits";
    EXPECT_EQ(process.count().running, 1);
    clock.advance(60s);
    EXPECT_EQ(jobs.run_due(), 1);
}

TEST_F(JobsOfAProcess, are_leased_no_faster_than_they_may_run) {
    auto narrow = doing_nothing();
    narrow.at_once = 2;
    auto jobs = process.jobs({narrow});
    for (const auto* subject : {"a", "b", "c"})
        process.enqueue(subject);
    const auto taken = jobs.take();
    EXPECT_EQ(taken.size(), 2U);
    EXPECT_TRUE(jobs.take().empty());
    EXPECT_EQ(process.count().waiting, 1) << "another process may take it";
    jobs.run(taken.front());
    EXPECT_EQ(jobs.take().size(), 1U);
}

TEST_F(JobsOfAProcess, are_made_of_what_a_look_finds) {
    auto looking = doing_nothing();
    int made = 0;
    looking.look = Look{
        .every = 10s,
        .find =
            [](const store::Reader&, Time, int) {
                return std::vector<Bytes>{"a", "b"};
            },
        .made = [&](store::Transaction&, const Bytes&) { ++made; }};
    looking.at_once = 2;
    auto jobs = process.jobs({looking});
    EXPECT_EQ(jobs.run_due(), 2);
    EXPECT_EQ(made, 2);
    EXPECT_EQ(jobs.run_due(), 0) << "it looks again in ten seconds";
    clock.advance(10s);
    EXPECT_EQ(jobs.run_due(), 2);
}

TEST_F(JobsOfAProcess, that_failed_are_not_hurried_by_a_look) {
    auto looking = failing();
    looking.backoff.first = 1h;
    looking.backoff.longest = 1h;
    looking.look = Look{.every = 1s, .find = [](const store::Reader&, Time, int) {
                            return std::vector<Bytes>{"a"};
                        }};
    auto jobs = process.jobs({looking});
    EXPECT_EQ(jobs.run_due(), 1);
    clock.advance(10s);
    EXPECT_EQ(jobs.run_due(), 0);
}

TEST_F(JobsOfAProcess, that_a_look_finds_are_not_left_waiting_when_the_clock_was_set_back) {
    auto looking = failing();
    looking.look = Look{.every = 1s, .find = [](const store::Reader&, Time, int) {
                            return std::vector<Bytes>{"a"};
                        }};
    auto jobs = process.jobs({looking});
    EXPECT_EQ(jobs.run_due(), 1);
    clock.advance(-24h);
    EXPECT_EQ(jobs.run_due(), 1);
}

TEST_F(JobsOfAProcess, that_failed_for_the_last_time_are_not_revived_by_a_look) {
    auto looking = failing();
    looking.most_attempts = 1;
    looking.look = Look{.every = 1s, .find = [](const store::Reader&, Time, int) {
                            return std::vector<Bytes>{"a"};
                        }};
    auto jobs = process.jobs({looking});
    EXPECT_EQ(jobs.run_due(), 1);
    clock.advance(1h);
    EXPECT_EQ(jobs.run_due(), 0);
}

TEST_F(JobsOfAProcess, are_run_though_a_look_fails) {
    auto blind = doing_nothing();
    blind.look = Look{.every = 1s, .find = [](const store::Reader&, Time, int) {
                          throw Error(Fault::unavailable, "cannot look");
                          return std::vector<Bytes>{};
                      }};
    auto jobs = process.jobs({blind});
    process.enqueue("a");
    EXPECT_EQ(jobs.run_due(), 1);
}

TEST_F(JobsOfAProcess, cost_no_write_when_nothing_is_to_be_done) {
    auto looking = doing_nothing();
    looking.look = Look{
        .every = 1s, .find = [](const store::Reader&, Time, int) { return std::vector<Bytes>{}; }};
    auto jobs = process.jobs({looking});
    const auto writes = process.store.statistics().writes;
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(jobs.run_due(), 0);
        jobs.measure();
        clock.advance(1h);
    }
    EXPECT_EQ(process.store.statistics().writes, writes);
}

TEST_F(JobsOfAProcess, say_when_there_may_be_something_to_do) {
    auto looking = doing_nothing();
    looking.look = Look{
        .every = 1h, .find = [](const store::Reader&, Time, int) { return std::vector<Bytes>{}; }};
    auto jobs = process.jobs({looking});
    jobs.run_due();
    EXPECT_EQ(jobs.next(), clock.now() + 1h);
    process.enqueue("a");
    EXPECT_EQ(jobs.next(), clock.now());
    const auto taken = jobs.take();
    EXPECT_EQ(jobs.next(), clock.now() + 1h) << "no other may run now";
    jobs.run(taken.front());
}

TEST_F(JobsOfAProcess, are_shown_by_their_kinds) {
    auto jobs = process.jobs({doing_nothing()});
    for (const auto* subject : {"a", "b", "c"})
        process.enqueue(subject);
    jobs.take();
    clock.advance(7s);
    jobs.measure();
    EXPECT_TRUE(process.shows(R"(chancery_jobs_waiting{kind="issue"} 2)"));
    EXPECT_TRUE(process.shows(R"(chancery_jobs_running{kind="issue"} 1)"));
    EXPECT_TRUE(process.shows(R"(chancery_jobs_failed{kind="issue"} 0)"));
    EXPECT_TRUE(process.shows(R"(chancery_jobs_oldest_seconds{kind="issue"} 7)"));
}

} // namespace

} // namespace chancery::workflow
