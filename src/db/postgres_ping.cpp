// SPDX-License-Identifier: Apache-2.0
#include "db/postgres_ping.hpp"

#include <libpq-fe.h>

#include <array>

namespace chancery::db {

Reach ping_postgres(const Location& location) {
    const std::array<const char*, 3> names{"connect_timeout", "dbname", nullptr};
    const std::array<const char*, 3> values{"5", location.url.c_str(), nullptr};
    switch (PQpingParams(names.data(), values.data(), 1)) {
    case PQPING_OK: return Reach::accepts;
    case PQPING_REJECT:
    case PQPING_NO_RESPONSE: return Reach::not_yet;
    case PQPING_NO_ATTEMPT: return Reach::unclear;
    }
    return Reach::unclear;
}

} // namespace chancery::db
