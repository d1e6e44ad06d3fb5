// SPDX-License-Identifier: Apache-2.0
#include "workflow/open_account.hpp"

#include "crypto/random.hpp"
#include "workflow/account_credentials.hpp"

namespace chancery::workflow {

OpenAccount new_open_account(
    const crypto::Sealer& sealer, const Endpoint& endpoint, DepartmentId department, Time now
) {
    auto credential = new_credential(sealer);
    return {
        .account =
            {
                .id = crypto::new_id<AccountId>(now),
                .name = endpoint.name + " (open)",
                .department = department,
                .endpoint = endpoint.id,
                .open = true,
                .key_id = std::move(credential.key_id),
                .revision = {.version = 1, .created_at = now, .updated_at = now},
            },
        .sealed = std::move(credential.sealed),
    };
}

} // namespace chancery::workflow
