// SPDX-License-Identifier: Apache-2.0
#include "server/limits_page.hpp"

#include "base/error.hpp"
#include "policy/limits.hpp"
#include "server/request_rate.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/organizations.hpp"

#include <fmt/format.h>

namespace chancery::server {

namespace {

constexpr std::string_view beginning =
    R"(How much may be asked of this service

A refusal "rateLimited" says which limit was reached, for what, until when, and whom to ask. What is
over comes back evenly: of 300 in 3 hours, one every 36 seconds. A client that honours Retry-After
need not do anything else. A renewal within the window that the service advises (RFC 9773) is taken
from none of the limits of orders and certificates.
)";

std::string_view explanation(LimitKind kind) {
    switch (kind) {
    case LimitKind::registrations_per_address:
        return "new accounts from one address; an IPv6 address counts as its /64, and its /48 may "
               "have ten times as many";
    case LimitKind::registrations_per_account: return "new accounts with one credential";
    case LimitKind::orders_per_client: return "orders by one client (an account key)";
    case LimitKind::orders_per_account: return "orders by all clients of one ACME account";
    case LimitKind::open_orders_per_client:
        return "orders of one client that are pending or ready at a time";
    case LimitKind::open_orders_per_account:
        return "orders of all clients of one ACME account that are pending or ready at a time";
    case LimitKind::changes_per_client: return "updates of one client's account and of its key";
    case LimitKind::certificates_per_domain:
        return "certificates for one registered domain, such as example.org with all below it; an "
               "IPv6 address counts as its /64";
    case LimitKind::certificates_per_name_set: return "certificates for exactly the same names";
    case LimitKind::failed_validations: return "failed validations of one name by one client";
    case LimitKind::failures_until_paused:
        return "failed validations in a row, after which the client is paused for that name until "
               "the "
               "office resumes it";
    }
    throw Error(Fault::internal, "a kind of limit without an explanation");
}

std::string section(const Endpoint& endpoint) {
    auto text = fmt::format("\n{}\n", endpoint.name);
    const auto before = text.size();
    for (const auto& [kind, rate] : endpoint.limits_in_force())
        if (rate)
            text += fmt::format(
                "  {}: {}\n      {}\n", to_string(kind), policy::spelled(*rate), explanation(kind)
            );
    if (text.size() == before) text += "  no limits\n";
    return text;
}

std::string text_of(const store::Reader& reader) {
    std::string text(beginning);
    for (const auto& endpoint : store::list_endpoints(reader))
        if (endpoint.enabled) text += section(endpoint);
    text += fmt::format(
        "\nEvery endpoint\n  {}\n      requests from one address, whatever they are for\n\n"
        "Whom to ask:",
        RequestRate::limit
    );
    for (const auto& organization : store::list_organizations(reader))
        text += fmt::format(
            " {}",
            organization.contact_email.empty() ? organization.name : organization.contact_email
        );
    return text + '\n';
}

} // namespace

net::Response get_limits_page(const store::Store& store, const net::Request& request) {
    net::Response response{.content_type = "text/plain; charset=utf-8"};
    if (request.method != "GET" && request.method != "HEAD") {
        response.status = 405;
        response.body = "use GET\n";
        response.set("Allow", "GET, HEAD");
        return response;
    }
    response.body = store.read([](store::Reader& reader) { return text_of(reader); });
    response.set("Cache-Control", "public, max-age=300");
    return response;
}

} // namespace chancery::server
