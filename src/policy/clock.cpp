// SPDX-License-Identifier: Apache-2.0
#include "policy/clock.hpp"

namespace chancery::policy {

std::optional<Problem> check_clock(Time newest_record, Time now) {
    if (newest_record <= now + tolerated_lead) return std::nullopt;
    return Problem{
        Fault::not_issuing,
        "no certificate is issued at the moment: the server's clock says " + to_rfc3339(now) +
            ", and its newest record is of " + to_rfc3339(newest_record) +
            "; the office has to set its clock right, or to accept it (chanceryd clock accept)"};
}

} // namespace chancery::policy
