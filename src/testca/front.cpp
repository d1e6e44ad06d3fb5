// SPDX-License-Identifier: Apache-2.0
#include "testca/front.hpp"

#include "acme/signed_request.hpp"
#include "testca/chance.hpp"
#include "testca/office.hpp"
#include "testca/pebble_paths.hpp"
#include "testca/pebble_words.hpp"
#include "workflow/issuance/finalize.hpp"

#include <algorithm>

namespace chancery::testca {

namespace {

constexpr std::size_t longest_host = 255 + 6;

bool may_stand_in_a_url(std::string_view host) {
    constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789.-_:[]";
    return !host.empty() && host.size() <= longest_host &&
           host.find_first_not_of(characters) == host.npos;
}

/// What follows one of Pebble's paths that end with an id; none where the request is for another.
std::optional<std::string_view> id_of(const net::Request& request, std::string_view pattern) {
    const auto prefix = pattern.substr(0, pattern.find(':'));
    const auto path = request.path();
    if (!path.starts_with(prefix)) return std::nullopt;
    return path.substr(prefix.size());
}

/// None where the body has another form.
std::optional<acme::SignedRequest> find_signed_request(const net::Request& request) {
    if (request.method != "POST") return std::nullopt;
    try {
        return acme::parse_signed_request(request.body);
    } catch (const Error&) {
        return std::nullopt; // The front's refusal says why.
    }
}

} // namespace

Front::Front(const FrontParts& parts, FrontOptions options)
    : parts_(parts),
      options_(std::move(options)),
      refused_(parts.metrics.counter(
          "chancery_acme_refusals_total", "ACME requests that were answered with a problem."
      )) {}

/// A test CA believes the Host that a client sends, as Pebble does: it is reached by whatever name
/// a container or a test gives it.
std::string Front::url_for(const net::Request& request) const {
    const auto host = request.header("Host");
    return may_stand_in_a_url(host) ? "https://" + std::string(host) : options_.public_url;
}

/// A good nonce that is struck is one that was used already, to the front and to the client.
void Front::strike(const acme::SignedRequest& request, Time now) {
    if (!happens(options_.knobs.nonce_reject)) return;
    if (const auto number = nonces_.check(request.nonce, now)) nonces_.redeem(*number);
}

server::AcmeContext Front::context_at(std::string url) {
    return {
        .store = parts_.store,
        .issuing = parts_.issuing,
        .sealer = parts_.sealer,
        .validator = parts_.validator,
        .nonces = nonces_,
        .keys = keys_,
        .refusals = refusals_,
        .office = {.bases = std::move(url), .website = {}, .always_names_itself = true},
        .refused = refused_,
        .orders_a_page = static_cast<std::size_t>(options_.knobs.orders_a_page),
        .paths = pebble_paths,
        .sole_endpoint = std::string(endpoint_name),
        .pauses =
            {.order = std::chrono::seconds(options_.order_retry_after),
             .authorization = std::chrono::seconds(options_.authorization_retry_after)},
    };
}

net::Response Front::refuse(const net::Request& request, const net::Refusal& refusal) {
    auto context = context_at(url_for(request));
    return server::AcmeFront(context).refuse(request, refusal);
}

net::Response Front::handle(const net::Request& request) {
    if (request.method == "GET")
        if (const auto id = id_of(request, pebble_paths.renewal_info))
            if (auto note = parts_.renewal_notes.find(*id))
                return {
                    .status = 200, .content_type = "application/json", .body = *std::move(note)};
    const auto url = url_for(request);
    const auto signed_request = find_signed_request(request);
    if (signed_request) {
        strike(*signed_request, request.at);
        // Before the front begins a validation that needs it.
        if (const auto& kid = signed_request->kid)
            if (const auto client = acme::Urls(url, pebble_paths).find_account(*kid))
                parts_.account_urls.remember(*client, *kid);
    }
    auto context = context_at(url);
    auto [response, order, refused_for] = server::AcmeFront(context).answer(request);
    if (order) set_times(*order, request, signed_request, response);
    if (refused_for) speak_as_pebble(request, signed_request, *refused_for, response);
    return std::move(response);
}

void Front::set_times(
    OrderId order,
    const net::Request& request,
    const std::optional<acme::SignedRequest>& message,
    net::Response& response
) {
    if (request.path() == pebble_paths.new_order)
        if (auto asked = asked_times(message->jws.payload); !asked.are_none())
            times_.remember(order, std::move(asked));
    if (const auto times = times_.find(order)) response.body = with_times(response.body, *times);
}

} // namespace chancery::testca
