// SPDX-License-Identifier: Apache-2.0
#include "db/migration.hpp"
#include "store/bell.hpp"
#include "store/jobs.hpp"
#include "store/jobs_sql.hpp"
#include "store/store_for_tests.hpp"

#include <array>
#include <set>
#include <thread>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Jobs : public testing::TestWithParam<db::Kind> {
protected:
    db::Place place{GetParam()};
    Store store = open(place.location());

    LeaseTerms terms(Time at) const {
        return {.holder = store.job_holder(), .now = at, .until = at + 60s};
    }

    void enqueue(std::string_view subject, Time run_at, JobKind kind = JobKind::issue) {
        store.write([&](Transaction& tx) { store::enqueue(tx, {kind, subject}, run_at); });
    }

    std::optional<JobLease> enqueue_leased(std::string_view subject, Time at) {
        return store.write([&](Transaction& tx) {
            return store::enqueue_leased(tx, {JobKind::issue, subject}, terms(at));
        });
    }

    std::vector<LeasedJob> lease(Time at, int limit = 10, JobKind kind = JobKind::issue) {
        return store.write([&](Transaction& tx) { return store::lease(tx, kind, terms(at), limit); }
        );
    }

    std::set<std::string> leased_subjects(Time at, int limit = 10) {
        std::set<std::string> subjects;
        for (const auto& job : lease(at, limit))
            subjects.emplace(job.subject);
        return subjects;
    }

    LeasedJob leased_one(Time at) {
        auto leased = lease(at);
        ensure(leased.size() == 1, "there is one that is due");
        return leased.front();
    }

    LeasedJob leased_one_in(Transaction& tx) {
        return store::lease(tx, JobKind::issue, terms(now), 1).front();
    }

    std::optional<Time> due(JobKind kind = JobKind::issue) {
        return store.read([&](Reader& reader) { return next_due(reader, kind); });
    }

    JobCount count(Time at, int most = 1000) {
        return store.read([&](Reader& reader) {
            return count_jobs(reader, JobKind::issue, at, most);
        });
    }

    template <class Step>
    std::optional<Fault> fault_of(Step step) {
        return db::fault_of([&] { store.write([&](Transaction& tx) { step(tx); }); });
    }

    template <class Step>
    void write(Step step) {
        store.write([&](Transaction& tx) { step(tx); });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, Jobs, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Jobs, are_leased_once_they_are_due) {
    EXPECT_FALSE(due());
    enqueue("a", now + 1s);
    EXPECT_EQ(due(), now + 1s);
    EXPECT_TRUE(lease(now).empty());
    const auto job = leased_one(now + 1s);
    EXPECT_EQ(job.subject, "a");
    EXPECT_EQ(job.attempt, 1);
}

TEST_P(Jobs, are_leased_by_their_kind_those_first_that_are_due_for_longest_up_to_a_bound) {
    enqueue("late", now);
    enqueue("later", now + 1s);
    enqueue("first", now - 1s);
    enqueue("other", now - 9s, JobKind::challenge);
    EXPECT_EQ(leased_subjects(now + 1s, 2), (std::set<std::string>{"first", "late"}));
    EXPECT_EQ(leased_subjects(now + 1s, 2), std::set<std::string>{"later"});
    EXPECT_EQ(due(JobKind::challenge), now - 9s);
}

TEST_P(Jobs, are_leased_to_one_until_the_lease_ends_by_itself) {
    enqueue("a", now);
    leased_one(now);
    EXPECT_TRUE(lease(now + 59s).empty());
    EXPECT_EQ(due(), now + 60s);
    EXPECT_EQ(leased_one(now + 60s).attempt, 2);
}

TEST_P(Jobs, are_there_once_and_due_at_the_earliest_time_that_was_asked_for) {
    enqueue("a", now + 5s);
    enqueue("a", now + 9s);
    EXPECT_EQ(due(), now + 5s);
    enqueue("a", now + 2s);
    EXPECT_EQ(due(), now + 2s);
    EXPECT_EQ(lease(now + 9s).size(), 1U);
}

TEST_P(Jobs, that_are_done_are_gone) {
    const auto run_at = [&] {
        return store.read([](Reader& reader) {
            return find_run_at(reader, {JobKind::issue, "a"});
        });
    };
    enqueue("a", now);
    EXPECT_EQ(run_at(), now);
    const auto job = leased_one(now);
    write([&](Transaction& tx) { complete(tx, job.lease); });
    EXPECT_FALSE(due());
    EXPECT_FALSE(run_at());
}

TEST_P(Jobs, that_are_asked_for_while_they_run_run_again_afterwards) {
    enqueue("a", now);
    const auto job = leased_one(now);
    enqueue("a", now + 9s);
    enqueue("a", now + 5s);
    enqueue("a", now + 7s);
    EXPECT_EQ(due(), now + 60s) << "whoever works on it keeps the lease";
    write([&](Transaction& tx) { complete(tx, job.lease); });
    EXPECT_EQ(due(), now + 5s);
    const auto again = leased_one(now + 5s);
    EXPECT_EQ(again.attempt, 1);
    write([&](Transaction& tx) { complete(tx, again.lease); });
    EXPECT_FALSE(due());
}

TEST_P(Jobs, that_go_on_later_do_so_at_the_earlier_of_the_times) {
    enqueue("a", now);
    auto job = leased_one(now);
    write([&](Transaction& tx) { run_again(tx, job.lease, now + 7s); });
    EXPECT_EQ(due(), now + 7s);
    job = leased_one(now + 7s);
    EXPECT_EQ(job.attempt, 1);
    enqueue("a", now + 9s);
    write([&](Transaction& tx) { run_again(tx, job.lease, now + 99s); });
    EXPECT_EQ(due(), now + 9s);
    job = leased_one(now + 9s);
    enqueue("a", now + 99s);
    write([&](Transaction& tx) { run_again(tx, job.lease, now + 20s); });
    EXPECT_EQ(due(), now + 20s);
}

TEST_P(Jobs, count_their_attempts_until_one_goes_well) {
    enqueue("a", now);
    auto job = leased_one(now);
    write([&](Transaction& tx) { retry(tx, job.lease, now + 5s, "no answer"); });
    EXPECT_EQ(due(), now + 5s);
    job = leased_one(now + 5s);
    EXPECT_EQ(job.attempt, 2);
    write([&](Transaction& tx) { run_again(tx, job.lease, now + 9s); });
    EXPECT_EQ(leased_one(now + 9s).attempt, 1);
}

TEST_P(Jobs, that_failed_stay_until_they_are_asked_for_again) {
    enqueue("a", now);
    const auto job = leased_one(now);
    write([&](Transaction& tx) { fail(tx, job.lease, now, "no answer"); });
    EXPECT_FALSE(due());
    EXPECT_TRUE(lease(now + 24h).empty());
    EXPECT_EQ(count(now).failed, 1);
    enqueue("a", now + 5s);
    EXPECT_EQ(count(now).failed, 0);
    EXPECT_EQ(leased_one(now + 5s).attempt, 1);
}

TEST_P(Jobs, that_failed_and_were_asked_for_meanwhile_are_tried_anew) {
    enqueue("a", now);
    const auto job = leased_one(now);
    enqueue("a", now + 5s);
    write([&](Transaction& tx) { fail(tx, job.lease, now, "no answer"); });
    EXPECT_EQ(leased_one(now + 5s).attempt, 1);
}

TEST_P(Jobs, that_failed_are_dropped_in_bounded_steps) {
    for (const auto* subject : {"a", "b", "c"}) {
        enqueue(subject, now);
        const auto job = leased_one(now);
        write([&](Transaction& tx) { fail(tx, job.lease, now, "no answer"); });
    }
    enqueue("waits", now - 9s);
    const auto drop = [&](Time before) {
        return store.write([&](Transaction& tx) {
            return drop_failed_jobs(tx, JobKind::issue, before, 2);
        });
    };
    const auto any = [&](Time before) {
        return store.read([&](Reader& r) { return has_failed_jobs(r, JobKind::issue, before); });
    };
    EXPECT_FALSE(any(now));
    EXPECT_EQ(drop(now), 0);
    EXPECT_TRUE(any(now + 1s));
    EXPECT_EQ(drop(now + 1s), 2);
    EXPECT_EQ(drop(now + 1s), 1);
    EXPECT_EQ(due(), now - 9s);
}

TEST_P(Jobs, that_are_made_leased_are_anothers_when_the_lease_ends) {
    const auto own = enqueue_leased("a", now);
    ASSERT_TRUE(own);
    EXPECT_FALSE(enqueue_leased("a", now)) << "it is there";
    EXPECT_TRUE(lease(now + 59s).empty());
    EXPECT_EQ(leased_one(now + 60s).lease.id, own->id);
}

TEST_P(Jobs, whose_lease_was_lost_cannot_be_written_to) {
    enqueue("a", now);
    const auto lost = leased_one(now).lease;
    auto other = open(place.location());
    const auto taken = other.write([&](Transaction& tx) {
        return store::lease(
            tx,
            JobKind::issue,
            {.holder = other.job_holder(), .now = now + 60s, .until = now + 120s},
            1
        );
    });
    ASSERT_EQ(taken.size(), 1U);
    const auto refused = std::optional(Fault::conflict);
    EXPECT_EQ(fault_of([&](Transaction& tx) { hold(tx, lost); }), refused);
    EXPECT_EQ(fault_of([&](Transaction& tx) { complete(tx, lost); }), refused);
    EXPECT_EQ(fault_of([&](Transaction& tx) { run_again(tx, lost, now); }), refused);
    EXPECT_EQ(fault_of([&](Transaction& tx) { retry(tx, lost, now, "why"); }), refused);
    EXPECT_EQ(fault_of([&](Transaction& tx) { fail(tx, lost, now, "why"); }), refused);
    other.write([&](Transaction& tx) {
        hold(tx, taken.front().lease);
        complete(tx, taken.front().lease);
    });
    EXPECT_EQ(fault_of([&](Transaction& tx) { hold(tx, lost); }), refused) << "it is gone";
}

TEST_P(Jobs, whose_lease_ran_out_are_still_held_while_nobody_else_takes_them) {
    enqueue("a", now);
    const auto held = leased_one(now).lease;
    EXPECT_FALSE(fault_of([&](Transaction& tx) { hold(tx, held); }));
    leased_one(now + 60s); // by the same holder, which works on it still
    EXPECT_FALSE(fault_of([&](Transaction& tx) { complete(tx, held); }));
}

TEST_P(Jobs, are_counted_up_to_a_bound) {
    enqueue("a", now - 1s);
    enqueue("b", now);
    enqueue("c", now + 1h);
    lease(now - 1s);
    EXPECT_EQ(count(now).waiting, 2);
    EXPECT_EQ(count(now).running, 1);
    EXPECT_EQ(count(now + 59s).running, 0) << "its lease has ended";
    EXPECT_EQ(count(now, 2).waiting + count(now, 2).running, 2);
}

TEST_P(Jobs, ring_the_bell_once_they_are_committed) {
    const auto is_rung = [&] { return store.bell().wait_until({}, std::stop_token()); };
    EXPECT_FALSE(is_rung());
    enqueue("a", now);
    EXPECT_TRUE(is_rung());
    const auto job = leased_one(now);
    EXPECT_FALSE(is_rung());
    enqueue("a", now);
    EXPECT_TRUE(is_rung());
    write([&](Transaction& tx) { complete(tx, job.lease); });
    EXPECT_TRUE(is_rung()) << "it runs again";
    write([&](Transaction& tx) { complete(tx, leased_one_in(tx).lease); });
    EXPECT_FALSE(is_rung());
    EXPECT_EQ(
        fault_of([](Transaction& tx) {
            store::enqueue(tx, {JobKind::issue, "b"}, now);
            throw Error(Fault::conflict, "not after all");
        }),
        Fault::conflict
    );
    EXPECT_FALSE(is_rung()) << "nothing was committed";
}

TEST_P(Jobs, are_leased_by_one_of_several_processes_each) {
    constexpr int all = 300;
    for (int i = 0; i < all; ++i)
        enqueue("subject " + std::to_string(i), now);
    std::array<std::vector<std::int64_t>, 3> taken;
    std::vector<std::thread> processes;
    for (auto& own : taken)
        processes.emplace_back([&] {
            auto opened = open(place.location());
            const LeaseTerms mine{opened.job_holder(), now, now + 60s};
            for (;;) {
                const auto some = opened.write([&](Transaction& tx) {
                    return store::lease(tx, JobKind::issue, mine, 7);
                });
                if (some.empty()) return;
                for (const auto& job : some)
                    own.push_back(job.lease.id);
            }
        });
    for (auto& process : processes)
        process.join();
    std::set<std::int64_t> different;
    std::size_t count_of_all = 0;
    for (const auto& own : taken) {
        different.insert(own.begin(), own.end());
        count_of_all += own.size();
    }
    EXPECT_EQ(count_of_all, std::size_t{all});
    EXPECT_EQ(different.size(), std::size_t{all});
}

template <db::Fragment query>
std::string plan_of(db::Driver& driver, std::initializer_list<db::Param> params) {
    const bool is_postgres = driver.dialect().name == "postgresql";
    std::string plan;
    driver.execute(
        is_postgres ? db::sql<"EXPLAIN " + query> : db::sql<"EXPLAIN QUERY PLAN " + query>,
        params,
        [&](const db::Row& row) { plan.append(row.text(is_postgres ? 0 : 3)).append("\n"); }
    );
    return plan;
}

TEST_P(Jobs, that_are_not_due_cost_nothing) {
    const auto driver = place.open();
    driver->execute_script(db::in_dialect(
        "INSERT INTO jobs (kind, subject, state, run_at, attempts) "
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
        "WHERE n < 100000) SELECT 'issue', CAST(CAST(n AS TEXT) AS {blob}), 'waiting', "
        "1900000000 + n, 0 FROM numbers",
        driver->dialect()
    ));
    driver->execute_script("ANALYZE");
    const std::string_view kind = "issue";
    const db::Blob holder{std::string_view("0123456789abcdef")};
    const auto at = now.time_since_epoch().count();
    const bool is_postgres = place.location().is_postgres();
    const auto lease_plan =
        is_postgres
            ? plan_of<sql::lease_jobs_of_postgresql>(*driver, {holder, at + 60, kind, at, 100})
            : plan_of<sql::lease_jobs>(*driver, {holder, at + 60, kind, at, 100});
    for (const auto& plan :
         {plan_of<sql::next_due_job>(*driver, {kind}),
          plan_of<sql::count_jobs>(*driver, {kind, std::string_view("waiting"), at, 1000}),
          lease_plan}) {
        EXPECT_NE(plan.find("jobs_due"), std::string::npos) << plan;
        EXPECT_EQ(plan.find("Seq Scan on jobs"), std::string::npos) << plan;
        EXPECT_EQ(plan.find("SCAN jobs"), std::string::npos) << plan;
    }
}

} // namespace

} // namespace chancery::store
