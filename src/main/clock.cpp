// SPDX-License-Identifier: Apache-2.0
// `chanceryd clock accept`: the way out for an administrator whose clock is right, and whose
// records were made by one that was not.
#include "workflow/clock.hpp"

#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "main/identity.hpp"
#include "main/office_database.hpp"
#include "store/clock.hpp"
#include "store/issuers.hpp"

#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

namespace chancery::daemon {

namespace {

/// As the API knows whoever calls on the local socket.
Actor local_user() {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    const auto user = geteuid();
    const bool known = getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found;
    return {
        .type = ActorType::user,
        .name = "local:" + (known ? std::string(entry.pw_name) : std::to_string(user))};
}

/// The beginning of a CA is no record that could be accepted: what it signs before is worth
/// nothing.
std::optional<std::string> find_ca_that_begins_later(const store::Store& store, Time now) {
    const auto issuers =
        store.read([](store::Reader& reader) { return store::list_issuers(reader); });
    for (const auto& issuer : issuers)
        if (const auto begin = issuance::lifetime_of(issuer).not_before; now < begin)
            return fmt::format(
                "the CA \"{}\" issues nothing before its beginning at {}, and the clock says {}: "
                "set it right",
                issuer.name,
                to_rfc3339(begin),
                to_rfc3339(now)
            );
    return std::nullopt;
}

} // namespace

int accept_clock(const std::filesystem::path& data) {
    const auto config = read_config(absolute_data(data));
    auto store = open_office(config.store);
    const auto now = clock_now();
    const auto newest =
        store.read([](store::Reader& reader) { return store::find_newest_record(reader); });
    if (const auto rows = workflow::accept_clock(
            store, {.actor = local_user(), .now = now, .scope = Scope::all()}
        ))
        fmt::print(
            "Accepted the clock, which says {}. Recorded later than that: {}.\n"
            "Certificates are issued again; the audit log has this as clock.accepted.\n",
            to_rfc3339(now),
            *rows
        );
    else
        fmt::print(
            "The clock says {}, and the newest record is of {}: there is nothing to accept.\n",
            to_rfc3339(now),
            to_rfc3339(newest)
        );
    if (const auto later = find_ca_that_begins_later(store, now)) {
        fmt::print(stderr, "chanceryd: {}\n", *later);
        return 1;
    }
    return 0;
}

} // namespace chancery::daemon
