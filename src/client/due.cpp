// SPDX-License-Identifier: Apache-2.0
#include "client/due.hpp"

#include "acme_client/renewal_info.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/decide.hpp"
#include "client/http_client.hpp"
#include "client/settings/setting_values.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

std::optional<std::chrono::seconds> interval_before_expiry(const Lineage& lineage) {
    const auto text = lineage.renewal.find("", "renew_before_expiry");
    if (!text) return std::nullopt;
    const auto interval = parse_interval(*text);
    if (!interval)
        throw Error(
            Fault::invalid,
            fmt::format(
                "renew_before_expiry in {} must be a period, e.g. 30 days", lineage.renewal_file
            )
        );
    return interval;
}

bool renews_by_itself(const Lineage& lineage) {
    const auto word = lineage.renewal.find("renewalparams", "autorenew");
    if (!word) return true;
    if (const auto truth = values::parse_truth(*word)) return *truth;
    throw Error(
        Fault::invalid, fmt::format("autorenew in {} must be true or false", lineage.renewal_file)
    );
}

} // namespace

bool DueDates::is_due(const Lineage& lineage, const Settings& settings) {
    if (!renews_by_itself(lineage)) return false;
    const auto leaf = read_leaf(lineage);
    const auto interval = interval_before_expiry(lineage);
    const auto suggested = suggested_time(lineage, leaf, settings);
    if (suggested && now_ >= *suggested) return true;
    // Both of them count (certbot's rule), and only without either the rest of the lifetime.
    if (suggested && !interval) return false;
    return client::is_due(leaf.not_before, leaf.not_after, now_, interval);
}

std::optional<Time> DueDates::suggested_time(
    const Lineage& lineage, const crypto::CertificateInfo& leaf, const Settings& settings
) {
    // RFC 9773 §4.3: nobody is asked about what has expired.
    if (leaf.not_after <= now_) return leaf.not_after;
    // By whom it was issued, and not whom --server names now.
    const auto url = lineage.renewal.find("renewalparams", "server");
    const auto id = acme_client::find_renewal_id(leaf);
    if (!url || !id) return std::nullopt;
    auto* server = find_server(*url, settings);
    if (!server) return std::nullopt;
    try {
        const auto advice = acme_client::fetch_renewal_info(server->http, server->directory, *id);
        if (!advice) return std::nullopt;
        const auto time = acme::time_of_renewal(advice->window, *id);
        console_.info(
            fmt::format("The CA suggests renewing {} at {}", lineage.name, to_rfc3339(time))
        );
        if (now_ >= time && !advice->explanation_url.empty())
            console_.notify(fmt::format(
                "The CA explains why this certificate should be renewed now: {}",
                printable(advice->explanation_url, 1000)
            ));
        return time;
    } catch (const Error& error) {
        warn(*url, error);
        return std::nullopt;
    }
}

DueDates::Server* DueDates::find_server(const std::string& url, const Settings& settings) {
    const auto known = servers_.find(url);
    if (known != servers_.end()) return known->second ? &*known->second : nullptr;
    auto& server = servers_[url];
    try {
        auto http = http_client(options_, settings);
        auto directory = acme_client::fetch_directory(http, url);
        server.emplace(Server{std::move(http), std::move(directory)});
        return &*server;
    } catch (const Error& error) {
        warn(url, error);
        return nullptr;
    }
}

void DueDates::warn(const std::string& url, const Error& error) {
    console_.warn_once(fmt::format(
        "Cannot ask {} when to renew, so the remaining lifetime decides: {}",
        printable(url),
        error.problem().detail
    ));
}

} // namespace chancery::client
