// SPDX-License-Identifier: Apache-2.0
#include "acme/problem.hpp"

#include <algorithm>

namespace chancery::acme {

namespace {

constexpr std::string_view urn = "urn:ietf:params:acme:error:";

/// Of RFC 8555's own faults their word, of all others that of the one which says it best.
std::string_view word(Fault fault) {
    switch (fault) {
    case Fault::account_does_not_exist:
    case Fault::already_replaced:
    case Fault::already_revoked:
    case Fault::bad_csr:
    case Fault::bad_nonce:
    case Fault::bad_public_key:
    case Fault::bad_revocation_reason:
    case Fault::bad_signature_algorithm:
    case Fault::caa:
    case Fault::connection:
    case Fault::dns:
    case Fault::external_account_required:
    case Fault::incorrect_response:
    case Fault::invalid_contact:
    case Fault::invalid_profile:
    case Fault::malformed:
    case Fault::order_not_ready:
    case Fault::rate_limited:
    case Fault::rejected_identifier:
    case Fault::server_internal:
    case Fault::tls:
    case Fault::unauthorized:
    case Fault::unsupported_contact:
    case Fault::unsupported_identifier:
    case Fault::user_action_required: return to_string(fault);
    case Fault::refused: return to_string(Fault::rejected_identifier);
    case Fault::unauthenticated:
    case Fault::forbidden:
    case Fault::deactivated: return to_string(Fault::unauthorized);
    case Fault::not_found:
    case Fault::method_not_allowed:
    case Fault::unsupported_media_type:
    case Fault::too_large:
    case Fault::conflict:
    case Fault::stale:
    case Fault::precondition_required:
    case Fault::invalid: return to_string(Fault::malformed);
    case Fault::not_issuing:
    case Fault::unavailable:
    case Fault::internal: return to_string(Fault::server_internal);
    }
    return to_string(Fault::server_internal);
}

json::Object to_json(const Subproblem& sub) {
    json::Object document{{"type", problem_type(sub.fault)}, {"detail", sub.detail}};
    if (const auto* identifier = std::get_if<Identifier>(&sub.place))
        document.emplace_back(
            "identifier", json::Object{{"type", identifier->type}, {"value", identifier->value}}
        );
    return document;
}

/// RFC 8555 §6.7.1: "compound" where its parts failed in several ways, so that no one of them
/// stands for all.
std::string type_of(const Problem& problem) {
    const auto differs = [&](const Subproblem& sub) {
        return word(sub.fault) != word(problem.subproblems.front().fault);
    };
    const bool is_compound = std::ranges::any_of(problem.subproblems, differs);
    return is_compound ? std::string(urn).append("compound") : problem_type(problem.fault);
}

} // namespace

std::string problem_type(Fault fault) {
    return std::string(urn).append(word(fault));
}

Fault fault_of_type(std::string_view type) {
    if (!type.starts_with(urn)) return Fault::server_internal;
    type.remove_prefix(urn.size());
    // The first fault with a word is the one that RFC 8555 means by it.
    for (const auto fault : every<Fault>)
        if (word(fault) == type) return fault;
    return Fault::server_internal;
}

json::Object to_json(const Problem& problem, int status) {
    json::Object document{{"type", type_of(problem)}, {"detail", problem.detail}};
    if (status != 0) document.emplace_back("status", status);
    if (problem.subproblems.empty()) return document;
    json::Array subproblems;
    for (const auto& sub : problem.subproblems)
        subproblems.emplace_back(to_json(sub));
    document.emplace_back("subproblems", std::move(subproblems));
    return document;
}

} // namespace chancery::acme
