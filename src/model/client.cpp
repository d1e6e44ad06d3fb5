// SPDX-License-Identifier: Apache-2.0
#include "model/client.hpp"

#include "base/error.hpp"

namespace chancery {

void advance(Client& client, ClientStatus to) {
    ensure(
        client.status == ClientStatus::valid && to != ClientStatus::valid,
        "a client leaves only `valid`, and for good (RFC 8555 §7.1.6)"
    );
    client.status = to;
}

} // namespace chancery
