// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the use cases of ACME accounts share. For the files of `workflow/` alone.

#include "base/error.hpp"
#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// Throws not_found, stale.
Account
require_account(const store::Reader& reader, const Request& request, const Seen<AccountId>& seen);

/// Policy's refusal to put these names on the account; none when it grants them all.
std::optional<Problem> refusal_of(
    const store::Reader& reader, const Account& account, const std::vector<Name>& names, Time now
);

/// "a.example.org, b.example.org".
std::string text_of(const std::vector<Name>& names);

} // namespace chancery::workflow
