// SPDX-License-Identifier: Apache-2.0
#include "workflow/clock.hpp"

#include "base/text.hpp"
#include "issuance/registry.hpp"
#include "issuance/validity.hpp"
#include "policy/clock.hpp"
#include "store/clock.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "workflow/audit.hpp"

#include <vector>

namespace chancery::workflow {

namespace {

std::string counted(const store::LaterRows::Of& rows, const std::string& what) {
    auto text = std::to_string(rows.count) + " " + what;
    if (rows.newest) text += " (the newest of " + to_rfc3339(*rows.newest) + ")";
    return text;
}

/// "3 certificates (...: ids), 5 orders, 12 events (numbers 120 to 131)".
std::string named(const store::LaterRows& rows) {
    auto certificates = counted(rows.certificates, "certificates");
    if (!rows.certificate_ids.empty())
        certificates += " with the ids " + join(rows.certificate_ids, ", ");
    if (static_cast<std::size_t>(rows.certificates.count) > rows.certificate_ids.size())
        certificates += " and older ones";
    auto events = counted(rows.events, "events of the audit log");
    if (rows.events.count > 0)
        events += " with the numbers " + std::to_string(rows.first_event) + " to " +
                  std::to_string(rows.last_event);
    return join({certificates, counted(rows.orders, "orders"), events}, "; ");
}

/// Of the CAs that something can be issued from.
void require_begun_issuers(const store::Reader& reader, Time now) {
    for (const auto& endpoint : store::list_endpoints(reader)) {
        if (!endpoint.enabled) continue;
        const auto issuer = store::find_issuer(reader, endpoint.issuer).value();
        const auto lifetime = issuance::lifetime_of(issuer);
        if (now >= lifetime.not_before) continue;
        throw Error(issuance::objection_to_signing(issuer.name, lifetime, now).value());
    }
}

} // namespace

std::optional<Problem> objection_to_clock(const store::Reader& reader, Time now) {
    return policy::check_clock(store::find_newest_record(reader), now);
}

void require_right_clock(const store::Reader& reader, Time now) {
    if (auto objection = objection_to_clock(reader, now)) throw Error(*std::move(objection));
}

void require_plausible_clock(const store::Store& store, Time now) {
    store.read([&](store::Reader& reader) {
        // Where both are so, the beginning of a CA says more.
        require_begun_issuers(reader, now);
        require_right_clock(reader, now);
    });
}

std::optional<std::string> accept_clock(store::Store& store, const Request& request) {
    return store.write([&](store::Transaction& tx) -> std::optional<std::string> {
        require_begun_issuers(tx, request.now);
        const auto newest = store::find_newest_record(tx);
        if (!policy::check_clock(newest, request.now)) return std::nullopt;
        auto rows = named(store::find_later_rows(tx, request.now));
        store::accept_clock(tx, request.now);
        audit(
            tx,
            request,
            {.action = "clock.accepted",
             .object_type = "clock",
             .object_name = "later than it: " + rows,
             .changes = {{"newestRecord", to_rfc3339(newest), to_rfc3339(request.now)}}}
        );
        return rows;
    });
}

} // namespace chancery::workflow
