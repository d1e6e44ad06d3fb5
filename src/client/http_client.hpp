// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/settings/options.hpp"
#include "net/http_client.hpp"

namespace chancery::client {

/// With the trust and the user agent that options, environment and lineage ask for. Throws invalid
/// for a bundle that does not exist.
net::HttpClient http_client(const Options& options, const Settings& settings);

} // namespace chancery::client
