// SPDX-License-Identifier: Apache-2.0
#pragma once

// ACME accounts as the API shows them, for the files that have their routes.

#include "base/json.hpp"
#include "model/register.hpp"
#include "server/api/call.hpp"

namespace chancery::server::api {

json::Object show(const Call& call, const Account& account);

} // namespace chancery::server::api
