// SPDX-License-Identifier: Apache-2.0
#pragma once

// Orders, authorizations and challenges as the server shows them (RFC 8555 §7.1, §7.4, §7.5), and
// one function for each request about them. What to do in which order is obtain.hpp's affair.

#include "acme_client/session.hpp"
#include "base/error.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace chancery::acme_client {

enum class OrderStatus { pending, ready, processing, valid, invalid };

struct Order {
    std::string url;
    OrderStatus status = OrderStatus::pending;
    std::vector<std::string> authorizations = {};
    std::string finalize = {};
    std::string certificate = {}; ///< Empty until the order is valid.
    std::optional<Problem> problem = std::nullopt;
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/// `other` stands for deactivated, expired and revoked: nothing more will come of it.
enum class AuthorizationStatus { pending, valid, invalid, other };

struct Challenge {
    std::string type; ///< "http-01".
    std::string url;
    std::string status;
    std::string token; ///< base64url, checked; empty where the type has none.
    std::optional<Problem> problem = std::nullopt;
};

struct Authorization {
    std::string url;
    std::string name; ///< Without "*.".
    bool wildcard = false;
    AuthorizationStatus status = AuthorizationStatus::pending;
    std::vector<Challenge> challenges = {};
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

struct NewOrder {
    std::vector<std::string> names; ///< DNS names and IP addresses.
    std::optional<std::string> profile = std::nullopt;
    std::optional<std::string> replaces = std::nullopt; ///< RFC 9773 §5.
};

Order new_order(Session& session, const NewOrder& wanted);
Order get_order(Session& session, const std::string& url);
Authorization get_authorization(Session& session, const std::string& url);

/// Tells the server that the challenge can be checked now (RFC 8555 §7.5.1).
void answer_challenge(Session& session, const Challenge& challenge);

/// The order as the server answers, `processing` or `valid`.
Order finalize_order(Session& session, const Order& order, BytesView csr);

/// The PEM of a valid order's certificate and its chain; with `all`, also those that the server
/// offers beside it (RFC 8555 §7.4.2).
std::vector<std::string> download_chains(Session& session, const Order& order, bool all);

} // namespace chancery::acme_client
