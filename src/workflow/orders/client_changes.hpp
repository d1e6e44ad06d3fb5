// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.3.2, §7.3.5, §7.3.6: what a client may change of itself.

#include "base/error.hpp"
#include "crypto/key.hpp"
#include "model/client.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// What is not given stays (RFC 8555 §7.3.2).
struct ClientChange {
    std::optional<std::vector<std::string>> contacts = std::nullopt;
    bool agrees = false; ///< To the terms of service that its endpoint has then.
};

/// Returns the client as it is afterwards; what is as it was is not a change. Throws deactivated,
/// rate_limited.
Client change_client(
    store::Store& store, const store::ClientStanding& client, const ClientChange& change, Time now
);

struct KeyChanged {
    Client client;                                  ///< With its new key, or as it was.
    std::optional<Problem> refusal = std::nullopt;  ///< Conflict: another client has this key.
    std::optional<ClientId> held_by = std::nullopt; ///< That client.
};

/// RFC 8555 §7.3.5. The old key is refused from then on. Throws deactivated, bad_public_key (the
/// new key is blocked), rate_limited.
KeyChanged change_key(
    store::Store& store,
    const store::ClientStanding& client,
    const crypto::PublicKey& old_key,
    const crypto::PublicKey& new_key,
    Time now
);

/// RFC 8555 §7.3.6: for good, and its orders end with it.
Client deactivate_client(store::Store& store, const store::ClientStanding& client, Time now);

} // namespace chancery::workflow
