// SPDX-License-Identifier: Apache-2.0
#include "server/acme/answer.hpp"

#include "acme/problem.hpp"
#include "crypto/jws.hpp"

namespace chancery::server {

int acme_status(Fault fault) {
    switch (fault) {
    case Fault::bad_csr:
    case Fault::bad_nonce:
    case Fault::bad_public_key:
    case Fault::bad_revocation_reason:
    case Fault::bad_signature_algorithm:
    case Fault::account_does_not_exist:
    case Fault::already_revoked:
    case Fault::incorrect_response:
    case Fault::invalid_contact:
    case Fault::invalid_profile:
    case Fault::malformed:
    case Fault::unsupported_contact:
    case Fault::unsupported_identifier:
    case Fault::connection:
    case Fault::dns:
    case Fault::tls:
    case Fault::invalid: return 400;
    case Fault::unauthenticated:
    case Fault::deactivated: return 401; // RFC 8555 §7.3.6
    case Fault::caa:
    case Fault::external_account_required:
    case Fault::forbidden:
    case Fault::order_not_ready: // RFC 8555 §7.4
    case Fault::refused:
    case Fault::rejected_identifier:
    case Fault::unauthorized:
    case Fault::user_action_required: return 403;
    case Fault::not_found: return 404;
    case Fault::method_not_allowed: return 405;
    case Fault::already_replaced:
    case Fault::conflict: return 409;
    case Fault::stale: return 412;
    case Fault::too_large: return 413;
    case Fault::unsupported_media_type: return 415;
    case Fault::precondition_required: return 428;
    case Fault::rate_limited: return 429;
    case Fault::not_issuing:
    case Fault::unavailable: return 503;
    case Fault::server_internal:
    case Fault::internal: return 500;
    }
    return 500;
}

namespace {

/// What is wrong where a request came to no resource.
Fault fault_of(int status) {
    switch (status) {
    case 413: return Fault::too_large;
    case 429: return Fault::rate_limited;
    case 500: return Fault::internal;
    case 503: return Fault::unavailable;
    default: return Fault::malformed;
    }
}

void set_retry_after(net::Response& response, const Problem& problem) {
    // RFC 9110 §15.6.4: what passes by itself says when to come back.
    const auto otherwise = std::chrono::seconds(
        problem.fault == Fault::unavailable ? 10 : (problem.fault == Fault::not_issuing ? 300 : 0)
    );
    ask_to_wait(response, problem.retry_after.value_or(otherwise));
}

} // namespace

void ask_to_wait(net::Response& response, std::chrono::seconds pause) {
    if (pause.count() > 0) response.set("Retry-After", std::to_string(pause.count()));
}

net::Response json_response(int status, const json::Value& value) {
    return {
        .status = status,
        .content_type = "application/json",
        .body = json::to_text(value),
    };
}

net::Response problem_response(const Problem& problem, const std::string& terms_of_service) {
    const auto status = acme_status(problem.fault);
    auto document = acme::to_json(problem, status);
    if (problem.fault == Fault::bad_signature_algorithm) { // RFC 8555 §6.2
        json::Array algorithms;
        for (const auto algorithm : crypto::signature_algorithms())
            algorithms.emplace_back(crypto::to_string(algorithm));
        document.emplace_back("algorithms", std::move(algorithms));
    }
    const bool is_about_terms =
        problem.fault == Fault::user_action_required && !terms_of_service.empty();
    if (is_about_terms) document.emplace_back("instance", terms_of_service); // RFC 8555 §7.3.3
    net::Response response{
        .status = status,
        .content_type = "application/problem+json",
        .body = json::to_text(document),
    };
    if (is_about_terms) response.set("Link", "<" + terms_of_service + ">;rel=\"terms-of-service\"");
    set_retry_after(response, problem);
    return response;
}

net::Response problem_response(const net::Refusal& refusal) {
    const Problem problem{
        .fault = fault_of(refusal.status),
        .detail = refusal.detail,
        .retry_after = refusal.retry_after};
    net::Response response{
        .status = refusal.status,
        .content_type = "application/problem+json",
        .body = json::to_text(acme::to_json(problem, refusal.status)),
    };
    set_retry_after(response, problem);
    return response;
}

} // namespace chancery::server
