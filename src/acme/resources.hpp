// SPDX-License-Identifier: Apache-2.0
#pragma once

// The resources that a server gives (RFC 8555 §7.1), as JSON.

#include "acme/challenge.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "model/client.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery::acme {

/// Where the resources of one endpoint are. `base` is PUBLIC_URL/acme/ENDPOINT.
class Urls {
public:
    explicit Urls(std::string base) : base_(std::move(base)) {}

    const std::string& base() const noexcept { return base_; }

    std::string directory() const { return base_ + "/directory"; }

    std::string new_nonce() const { return base_ + "/new-nonce"; }

    std::string new_account() const { return base_ + "/new-account"; }

    std::string new_order() const { return base_ + "/new-order"; }

    std::string new_authorization() const { return base_ + "/new-authz"; }

    std::string key_change() const { return base_ + "/key-change"; }

    std::string revoke_cert() const { return base_ + "/revoke-cert"; }

    /// Without the id that follows.
    std::string renewal_info() const { return base_ + "/renewal-info"; }

    std::string account(ClientId id) const { return base_ + "/account/" + to_string(id); }

    std::string orders(ClientId id) const { return account(id) + "/orders"; }

    std::string order(OrderId id) const { return base_ + "/order/" + to_string(id); }

    std::string finalize(OrderId id) const { return order(id) + "/finalize"; }

    std::string authorization(AuthorizationId id) const {
        return base_ + "/authorization/" + to_string(id);
    }

    std::string challenge(const Challenge& challenge) const {
        return base_ + "/challenge/" + to_string(challenge.authorization) + "/" +
               std::string(to_string(challenge.type));
    }

    std::string certificate(CertificateId id) const {
        return base_ + "/certificate/" + to_string(id);
    }

    /// The same certificate with its alternate chain of this number, from 1 on.
    std::string alternate(CertificateId id, std::size_t number) const {
        return certificate(id) + "/" + std::to_string(number);
    }

private:
    std::string base_;
};

/// Our names in the DNS records that let us issue at this endpoint: those that it says, or the host
/// of the public URL. None where that is an address: no record can name it (RFC 8659 §4.2).
std::vector<std::string> identities_of(const Endpoint& endpoint, const std::string& public_url);

/// What the directory says of the whole office.
struct Office {
    std::string public_url;
    std::string website; ///< Empty for none.
};

json::Value directory_json(const Urls& urls, const Endpoint& endpoint, const Office& office);
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
