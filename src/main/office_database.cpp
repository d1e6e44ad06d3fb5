// SPDX-License-Identifier: Apache-2.0
#include "main/office_database.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "db/postgres_ping.hpp"
#include "store/registry/organizations.hpp"

#include <chrono>
#include <filesystem>
#include <systemd/sd-daemon.h>

namespace chancery::daemon {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60s; ///< Less than the 90 that systemd gives a service to start.

} // namespace

bool wait_for_database(const db::Location& location, const Signals& signals) {
    if (!location.is_postgres()) return true;
    const auto end = std::chrono::steady_clock::now() + patience;
    bool said = false;
    while (db::ping_postgres(location) == db::Reach::not_yet) {
        if (std::chrono::steady_clock::now() >= end) return true;
        if (!std::exchange(said, true)) {
            log::warning("PostgreSQL does not accept connections yet; waiting for at most a "
                         "minute");
            sd_notify(0, "STATUS=Waiting for PostgreSQL");
        }
        const auto signal = signals.wait_for(1s);
        if (signal && *signal != SIGHUP) return false;
    }
    if (said) log::info("PostgreSQL accepts connections");
    return true;
}

store::Store open_office(const db::Location& location, std::size_t most_writers) {
    constexpr auto advice =
        "mount or restore it; `chanceryd init` creates a new office, in an empty "
        "directory";
    if (!location.is_postgres() && !std::filesystem::exists(location.url))
        throw Error(
            Fault::unavailable, "the database " + location.url + " is not there; " + advice
        );
    auto store = store::open(location, most_writers);
    const bool is_empty =
        store.read([](store::Reader& reader) { return store::list_organizations(reader).empty(); });
    if (is_empty)
        throw Error(Fault::unavailable, std::string("the database holds no office; ") + advice);
    return store;
}

} // namespace chancery::daemon
