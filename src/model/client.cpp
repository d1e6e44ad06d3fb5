// SPDX-License-Identifier: Apache-2.0
#include "model/client.hpp"

#include "base/error.hpp"

namespace chancery {

std::string_view to_string(ClientStatus status) {
    switch (status) {
    case ClientStatus::valid: return "valid";
    case ClientStatus::deactivated: return "deactivated";
    case ClientStatus::revoked: return "revoked";
    }
    throw Error(Fault::internal, "a client status without a word");
}

std::optional<ClientStatus> find_client_status(std::string_view word) {
    using enum ClientStatus;
    for (const auto status : {valid, deactivated, revoked})
        if (to_string(status) == word) return status;
    return std::nullopt;
}

void advance(Client& client, ClientStatus to) {
    ensure(
        client.status == ClientStatus::valid && to != ClientStatus::valid,
        "a client leaves only `valid`, and for good (RFC 8555 §7.1.6)"
    );
    client.status = to;
}

} // namespace chancery
