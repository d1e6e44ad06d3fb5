// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <system_error>

namespace chancery {

namespace {

constexpr std::string_view internal_sentence =
    "an internal error occurred; the log of the program has the cause";

} // namespace

Error::Error(Problem problem) : problem_(std::move(problem)) {
    if (problem_.fault != Fault::internal) return;
    diagnosis_ = std::exchange(problem_.detail, std::string(internal_sentence));
    problem_.subproblems.clear();
}

std::string sentence_of(const std::exception& error) {
    if (const auto* ours = dynamic_cast<const Error*>(&error)) return ours->problem().detail;
    if (dynamic_cast<const std::system_error*>(&error)) return error.what();
    return std::string(internal_sentence);
}

std::string_view to_string(Fault fault) {
    switch (fault) {
    case Fault::account_does_not_exist: return "account_does_not_exist";
    case Fault::already_replaced: return "already_replaced";
    case Fault::already_revoked: return "already_revoked";
    case Fault::bad_csr: return "bad_csr";
    case Fault::bad_nonce: return "bad_nonce";
    case Fault::bad_public_key: return "bad_public_key";
    case Fault::bad_revocation_reason: return "bad_revocation_reason";
    case Fault::bad_signature_algorithm: return "bad_signature_algorithm";
    case Fault::caa: return "caa";
    case Fault::connection: return "connection";
    case Fault::dns: return "dns";
    case Fault::external_account_required: return "external_account_required";
    case Fault::incorrect_response: return "incorrect_response";
    case Fault::invalid_contact: return "invalid_contact";
    case Fault::invalid_profile: return "invalid_profile";
    case Fault::malformed: return "malformed";
    case Fault::order_not_ready: return "order_not_ready";
    case Fault::rate_limited: return "rate_limited";
    case Fault::rejected_identifier: return "rejected_identifier";
    case Fault::server_internal: return "server_internal";
    case Fault::tls: return "tls";
    case Fault::unauthorized: return "unauthorized";
    case Fault::unsupported_contact: return "unsupported_contact";
    case Fault::unsupported_identifier: return "unsupported_identifier";
    case Fault::user_action_required: return "user_action_required";
    case Fault::unauthenticated: return "unauthenticated";
    case Fault::forbidden: return "forbidden";
    case Fault::deactivated: return "deactivated";
    case Fault::not_found: return "not_found";
    case Fault::method_not_allowed: return "method_not_allowed";
    case Fault::unsupported_media_type: return "unsupported_media_type";
    case Fault::too_large: return "too_large";
    case Fault::conflict: return "conflict";
    case Fault::stale: return "stale";
    case Fault::precondition_required: return "precondition_required";
    case Fault::invalid: return "invalid";
    case Fault::refused: return "refused";
    case Fault::not_issuing: return "not_issuing";
    case Fault::unavailable: return "unavailable";
    case Fault::internal: return "internal";
    }
    return "internal";
}

std::optional<Fault> find_fault(std::string_view word) {
    for (int value = 0; value <= static_cast<int>(Fault::internal); ++value)
        if (const auto fault = static_cast<Fault>(value); to_string(fault) == word) return fault;
    return std::nullopt;
}

} // namespace chancery
