// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a test tells the challenge test server what to answer, and asks it what it was asked: JSON by
// POST, one path a thing, as pebble-challtestsrv has them.

#include "testca/challenge_hosts.hpp"

namespace chancery::testca {

net::Response manage_challenges(const ChallengeParts& parts, const net::Request& request);

} // namespace chancery::testca
