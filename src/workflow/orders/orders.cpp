// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/orders.hpp"

#include "acme/renewal.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"
#include "policy/decide.hpp"
#include "store/certificates/certificates.hpp"
#include "store/events.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "store/orders/renewals.hpp"
#include "store/registry/facts.hpp"
#include "workflow/audit.hpp"
#include "workflow/clock.hpp"
#include "workflow/orders/authorizations.hpp"
#include "workflow/orders/limits.hpp"
#include "workflow/refusal.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto seen_again_after = 1h; ///< A client's last sight is not written more often.

struct Created {
    Order order;
    std::optional<Problem> refusal = std::nullopt;
};

/// Where one was named, and is not the account's.
bool leaves_out_replaces(const Created& created, const OrderRequest& request) {
    return request.replaces && created.order.replaces.empty();
}

Order new_order(
    const Client& client, const Endpoint& endpoint, const OrderRequest& request, Time now
) {
    return {
        .id = crypto::new_id<OrderId>(now),
        .endpoint = client.endpoint,
        .client = client.id,
        .account = client.account,
        .names = request.names,
        .created_at = now,
        .expires = now + open_for,
        .replaces = request.replaces ? request.replaces->text : std::string(),
        .profile = request.profile.empty() ? endpoint.profile.name : request.profile,
        .validity = request.validity,
    };
}

/// One that the client has proven is relied on again, for as long as it holds.
Authorization authorize(
    store::Transaction& tx,
    const Endpoint& endpoint,
    Order& order,
    const policy::Verdict& verdict,
    Time now
) {
    if (verdict.needs_challenge)
        if (auto proven = store::find_proven(tx, order.client, verdict.name, now + relied_on)) {
            store::add_use(tx, proven->id, order.id);
            order.expires = std::min(order.expires, proven->expires);
            return *std::move(proven);
        }
    return add_authorization(tx, endpoint, order.client, verdict, order.id, now).authorization;
}

/// The order with its authorizations, from verdicts that are all granted.
void add_order(
    store::Transaction& tx,
    const Endpoint& endpoint,
    Order& order,
    const std::vector<policy::Verdict>& verdicts,
    Time now
) {
    bool ready = true;
    for (const auto& verdict : verdicts) {
        const auto authorization = authorize(tx, endpoint, order, verdict, now);
        order.authorizations.push_back(authorization.id);
        ready = ready && authorization.status == AuthorizationStatus::valid;
    }
    if (ready) advance(order, OrderStatus::ready);
    store::insert(tx, order);
}

/// The client's open order that asks for the same, if all that it relies on holds for long enough.
std::optional<Order> find_reusable(const store::Reader& reader, const Order& like, Time until) {
    auto order = store::find_open_order(reader, like, until);
    if (!order) return std::nullopt;
    const auto authorizations = store::list_authorizations(reader, *order);
    const bool holds = std::ranges::all_of(authorizations, [&](const Authorization& one) {
        const auto status = status_at(one, until);
        return status == AuthorizationStatus::pending || status == AuthorizationStatus::valid;
    });
    return holds ? order : std::nullopt;
}

bool share_a_name(const Certificate& certificate, const Order& order) {
    return std::ranges::any_of(order.names, [&](const Name& name) {
        return std::ranges::find(certificate.names, name.value) != certificate.names.end();
    });
}

/// RFC 9773 §5. A host that was set up anew has a new key, so any client of the ACME account may
/// have got it; but those of an open account have nothing to do with each other.
bool is_own(const Certificate& certificate, const Order& order, const Facts& facts) {
    return facts.open ? certificate.client == order.client : certificate.account == order.account;
}

/// What becomes of an order that replaces a certificate.
struct Replacement {
    Exempt exempt = Exempt::no;                     ///< From limits.
    std::optional<Order> unfinished = std::nullopt; ///< The same order, made before.
    std::optional<Order> superseded =
        std::nullopt; ///< Another, which replaces nothing from now on.
};

bool is_unfinished(const Order& order, Time now) {
    const auto status = status_at(order, now);
    return status == OrderStatus::pending || status == OrderStatus::ready ||
           status == OrderStatus::processing;
}

bool asks_for_the_same(const Order& a, const Order& b) {
    return a.client == b.client && a.profile == b.profile && a.validity == b.validity &&
           std::set(a.names.begin(), a.names.end()) == std::set(b.names.begin(), b.names.end());
}

Problem bad_replaces(Fault fault, const std::string& why) {
    return {fault, std::string(acme::bad_replaces) + why};
}

/// Whether nothing of it has been signed yet, or is about to be.
bool is_open(const Order& order, Time now) {
    return is_unfinished(order, now) && status_at(order, now) != OrderStatus::processing;
}

/// Of a certificate that is the account's own. A host that lost the answer to its order asks again,
/// and goes on with it, or asks for something else: many compute notAfter anew at each try. Such an
/// order counts against the limits, since there may be any number of them.
Replacement require_replaceable(
    const store::Reader& reader, const Order& order, const Certificate& certificate, Time now
) {
    if (!share_a_name(certificate, order))
        throw Error(bad_replaces(
            Fault::malformed, "the certificate to be replaced has none of the names of this order"
        ));
    const auto renewal = store::find_renewal(reader, certificate.id);
    const auto exempt = is_asked_for(certificate, renewal, now) ? Exempt::yes : Exempt::no;
    auto other = renewal.order ? store::find_order(reader, *renewal.order) : std::nullopt;
    if (!renewal.replaced_by && (!other || status_at(*other, now) == OrderStatus::invalid))
        return {.exempt = exempt};
    if (!renewal.replaced_by && is_unfinished(*other, now) && asks_for_the_same(*other, order))
        return {.exempt = exempt, .unfinished = std::move(other)};
    if (!renewal.replaced_by && is_open(*other, now) && other->client == order.client)
        return {.superseded = std::move(other)};
    throw Error(bad_replaces(
        Fault::already_replaced,
        "the certificate is being replaced, or was, by another order; leave \"replaces\" out to "
        "order one more"
    ));
}

/// The certificate to be replaced; none where it is somebody else's, of which the order then says
/// nothing.
std::optional<Certificate> find_own(
    const store::Reader& reader, Order& order, const OrderRequest& request, const Facts& facts
) {
    if (!request.replaces) return std::nullopt;
    auto certificate = store::find_certificate(reader, request.replaces->certificate);
    if (certificate && is_own(*certificate, order, facts)) return certificate;
    order.replaces.clear();
    return std::nullopt;
}

void see(store::Transaction& tx, const store::ClientStanding& client, Time now) {
    const auto& before = client.client;
    const bool is_same = before.address == client.address && before.user_agent == client.user_agent;
    if (!is_same || now - before.last_seen_at >= seen_again_after) store::set_seen(tx, client, now);
}

} // namespace

void log_foreign_replaces(const store::ClientStanding& client, const std::string& replaces) {
    log::info(
        "an order names a certificate to replace that does not belong to its account; the order is "
        "accepted without it",
        {{"client", to_string(client.client.id)},
         {"acmeAccount", client.account_name},
         {"replaces", printable(replaces, 100)}}
    );
}

Order create_order(
    store::Store& store,
    const Endpoint& endpoint,
    const store::ClientStanding& client,
    const OrderRequest& request,
    Time now
) {
    const auto& names = request.names;
    Event event{
        .actor = client.actor(),
        .action = "order.created",
        .object_type = "order",
        .object_name = listed(names),
        .department = client.department,
    };
    auto created = store.write([&](store::Transaction& tx) -> Created {
        require_right_clock(tx, now);
        require_valid(tx, client.client.id);
        auto order = new_order(client.client, endpoint, request, now);
        const auto facts =
            store::facts(tx, client.client.account, endpoint.id, names, order.profile);
        const auto verdicts = policy::decide(facts, names, now);
        auto refusal = policy::refusal(verdicts, facts.contacts);
        if (!refusal) refusal = unprovable(endpoint, verdicts);
        if (!refusal) refusal = policy::too_many_questions(verdicts, endpoint.challenges.caa);
        if (refusal) {
            auto refused = event;
            refused.action = "order.refused";
            return {
                .order = {},
                .refusal = record_refused(tx, *std::move(refusal), std::move(refused), now)};
        }
        see(tx, client, now);
        const auto replaced = find_own(tx, order, request, facts);
        if (endpoint.reuse_pending_orders && !replaced)
            if (auto open = find_reusable(tx, order, now + relied_on))
                return {.order = *std::move(open)};
        auto replacement =
            replaced ? require_replaceable(tx, order, *replaced, now) : Replacement{};
        if (replacement.unfinished) return {.order = *std::move(replacement.unfinished)};
        if (auto limited = take_order(
                tx, {endpoint.limits_in_force(), client, now}, verdicts, replacement.exempt
            )) {
            auto refused = event;
            refused.action = "order.refused";
            return {
                .order = {},
                .refusal = record_limited(tx, *std::move(limited), std::move(refused), now)};
        }
        add_order(tx, endpoint, order, verdicts, now);
        if (replacement.superseded) store::forget_replaces(tx, replacement.superseded->id);
        if (replaced) store::set_replacing(tx, replaced->id, order.id);
        auto recorded = event;
        recorded.object_id = to_string(order.id);
        store::record(tx, recorded, now);
        return {.order = std::move(order)};
    });
    if (created.refusal) throw Error(*created.refusal);
    if (leaves_out_replaces(created, request)) log_foreign_replaces(client, request.replaces->text);
    return std::move(created.order);
}

} // namespace chancery::workflow
