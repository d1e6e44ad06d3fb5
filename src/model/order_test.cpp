// SPDX-License-Identifier: Apache-2.0
#include "model/certificate.hpp"
#include "model/client.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "model/register.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace chancery {

namespace {

using namespace std::chrono_literals;

/// Every pair of states that `advance` takes.
template <class Thing, class Status>
std::set<std::pair<std::string, std::string>> steps_of(std::initializer_list<Status> all) {
    std::set<std::pair<std::string, std::string>> steps;
    for (const auto from : all)
        for (const auto to : all) {
            Thing thing{};
            thing.status = from;
            try {
                advance(thing, to);
                steps.emplace(to_string(from), to_string(to));
                EXPECT_EQ(thing.status, to);
            } catch (const Error& error) {
                EXPECT_EQ(error.fault(), Fault::internal);
                EXPECT_EQ(thing.status, from);
            }
        }
    return steps;
}

// conforms-refusal: 8555-7.1.6-1
TEST(Order, takes_the_steps_of_rfc_8555_and_no_others) {
    using enum OrderStatus;
    const std::set<std::pair<std::string, std::string>> expected{
        {"pending", "ready"},
        {"pending", "invalid"},
        {"ready", "processing"},
        {"ready", "invalid"},
        {"processing", "valid"},
        {"processing", "invalid"},
    };
    EXPECT_EQ((steps_of<Order>({pending, ready, processing, valid, invalid})), expected);
}

// conforms-refusal: 8555-7.1.6-2
TEST(Authorization, takes_the_steps_of_rfc_8555_and_no_others) {
    using enum AuthorizationStatus;
    const std::set<std::pair<std::string, std::string>> expected{
        {"pending", "valid"},
        {"pending", "invalid"},
        {"pending", "deactivated"},
        {"pending", "expired"},
        {"valid", "deactivated"},
        {"valid", "expired"},
        {"valid", "revoked"},
    };
    EXPECT_EQ(
        (steps_of<Authorization>({pending, valid, invalid, deactivated, expired, revoked})),
        expected
    );
}

// conforms-refusal: 8555-7.1.6-4
TEST(Client, leaves_valid_for_good) {
    using enum ClientStatus;
    const std::set<std::pair<std::string, std::string>> expected{
        {"valid", "deactivated"}, {"valid", "revoked"}};
    EXPECT_EQ((steps_of<Client>({valid, deactivated, revoked})), expected);
}

// conforms: 8555-7.4-3
TEST(Order, reads_invalid_once_it_has_expired_unfinished) {
    using enum OrderStatus;
    for (const auto& [status, later] : {
             std::pair{pending, invalid},
             {ready, invalid},
             {processing, processing}, // somebody is already signing
             {valid, valid},
             {invalid, invalid},
         }) {
        Order order{};
        order.expires = Time{100s};
        order.status = status;
        EXPECT_EQ(status_at(order, Time{99s}), status);
        EXPECT_EQ(status_at(order, Time{100s}), later) << to_string(status);
    }
}

TEST(Authorization, reads_expired_once_its_time_is_over) {
    using enum AuthorizationStatus;
    for (const auto& [status, later] : {
             std::pair{pending, expired},
             {valid, expired},
             {invalid, invalid},
             {deactivated, deactivated},
             {expired, expired},
             {revoked, revoked},
         }) {
        Authorization authorization{};
        authorization.expires = Time{100s};
        authorization.status = status;
        EXPECT_EQ(status_at(authorization, Time{99s}), status);
        EXPECT_EQ(status_at(authorization, Time{100s}), later) << to_string(status);
    }
}

TEST(Words, are_found_again) {
    EXPECT_EQ(find_value<OrderStatus>("processing"), OrderStatus::processing);
    EXPECT_EQ(find_value<AuthorizationStatus>("deactivated"), AuthorizationStatus::deactivated);
    EXPECT_EQ(find_value<ClientStatus>("revoked"), ClientStatus::revoked);
    EXPECT_EQ(find_value<CertificateStatus>("neverSigned"), CertificateStatus::never_signed);
    EXPECT_EQ(find_value<ValidationPolicy>("either"), ValidationPolicy::either);
    EXPECT_EQ(find_value<SubjectForm>("organization"), SubjectForm::organization);
    EXPECT_EQ(find_value<Reach>("below"), Reach::below);
    EXPECT_EQ(find_value<DelegationStatus>("withdrawn"), DelegationStatus::withdrawn);
    EXPECT_FALSE(find_value<OrderStatus>("Valid"));
    EXPECT_FALSE(find_value<Reach>(""));
}

} // namespace

} // namespace chancery
