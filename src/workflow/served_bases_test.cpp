// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/client_changes.hpp"
#include "workflow/served_bases.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using Urls = std::vector<std::string>;

const std::string old_url = "https://pki.campus.example:8443";
const std::string new_url = "https://pki.campus.example";

/// An office that starts again and again, a day apart.
struct Starting {
    IssuingOffice office;

    /// The bases that its start warns of: "URL CLIENTS".
    Urls start(const Urls& urls) {
        office.request.now += 24h;
        Urls warned;
        for (const auto& [url, clients] : left(urls))
            warned.push_back(url + ' ' + std::to_string(clients));
        record_served_bases(office.store, urls, office.request.now);
        return warned;
    }

    std::vector<LeftBase> left(const Urls& urls) {
        return office.store.read([&](store::Reader& reader) {
            return find_left_bases(reader, urls, office.request.now);
        });
    }

    Client register_one() {
        office.request.now += 1h;
        return office.enroll(IssuingOffice::new_key(), office.ov, office.credential).client;
    }
};

TEST(ServedBases, that_clients_know_are_warned_of_until_they_are_listed_again) {
    Starting starting;
    EXPECT_EQ(starting.start({old_url}), Urls{});
    starting.register_one();
    starting.register_one();
    EXPECT_EQ(starting.start({old_url}), Urls{});
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(starting.start({new_url}), Urls{old_url + " 2"});
    EXPECT_EQ(starting.start({new_url, old_url}), Urls{});
    EXPECT_EQ(starting.start({new_url}), Urls{old_url + " 2"});
}

TEST(ServedBases, of_an_office_without_a_record_are_warned_of_by_nobody) {
    Starting starting;
    starting.register_one();
    EXPECT_EQ(starting.start({new_url}), Urls{});
    EXPECT_EQ(starting.start({"https://third.example"}), Urls{new_url + " 1"})
        << "who registered before there was a record knows the first that was recorded";
}

TEST(ServedBases, under_which_nobody_registered_are_left_in_silence) {
    Starting starting;
    starting.start({"https://localhost:8443"});
    starting.start({old_url});
    starting.register_one();
    EXPECT_EQ(starting.start({new_url}), Urls{old_url + " 1"});
    starting.register_one();
    EXPECT_EQ(starting.start({new_url}), Urls{old_url + " 1"}) << "not who registered later";
}

TEST(ServedBases, are_left_in_silence_once_their_clients_are_deactivated) {
    Starting starting;
    starting.start({old_url});
    const auto client = starting.register_one();
    ASSERT_EQ(starting.start({new_url}), Urls{old_url + " 1"});
    auto& office = starting.office;
    deactivate_client(office.store, office.standing(client.id), office.request.now);
    EXPECT_EQ(starting.start({new_url}), Urls{});
}

TEST(ServedBases, are_written_only_when_they_change) {
    Starting starting;
    const auto commits = [&] { return starting.office.store.statistics().commits; };
    starting.start({old_url, new_url});
    const auto before = commits();
    starting.start({new_url, old_url});
    EXPECT_EQ(commits(), before);
}

} // namespace

} // namespace chancery::workflow
