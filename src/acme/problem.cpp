// SPDX-License-Identifier: Apache-2.0
#include "acme/problem.hpp"

#include <algorithm>

namespace chancery::acme {

namespace {

constexpr std::string_view urn = "urn:ietf:params:acme:error:";

std::string_view word(Fault fault) {
    switch (fault) {
    case Fault::account_does_not_exist: return "accountDoesNotExist";
    case Fault::already_replaced: return "alreadyReplaced";
    case Fault::already_revoked: return "alreadyRevoked";
    case Fault::bad_csr: return "badCSR";
    case Fault::bad_nonce: return "badNonce";
    case Fault::bad_public_key: return "badPublicKey";
    case Fault::bad_revocation_reason: return "badRevocationReason";
    case Fault::bad_signature_algorithm: return "badSignatureAlgorithm";
    case Fault::caa: return "caa";
    case Fault::connection: return "connection";
    case Fault::dns: return "dns";
    case Fault::external_account_required: return "externalAccountRequired";
    case Fault::incorrect_response: return "incorrectResponse";
    case Fault::invalid_contact: return "invalidContact";
    case Fault::invalid_profile: return "invalidProfile";
    case Fault::order_not_ready: return "orderNotReady";
    case Fault::rate_limited: return "rateLimited";
    case Fault::rejected_identifier:
    case Fault::refused: return "rejectedIdentifier";
    case Fault::tls: return "tls";
    case Fault::unauthorized:
    case Fault::unauthenticated:
    case Fault::forbidden:
    case Fault::deactivated: return "unauthorized";
    case Fault::unsupported_contact: return "unsupportedContact";
    case Fault::unsupported_identifier: return "unsupportedIdentifier";
    case Fault::user_action_required: return "userActionRequired";
    case Fault::malformed:
    case Fault::not_found:
    case Fault::method_not_allowed:
    case Fault::unsupported_media_type:
    case Fault::too_large:
    case Fault::conflict:
    case Fault::stale:
    case Fault::precondition_required:
    case Fault::invalid: return "malformed";
    case Fault::server_internal:
    case Fault::not_issuing:
    case Fault::unavailable:
    case Fault::internal: return "serverInternal";
    }
    return "serverInternal";
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
