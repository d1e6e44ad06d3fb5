// SPDX-License-Identifier: Apache-2.0
#include "net/probe/scheduler.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <map>

namespace chancery::net {

namespace {

/// Grants are noted in their order and kept until they are dropped.
struct Office {
    explicit Office(SchedulerLimits limits)
        : scheduler(std::make_shared<Scheduler>(io, limits, [this](auto now, auto queued) {
              running = now;
              waiting = queued;
          })) {}

    void enqueue(const std::string& account, const std::string& name) {
        EXPECT_TRUE(scheduler->enqueue(account, keep(name)));
    }

    std::function<void(Place)> keep(const std::string& name) {
        return [this, name](Place place) {
            order += name;
            places[name] = std::move(place);
        };
    }

    void enter(const std::string& name, const std::string& destination) {
        auto place = std::move(places.at(name));
        places.erase(name);
        Place::enter(std::move(place), destination, keep(name));
    }

    void run() {
        io.restart();
        io.run();
    }

    boost::asio::io_context io;
    std::size_t running = 0;
    std::size_t waiting = 0;
    std::shared_ptr<Scheduler> scheduler;
    std::string order;
    std::map<std::string, Place> places;
};

constexpr SchedulerLimits roomy{
    .running = 100, .for_a_destination = 100, .for_an_account = 100, .waiting = 100};

TEST(Scheduler, serves_accounts_in_turn) {
    auto limits = roomy;
    limits.running = 1;
    Office office(limits);
    for (const auto* name : {"1", "2", "3", "4"})
        office.enqueue("many", name);
    office.enqueue("few", "a");
    for (int i = 0; i < 5; ++i) {
        office.run();
        EXPECT_EQ(office.running, 1U);
        office.places.clear();
    }
    EXPECT_EQ(office.order, "1a234");
    EXPECT_EQ(office.running, 0U);
    EXPECT_EQ(office.waiting, 0U);
}

TEST(Scheduler, lets_others_pass_an_account_that_runs_enough) {
    auto limits = roomy;
    limits.for_an_account = 2;
    Office office(limits);
    for (const auto* name : {"1", "2", "3"})
        office.enqueue("many", name);
    office.enqueue("few", "a");
    office.run();
    EXPECT_EQ(office.order, "1a2");
    EXPECT_EQ(office.waiting, 1U);
    office.places.erase("a");
    office.run();
    EXPECT_EQ(office.order, "1a2");
    office.places.erase("1");
    office.run();
    EXPECT_EQ(office.order, "1a23");
}

TEST(Scheduler, takes_the_right_to_run_from_who_waits_for_a_destination) {
    auto limits = roomy;
    limits.running = 2;
    limits.for_a_destination = 1;
    Office office(limits);
    for (const auto* name : {"1", "2", "3"})
        office.enqueue("one", name);
    office.run();
    office.enter("1", "host");
    office.enter("2", "host");
    EXPECT_EQ(office.order, "121");
    office.run();
    EXPECT_EQ(office.order, "1213");
    EXPECT_EQ(office.waiting, 1U);
    office.places.erase("1");
    office.run();
    EXPECT_EQ(office.order, "12132");
    office.enter("2", "host"); // It is there already.
    EXPECT_EQ(office.order, "121322");
}

TEST(Scheduler, hands_a_destination_on_by_account) {
    auto limits = roomy;
    limits.for_a_destination = 1;
    Office office(limits);
    for (const auto* name : {"1", "2", "3"})
        office.enqueue("many", name);
    office.enqueue("few", "a");
    office.run();
    for (const auto* name : {"1", "2", "3", "a"})
        office.enter(name, "host");
    office.order.clear();
    for (const auto* name : {"1", "2", "a", "3"}) {
        office.places.erase(name);
        office.run();
    }
    EXPECT_EQ(office.order, "2a3");
    EXPECT_EQ(office.running, 0U);
}

TEST(Scheduler, frees_a_destination_that_is_left_for_another) {
    auto limits = roomy;
    limits.for_a_destination = 1;
    Office office(limits);
    office.enqueue("one", "1");
    office.enqueue("one", "2");
    office.run();
    office.enter("1", "first");
    office.enter("2", "first");
    office.enter("1", "second");
    office.run();
    EXPECT_EQ(office.order, "12112");
}

TEST(Scheduler, refuses_more_than_may_wait) {
    auto limits = roomy;
    limits.waiting = 1;
    Office office(limits);
    office.enqueue("a", "1");
    EXPECT_FALSE(office.scheduler->enqueue("b", office.keep("2")));
    office.run();
    office.enqueue("b", "3");
}

TEST(Scheduler, may_end_before_its_places) {
    Office office(roomy);
    office.enqueue("a", "1");
    office.run();
    office.scheduler.reset();
    office.places.clear();
    EXPECT_EQ(office.running, 1U);
}

} // namespace

} // namespace chancery::net
