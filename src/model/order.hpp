// SPDX-License-Identifier: Apache-2.0
#pragma once

// Orders and authorizations, and the steps they may take. Plain values: no clock, no store.

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "model/name.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

/// RFC 8555 §7.1.6.
enum class OrderStatus { pending, ready, processing, valid, invalid };

constexpr auto words_of(OrderStatus) {
    using enum OrderStatus;
    return words<OrderStatus>({
        {pending, "pending"},
        {ready, "ready"},
        {processing, "processing"},
        {valid, "valid"},
        {invalid, "invalid"},
    });
}

/// From when until when a certificate is to be valid, where the client says so (RFC 8555 §7.4).
struct AskedValidity {
    std::optional<Time> not_before = std::nullopt;
    std::optional<Time> not_after = std::nullopt;

    bool is_none() const { return !not_before && !not_after; }

    friend bool operator==(const AskedValidity&, const AskedValidity&) = default;
};

struct Order {
    OrderId id;
    EndpointId endpoint;
    ClientId client;
    AccountId account;
    std::vector<Name> names;                          ///< As ordered, without repetition.
    std::vector<AuthorizationId> authorizations = {}; ///< One a name, in the names' order.
    OrderStatus status = OrderStatus::pending;
    Time created_at;
    Time expires;
    std::optional<CertificateId> certificate = std::nullopt;
    std::optional<Problem> problem = std::nullopt; ///< Why it became invalid.
    std::string replaces = {}; ///< The certificate that it renews, as RFC 9773 names it.
    /// By name; empty in an order from before there was a choice: the endpoint's first.
    std::string profile = {};
    AskedValidity validity = {};
};

/// Moves an order on. Throws internal for a step that RFC 8555 §7.1.6 does not draw.
void advance(Order& order, OrderStatus to);

/// What a reader sees: an order that expired before it was finalized reads `invalid`.
OrderStatus status_at(const Order& order, Time now);

/// RFC 8555 §7.1.6.
enum class AuthorizationStatus { pending, valid, invalid, deactivated, expired, revoked };

constexpr auto words_of(AuthorizationStatus) {
    using enum AuthorizationStatus;
    return words<AuthorizationStatus>({
        {pending, "pending"},
        {valid, "valid"},
        {invalid, "invalid"},
        {deactivated, "deactivated"},
        {expired, "expired"},
        {revoked, "revoked"},
    });
}

struct Authorization {
    AuthorizationId id;
    std::optional<OrderId> order = std::nullopt; ///< For which it was made; none of newAuthz.
    ClientId client;
    Name name; ///< As ordered, with its "*.".
    AuthorizationStatus status = AuthorizationStatus::pending;
    Time expires;
    /// The challenge type by which control of the name was shown. Empty of one that is
    /// pre-validated, which serves its own order alone: the register is asked again for every
    /// other.
    std::string method = {};
    std::optional<Time> validated_at = std::nullopt; ///< When that was.
    std::optional<Time> caa_checked_at =
        std::nullopt; ///< When the DNS last let us issue (RFC 8659).
};

/// Throws internal for a step that RFC 8555 §7.1.6 does not draw.
void advance(Authorization& authorization, AuthorizationStatus to);

/// A pending or valid authorization whose time is over reads `expired`.
AuthorizationStatus status_at(const Authorization& authorization, Time now);

} // namespace chancery
