// SPDX-License-Identifier: Apache-2.0
#pragma once

// "/limits": what a refusal by a limit links to (RFC 8555 §6.6), for a person to read.

#include "net/http.hpp"
#include "store/store.hpp"

namespace chancery::server {

/// The limits of every endpoint as they are now, what each is of, and whom to ask.
net::Response get_limits_page(const store::Store& store, const net::Request& request);

} // namespace chancery::server
