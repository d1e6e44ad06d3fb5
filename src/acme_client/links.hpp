// SPDX-License-Identifier: Apache-2.0
#pragma once

// Link header fields (RFC 8288), as far as ACME uses them.

#include "net/http.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery::acme_client {

/// The targets of this relation, such as "alternate", at most ten. A target without a host is at
/// the origin of `base`.
std::vector<std::string>
find_links(const net::Response& response, std::string_view relation, const std::string& base);

} // namespace chancery::acme_client
