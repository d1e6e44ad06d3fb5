// SPDX-License-Identifier: Apache-2.0
#pragma once

// What other resources show of an endpoint.

#include <string>
#include <string_view>

namespace chancery::server::api {

/// Where a client begins (RFC 8555 §7.1.1).
std::string directory_url(std::string_view public_url, std::string_view endpoint);

} // namespace chancery::server::api
