// SPDX-License-Identifier: Apache-2.0
#pragma once

// A client: an RFC 8555 account object, a key that registered under an ACME account. Plain value.

#include "base/bytes.hpp"
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
enum class ClientStatus { valid, deactivated, revoked };

constexpr auto words_of(ClientStatus) {
    using enum ClientStatus;
    return words<ClientStatus>({
        {valid, "valid"},
        {deactivated, "deactivated"},
        {revoked, "revoked"},
    });
}

struct Client {
    ClientId id;
    EndpointId endpoint;
    AccountId account;
    std::string thumbprint; ///< RFC 7638.
    Bytes spki;
    ClientStatus status = ClientStatus::valid;
    std::vector<std::string> contacts = {}; ///< "mailto:" URLs.
    std::string user_agent = {};
    std::string address = {};
    Time created_at;
    Time last_seen_at;
    std::string agreed_terms = {}; ///< The URL of the terms of service that it agreed to last.
    std::optional<Time> agreed_at = std::nullopt;
};

/// A name of which a client has so often failed to show control that it may not order it any more.
struct PausedName {
    Name name;
    int failures = 0; ///< In a row.
    Time paused_at;
};

/// Moves a client on. Throws internal for a step that RFC 8555 §7.1.6 does not draw.
void advance(Client& client, ClientStatus to);

} // namespace chancery
