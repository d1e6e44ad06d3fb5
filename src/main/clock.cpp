// SPDX-License-Identifier: Apache-2.0
// `chanceryd clock accept`: the way out for an administrator whose clock is right, and whose
// records were made by one that was not.
#include "workflow/clock.hpp"

#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "main/identity.hpp"
#include "main/office_database.hpp"
#include "server/api/authentication.hpp"
#include "store/clock.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace chancery::daemon {

int accept_clock(const std::filesystem::path& data) {
    const auto config = read_config(absolute_data(data));
    auto store = open_office(config.store);
    const auto now = clock_now();
    const auto newest =
        store.read([](store::Reader& reader) { return store::find_newest_record(reader); });
    if (const auto rows = workflow::accept_clock(
            store, {.actor = server::api::local_actor(geteuid()), .now = now, .scope = Scope::all()}
        ))
        fmt::print(
            "Accepted the clock, which says {}. Recorded later than that: {}.\n"
            "Certificates are issued again; the audit log records this as clock.accepted.\n",
            to_rfc3339(now),
            *rows
        );
    else
        fmt::print(
            "The clock says {}, and the newest record is of {}: there is nothing to accept.\n",
            to_rfc3339(now),
            to_rfc3339(newest)
        );
    return 0;
}

} // namespace chancery::daemon
