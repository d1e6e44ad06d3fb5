// SPDX-License-Identifier: Apache-2.0
#pragma once

// Clients, and the credentials that they register with.

#include "model/client.hpp"
#include "model/event.hpp"
#include "model/facts.hpp"
#include "model/register.hpp"
#include "model/scope.hpp"
#include "store/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chancery::store {

/// What a new client's external account binding is checked against.
struct Credential {
    AccountId account;
    std::string account_name;
    DepartmentId department;
    std::string key_id;
    Bytes sealed_hmac_key;
};

/// By key id, present or previous, among the accounts of this endpoint. Whose MAC does not fit yet
/// learns nothing from its time: it reads no more of an account than this.
std::optional<Credential>
find_credential(const Reader& reader, EndpointId endpoint, std::string_view key_id);

/// Of the open account that an endpoint without EAB has, whose HMAC key nobody was shown: its
/// first, where it has open accounts with a credential besides.
std::optional<Credential> find_open_credential(const Reader& reader, EndpointId endpoint);

/// What a registration with it depends on; none when it is not the account's any more.
std::optional<CredentialFacts>
find_credential_facts(const Reader& reader, AccountId account, std::string_view key_id);

/// A client as each of its requests finds it.
struct ClientStanding {
    Client client;
    std::string account_name;
    DepartmentId department;
    AccountStanding account;
    std::string endpoint_name;
    bool endpoint_enabled = false;
    std::string terms_of_service = {}; ///< The endpoint's, of now; empty where it has none.
    /// Whence and with what it asks now; when it was last seen, where it does not ask.
    std::string address = {};
    std::string user_agent = {};

    Actor actor() const;

    /// Whether it has agreed to the terms of service of now.
    bool has_agreed() const;
};

std::optional<ClientStanding> find_standing(const Reader& reader, ClientId id);
std::optional<ClientStanding>
find_standing(const Reader& reader, EndpointId endpoint, std::string_view thumbprint);

std::optional<Client> find_client(const Reader& reader, ClientId id);
/// The status alone: what a transaction asks again of a client that was read before it.
std::optional<ClientStatus> find_status(const Reader& reader, ClientId id);

/// The clients that have this key, at whatever endpoint and however they stand.
std::vector<ClientId> list_holders(const Reader& reader, std::string_view thumbprint);

void insert(Transaction& tx, const Client& client);
/// Status, contacts, address, user agent, when it was last seen, and what it agreed to.
void update(Transaction& tx, const Client& client);
/// Another key for the same client.
void set_key(Transaction& tx, ClientId id, std::string_view thumbprint, BytesView spki);
/// When, whence and with what it was last seen, and nothing else: what was read before may have
/// changed since.
void set_seen(Transaction& tx, const ClientStanding& client, Time now);
/// Counts a registration with the account's credential of this key id, present or previous.
void count_use(Transaction& tx, AccountId account, std::string_view key_id, Time now);
/// Every valid client of the account becomes `revoked`, for good. Returns which.
std::vector<ClientId> revoke_clients(Transaction& tx, AccountId account);

struct ClientFilter {
    std::optional<AccountId> account = std::nullopt;
    std::optional<ClientStatus> status = std::nullopt;
    bool paused = false;                           ///< Only those that are, for some name.
    std::optional<ClientId> before = std::nullopt; ///< Older ones than this.
    int limit = 50;
};

/// Newest first.
std::vector<Client>
list_clients(const Reader& reader, const Scope& scope, const ClientFilter& filter);

} // namespace chancery::store
