// SPDX-License-Identifier: Apache-2.0
#pragma once

// Identifiers that cannot be mixed up: an OrderId is no ClientId.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chancery {

using IdBytes = std::array<std::uint8_t, 16>;

/// UUIDv7 (RFC 9562 §5.7): ordered by time, so that new rows lie together in an index.
/// Canonical text on the wire; 16 bytes in the database.
template <class Tag>
struct Id {
    IdBytes bytes{};
    friend auto operator<=>(const Id&, const Id&) = default;
};

using OrganizationId = Id<struct OrganizationTag>;
using DepartmentId = Id<struct DepartmentTag>;
using DomainId = Id<struct DomainTag>;
using DelegationId = Id<struct DelegationTag>;
using EndpointId = Id<struct EndpointTag>;
using IssuerId = Id<struct IssuerTag>;
using AccountId = Id<struct AccountTag>; ///< An ACME account: what a department made.
using ClientId = Id<struct ClientTag>;   ///< An RFC 8555 account: a key that registered under one.
using OrderId = Id<struct OrderTag>;
using AuthorizationId = Id<struct AuthorizationTag>;
using CertificateId = Id<struct CertificateTag>;
using TokenId = Id<struct TokenTag>;
using EventId = Id<struct EventTag>;

/// "0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e".
std::string to_text(const IdBytes& id);

/// Canonical text only: 36 characters, lower case. None for anything else.
std::optional<IdBytes> parse_id_bytes(std::string_view text);

template <class Tag>
std::string to_string(const Id<Tag>& id) {
    return to_text(id.bytes);
}

template <class SomeId>
std::optional<SomeId> parse_id(std::string_view text) {
    const auto bytes = parse_id_bytes(text);
    return bytes ? std::optional(SomeId{*bytes}) : std::nullopt;
}

} // namespace chancery
