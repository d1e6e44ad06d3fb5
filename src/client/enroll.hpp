// SPDX-License-Identifier: Apache-2.0
#pragma once

// From options to a session with an account: the one that the lineage was made with, the one of
// this external account, the only one there is for the server, or a new one.

#include "acme_client/session.hpp"
#include "base/time.hpp"
#include "client/console.hpp"
#include "client/settings/options.hpp"
#include "client/settings/settings.hpp"

#include <string>

namespace chancery::client {

struct Enrolled {
    acme_client::Session session;
    std::string account_id;
};

/// With --eab-kid the account of that key id is taken. One that certbot made says nothing of its
/// key id; then the server is asked whether they belong together, and if not a new one is made:
/// that an existing account silently wins over the credential in hand is a fault of certbot's.
Enrolled enroll(const Options& options, const Settings& settings, Console& console, Time now);

} // namespace chancery::client
