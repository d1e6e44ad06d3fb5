// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.3: how a key becomes a client of an ACME account.

#include "acme/external_account.hpp"
#include "base/error.hpp"
#include "crypto/key.hpp"
#include "crypto/seal.hpp"
#include "model/client.hpp"
#include "model/endpoint.hpp"
#include "store/registry/clients.hpp"
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

/// The client of a key that is known, whatever else is asked for (RFC 8555 §7.3.1); none of a key
/// that is not. Of the registration only endpoint, key, binding and whence it comes are read.
/// Throws unauthorized (a binding that is made with the credential of another ACME account; a
/// disabled account), deactivated, bad_public_key (the key is blocked).
std::optional<Client> find_registered(
    store::Store& store, const crypto::Sealer& sealer, const Registration& registration, Time now
);

/// A key that is known: as above. Throws also account_does_not_exist, user_action_required,
/// external_account_required, unauthorized (credential), rate_limited.
Registered register_client(
    store::Store& store, const crypto::Sealer& sealer, const Registration& registration, Time now
);

} // namespace chancery::workflow
