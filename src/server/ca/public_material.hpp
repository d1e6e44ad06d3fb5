// SPDX-License-Identifier: Apache-2.0
#pragma once

// The CA's public material, for hosts that have yet to trust it: "/ca/root.pem". Whoever fetches it
// compares its digest with the one that the office gives.

#include "net/http.hpp"

#include <string>

namespace chancery::server {

/// `root` is the PEM of the production root.
net::Response get_public_material(const std::string& root, const net::Request& request);

} // namespace chancery::server
