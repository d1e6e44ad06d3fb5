// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the ACME front is made of, and what each of its handlers is given.

#include "acme/resources.hpp"
#include "acme/signed_request.hpp"
#include "base/error.hpp"
#include "base/metrics.hpp"
#include "crypto/seal.hpp"
#include "model/endpoint.hpp"
#include "net/http.hpp"
#include "server/acme/key_cache.hpp"
#include "server/acme/nonces.hpp"
#include "server/limit_counters.hpp"
#include "server/refusal_log.hpp"
#include "server/request_rate.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"
#include "workflow/issuance/issuer_registry.hpp"
#include "workflow/validation/validator.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::server {

/// How long a client that polls is asked to wait; zero: the answer says nothing of it.
struct Pauses {
    std::chrono::seconds order{3};         ///< Of one that is processing.
    std::chrono::seconds authorization{1}; ///< Of one with a challenge that is asked for.
};

/// What it refers to lives as long as the process, so that one
/// nonce serves however a server that has several names is called.
struct AcmeContext {
    store::Store& store;
    workflow::Issuing& issuing;
    const crypto::Sealer& sealer;
    workflow::Validator& validator;
    Nonces& nonces;
    KeyCache& keys;
    RefusalLog& refusals;
    acme::Office office;
    Counter refused;
    std::size_t orders_a_page = 100; ///< Of an account's list.
    const acme::Paths& paths = acme::usual_paths;
    std::string sole_endpoint = {};  ///< Its resources are at the root; empty: at /acme/ENDPOINT.
    RequestRate* requests = nullptr; ///< Which gives back to known clients; null without a rate.
    LimitCounters limited = {};
    Pauses pauses = {};
};

/// One request to one endpoint. What is known of it grows on its way.
struct Call {
    const net::Request& request;
    std::string_view endpoint_name;
    /// The base that the request came by: of its Host, and once that is known, of the URL that it
    /// was signed for.
    const std::string* base;
    acme::Urls urls;            ///< Below it.
    std::string_view id;        ///< What the path names; empty where it names nothing.
    std::string_view word = {}; ///< And what of it: a challenge's type.
    std::optional<Endpoint> found_endpoint = std::nullopt;      ///< Once it was read.
    std::optional<store::ClientStanding> client = std::nullopt; ///< Once it is authenticated.

    /// Only after `require_endpoint`.
    const Endpoint& endpoint() const { return found_endpoint.value(); }

    bool endpoint_is_absent = false;                   ///< Known not to exist.
    std::optional<OrderId> shown_order = std::nullopt; ///< Which the answer shows.
    std::optional<Fault> refused_for = std::nullopt;   ///< Which the answer is a problem about.

    /// A client that is authenticated is one of this endpoint.
    bool endpoint_is_known() const { return found_endpoint || client; }
};

/// The resources of an endpoint below one of the office's bases.
inline acme::Urls
urls_below(const AcmeContext& context, const std::string& base, std::string_view endpoint) {
    if (!context.sole_endpoint.empty()) return acme::Urls(base, context.paths);
    return acme::Urls(base + "/acme/" + std::string(endpoint), context.paths);
}

/// A request whose signature, nonce and URL were checked.
struct Signed {
    acme::SignedRequest request;
    const store::ClientStanding* client; ///< Who signed, in the Call; null when a new key did.

    const store::ClientStanding& by() const { return *client; }

    std::string_view payload() const { return request.jws.payload; }
};

} // namespace chancery::server
