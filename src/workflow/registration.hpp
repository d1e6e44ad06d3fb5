// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.3: how a key becomes a client of an ACME account.

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

} // namespace chancery::workflow
