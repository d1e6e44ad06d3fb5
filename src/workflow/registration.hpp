// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.3: how a key becomes a client of an ACME account, and what a client may change of
// itself.

#include "acme/external_account.hpp"
#include "base/error.hpp"
#include "crypto/key.hpp"
#include "crypto/seal.hpp"
#include "model/client.hpp"
#include "model/endpoint.hpp"
#include "store/clients.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

struct Registration {
    const Endpoint& endpoint;
    const crypto::PublicKey& key;
    std::string thumbprint;
    std::vector<std::string> contacts;
    std::optional<acme::ExternalAccountBinding> binding;
    bool only_return_existing = false;
    bool agrees = false; ///< To the endpoint's terms of service.
    std::string address;
    std::string user_agent;
};

struct Registered {
    Client client;
    bool created = false;
};

/// A key that is known: its client, whatever else is asked for (RFC 8555 §7.3.1), but with the
/// credential of another ACME account. Throws account_does_not_exist, user_action_required,
/// external_account_required, unauthorized (credential, account or key), deactivated,
/// rate_limited.
Registered register_client(
    store::Store& store, const crypto::Sealer& sealer, const Registration& registration, Time now
);

/// What is not given stays (RFC 8555 §7.3.2).
struct ClientChange {
    std::optional<std::vector<std::string>> contacts = std::nullopt;
    bool agrees = false; ///< To the terms of service that its endpoint has then.
};

/// Returns the client as it is afterwards. Throws deactivated.
Client change_client(
    store::Store& store, const store::ClientStanding& client, const ClientChange& change, Time now
);

struct KeyChanged {
    Client client;                                  ///< With its new key, or as it was.
    std::optional<Problem> refusal = std::nullopt;  ///< Conflict: another client has this key.
    std::optional<ClientId> held_by = std::nullopt; ///< That client.
};

/// RFC 8555 §7.3.5. The old key is refused from then on. Throws deactivated.
KeyChanged change_key(
    store::Store& store,
    const store::ClientStanding& client,
    const crypto::PublicKey& old_key,
    const crypto::PublicKey& new_key,
    Time now
);

/// RFC 8555 §7.3.6: for good.
Client deactivate_client(store::Store& store, const store::ClientStanding& client, Time now);

} // namespace chancery::workflow
