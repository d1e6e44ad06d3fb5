// SPDX-License-Identifier: Apache-2.0
#include "acme/messages.hpp"
#include "issuance/validity.hpp"
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "server/acme/identifiers.hpp"
#include "server/acme/order_answer.hpp"
#include "server/acme/profiles.hpp"
#include "store/orders/orders.hpp"
#include "workflow/orders/orders.hpp"
#include "workflow/orders/renewal.hpp"

namespace chancery::server {

std::optional<Order> find_order(const store::Reader& reader, const Call& call) {
    const auto id = parse_id<OrderId>(call.id);
    return id ? store::find_order(reader, *id) : std::nullopt;
}

Order require_own(std::optional<Order> order, const Signed& request) {
    if (!order || order->client != request.by().client.id)
        throw Error(Fault::not_found, "there is no such order");
    return *std::move(order);
}

net::Response
order_response(const AcmeContext& context, Call& call, int status, const Order& order) {
    call.shown_order = order.id;
    auto response = json_response(status, acme::order_json(call.urls, order, call.request.at));
    response.set("Location", call.urls.order(order.id));
    if (order.status == OrderStatus::processing) ask_to_wait(response, context.pauses.order);
    return response;
}

namespace handlers {

namespace {

/// RFC 9773 §5. None of a certificate that is not of this endpoint: a host that comes here from
/// another CA names the one that it got there.
std::optional<workflow::Replaces>
replaces_of(AcmeContext& context, const Call& call, const acme::NewOrder& message) {
    if (!message.replaces) return std::nullopt;
    const auto id = acme::parse_replaces(*message.replaces);
    const auto found = context.store.read([&](store::Reader& reader) {
        return id ? workflow::find_renewable(reader, call.endpoint().id, *id) : std::nullopt;
    });
    if (found) return workflow::Replaces{.certificate = found->id, .text = *message.replaces};
    workflow::log_foreign_replaces(call.client.value(), *message.replaces);
    return std::nullopt;
}

/// The profile that is chosen, or the endpoint's first.
Profile profile_of(AcmeContext& context, const Call& call, const acme::NewOrder& message) {
    const auto& endpoint = call.endpoint();
    if (!message.profile) return endpoint.profile;
    const auto& name = *message.profile;
    auto chosen = context.store.read([&](store::Reader& reader) {
        return name.empty() ? std::nullopt : find_offered(reader, endpoint, name);
    });
    if (!chosen) refuse_profile(endpoint, name);
    return *std::move(chosen);
}

/// draft-ietf-acme-profiles-00 §4: a profile that was chosen and does not fit is invalidProfile.
void require_fit(
    const Profile& profile, const acme::NewOrder& message, const workflow::OrderRequest& order
) {
    const auto misfit = message.profile ? Fault::invalid_profile : Fault::malformed;
    const auto most = static_cast<std::size_t>(profile.max_names);
    if (order.names.size() > most)
        throw Error(
            misfit,
            "an order may name at most " + std::to_string(most) +
                " identifiers under the profile " + profile.name + "; this one names " +
                std::to_string(order.names.size())
        );
    if (!order.validity.is_none() && profile.validity_by_order == ValidityByOrder::no)
        throw Error(
            misfit,
            "notBefore and notAfter cannot be chosen under the profile " + profile.name +
                ", which sets them"
        );
}

} // namespace

/// RFC 8555 §7.4.
net::Response new_order(AcmeContext& context, Call& call) {
    workflow::IssuerRegistry::Snapshot issuers;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        require_endpoint(reader, call);
        issuers = context.issuing.issuers.current(reader);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    const auto message = acme::parse_new_order(request.payload());
    const auto profile = profile_of(context, call, message);
    const NameForm form{
        .underscores = profile.names.underscores, .single_label = !profile.is_public()};
    workflow::OrderRequest wanted{
        .names = names_of(message.identifiers, call.endpoint(), form),
        .validity = {.not_before = message.not_before, .not_after = message.not_after}};
    require_fit(profile, message, wanted);
    issuance::require_long_enough(profile, wanted.validity, call.request.at);
    // Throws for what cannot be granted; asked again when the certificate is drafted.
    const auto issuer = call.endpoint().issuer;
    issuers->require_enabled(issuer);
    issuance::period_of(profile, issuers->facts(issuer), wanted.validity, call.request.at);
    wanted.profile = profile.name;
    wanted.replaces = replaces_of(context, call, message);
    const auto order = workflow::create_order(
        context.store, meetable_endpoint(context, call), request.by(), wanted, call.request.at
    );
    return order_response(context, call, 201, order);
}

/// RFC 8555 §7.4, POST-as-GET.
net::Response post_order(AcmeContext& context, Call& call) {
    std::optional<Order> order;
    const auto read = [&](store::Reader& reader, const store::ClientStanding&) {
        order = find_order(reader, call);
    };
    const auto request = authenticate(context, call, Signer::client, read);
    require_post_as_get(request);
    return order_response(context, call, 200, require_own(std::move(order), request));
}

} // namespace handlers

} // namespace chancery::server
