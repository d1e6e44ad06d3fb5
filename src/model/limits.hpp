// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much a client, an address or a name may ask of an endpoint. Plain values, and their text;
// what they mean is policy/limits.

#include "base/words.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class LimitKind {
    registrations_per_address, ///< New clients; an IPv6 address counts as its /64, and its /48.
    registrations_per_account, ///< New clients of an ACME account, from wherever.
    orders_per_client,
    orders_per_account,        ///< Of all clients of an ACME account.
    open_orders_per_client,    ///< That wait for their client: a count without a period.
    open_orders_per_account,   ///< The same of all clients of an ACME account.
    changes_per_client,        ///< Of its contacts and its key.
    certificates_per_domain,   ///< By registered domain; an IPv6 address counts as its /64.
    certificates_per_name_set, ///< For exactly the same names.
    failed_validations,        ///< Of a client, for a name.
    failures_until_paused,     ///< The same, in a row: a count without a period.
};

/// The words in API, metrics, settings and refusals.
constexpr auto words_of(LimitKind) {
    using enum LimitKind;
    return words<LimitKind>({
        {registrations_per_address, "registrationsPerAddress"},
        {registrations_per_account, "registrationsPerAccount"},
        {orders_per_client, "ordersPerClient"},
        {orders_per_account, "ordersPerAccount"},
        {open_orders_per_client, "openOrdersPerClient"},
        {open_orders_per_account, "openOrdersPerAccount"},
        {changes_per_client, "changesPerClient"},
        {certificates_per_domain, "certificatesPerDomain"},
        {certificates_per_name_set, "certificatesPerNameSet"},
        {failed_validations, "failedValidations"},
        {failures_until_paused, "failuresUntilPaused"},
    });
}

/// So many in this time, evenly; up to `burst` of them at once.
struct Rate {
    static constexpr int most = 1'000'000;
    static constexpr std::chrono::seconds longest_period = std::chrono::days(366);

    int count = 1;
    std::chrono::seconds period{0}; ///< 0 where the kind has none.
    int burst = 1;                  ///< At most `count`.

    friend bool operator==(const Rate&, const Rate&) = default;
};

/// "300/PT3H"; "300/PT3H/20" when fewer than all may come at once; "200" without a period.
std::string to_string(const Rate& rate);
/// None for what is not in that form, or out of its bounds.
std::optional<Rate> parse_rate(LimitKind kind, std::string_view text);

/// What is kept of each subject of a limit: when it will have used up nothing any more (GCRA's
/// theoretical arrival time). Microseconds, since many may be allowed a second.
using ArrivalTime = std::chrono::sys_time<std::chrono::microseconds>;

/// Whether what is counted is there at a time, and not what comes in a period.
bool has_no_period(LimitKind kind);

/// What is set. None as a value: without a limit, also where another would apply.
using Limits = std::map<LimitKind, std::optional<Rate>>;

/// The endpoint's, but for those that the ACME account has its own of.
Limits overridden(Limits endpoint, const Limits& account);

/// None: without a limit.
std::optional<Rate> rate_of(const Limits& limits, LimitKind kind);

/// Each as "ordersPerClient 300/PT3H", or "... none".
std::vector<std::string> to_texts(const Limits& limits);
/// None when one of them is not in that form.
std::optional<Limits> parse_limits(std::span<const std::string> texts);

/// What holds where the office has set nothing for those who have a credential: no host in order
/// meets it, and whoever has stolen a credential cannot fill the disk with it.
Limits limits_for_the_known();

/// The same for strangers: of Let's Encrypt's order of magnitude, wider where an organization's
/// hosts share an address or a domain.
Limits limits_for_strangers();

/// Without any limit, whatever the defaults are.
Limits no_limits();

} // namespace chancery
