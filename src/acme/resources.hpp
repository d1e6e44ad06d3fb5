// SPDX-License-Identifier: Apache-2.0
#pragma once

// The resources that a server gives (RFC 8555 §7.1), as JSON.

#include "acme/bases.hpp"
#include "acme/challenge.hpp"
#include "acme/paths.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "model/client.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::acme {

/// Where the resources of one endpoint are. `base` is PUBLIC_URL/acme/ENDPOINT; the paths must
/// outlive it.
class Urls {
public:
    explicit Urls(std::string base, const Paths& paths = usual_paths)
        : base_(std::move(base)),
          paths_(&paths) {}

    const std::string& base() const noexcept { return base_; }

    std::string directory() const { return at(paths_->directory); }

    std::string new_nonce() const { return at(paths_->new_nonce); }

    std::string new_account() const { return at(paths_->new_account); }

    std::string new_order() const { return at(paths_->new_order); }

    std::string new_authorization() const { return at(paths_->new_authorization); }

    std::string key_change() const { return at(paths_->key_change); }

    std::string revoke_cert() const { return at(paths_->revoke_cert); }

    /// Without the id that follows.
    std::string renewal_info() const { return at(without_id(paths_->renewal_info)); }

    std::string account(ClientId id) const { return at(paths_->account, id.bytes); }

    /// Whose URL this is; none where it is no account's.
    std::optional<ClientId> find_account(std::string_view url) const;

    std::string orders(ClientId id) const { return at(paths_->orders, id.bytes); }

    std::string order(OrderId id) const { return at(paths_->order, id.bytes); }

    std::string finalize(OrderId id) const { return at(paths_->finalize, id.bytes); }

    std::string authorization(AuthorizationId id) const {
        return at(paths_->authorization, id.bytes);
    }

    std::string challenge(const Challenge& challenge) const {
        return at(paths_->challenge, challenge.authorization.bytes, to_string(challenge.type));
    }

    std::string certificate(CertificateId id) const { return at(paths_->certificate, id.bytes); }

    /// The same certificate with its alternate chain of this number, from 1 on.
    std::string alternate(CertificateId id, std::size_t number) const {
        return at(paths_->alternate, id.bytes, std::to_string(number));
    }

private:
    std::string at(std::string_view path) const { return base_ + std::string(path); }

    std::string at(std::string_view path, const IdBytes& id, std::string_view word = {}) const {
        return base_ + fill(*paths_, path, id, word);
    }

    std::string base_;
    const Paths* paths_;
};

/// Our names in the DNS records that let us issue at this endpoint: those that it says, or the
/// hosts of the office's URLs, the first one's first. None for an address: no record can name it
/// (RFC 8659 §4.2).
std::vector<std::string> identities_of(const Endpoint& endpoint, const Bases& bases);

/// What the client is called under each of the office's URLs, the first one's first: records of
/// before a move name it by an old one.
std::vector<std::string>
account_urls(const Bases& bases, std::string_view endpoint_name, ClientId client);

/// What the directory says of the whole office.
struct Office {
    Bases bases;
    std::string website; ///< Empty for none.
    /// Also where CAA is not asked for: a test CA names itself always, as Pebble does.
    bool always_names_itself = false;
};

/// `profiles` are those that the endpoint offers (draft-ietf-acme-profiles-00 §3).
json::Value directory_json(
    const Urls& urls,
    const Endpoint& endpoint,
    const std::vector<Profile>& profiles,
    const Office& office
);
json::Value account_json(const Urls& urls, const Client& client);
json::Value order_json(const Urls& urls, const Order& order, Time now);
json::Value authorization_json(
    const Urls& urls,
    const Authorization& authorization,
    const std::vector<Challenge>& challenges,
    const Parties& parties,
    Time now
);

} // namespace chancery::acme
