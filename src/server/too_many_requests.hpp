// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/server/service.hpp"

#include <chrono>

namespace chancery::server {

/// What an address hears that has made more requests than it may, until this has passed.
net::Refusal too_many_requests(std::chrono::seconds wait);

} // namespace chancery::server
