// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one exception of this program, and the value that it carries.
//
// A failure is thrown where it is found and caught at an edge: the HTTP front turns it into a
// problem document, the job runner into a retry, the command line into a message. Nothing between
// throws anything else or catches it to go on as if nothing had happened.

#include "base/cause.hpp"
#include "base/place.hpp"
#include "base/words.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery {

/// What went wrong, as the requester may act on it. Names follow RFC 8555 §6.7 where it has one.
enum class Fault {
    // RFC 8555 §6.7
    account_does_not_exist,
    already_replaced,
    already_revoked,
    bad_csr,
    bad_nonce,
    bad_public_key,
    bad_revocation_reason,
    bad_signature_algorithm,
    caa,
    connection,
    dns,
    external_account_required,
    incorrect_response,
    invalid_contact,
    invalid_profile,
    malformed,
    order_not_ready,
    rate_limited,
    rejected_identifier,
    server_internal, ///< Reported by another server; our own bugs are `internal`.
    tls,
    unauthorized,
    unsupported_contact,
    unsupported_identifier,
    user_action_required,
    // HTTP and the API (`/api/v1`)
    unauthenticated, ///< No valid token.
    forbidden,       ///< A valid token that may not do this.
    deactivated,     ///< A deactivated client (RFC 8555 §7.3.6): unauthorized, with 401.
    not_found,       ///< Also for what the requester may not see.
    method_not_allowed,
    unsupported_media_type,
    too_large,
    conflict,              ///< A taken name, a wrong state.
    stale,                 ///< If-Match names an older version.
    precondition_required, ///< If-Match is missing.
    invalid,               ///< Well-formed, but a value that may not be.
    refused,               ///< By policy.
    // Ourselves
    not_issuing, ///< We sign nothing for now (the clock, the CA's end): the sentence says why.
    unavailable, ///< A dependency failed; trying again later may help.
    internal,    ///< Our bug. What it is goes to the log, and no requester is shown it.
};

/// For the database, and those of RFC 8555 for its error types.
constexpr auto words_of(Fault) {
    using enum Fault;
    return words<Fault>({
        {account_does_not_exist, "accountDoesNotExist"},
        {already_replaced, "alreadyReplaced"},
        {already_revoked, "alreadyRevoked"},
        {bad_csr, "badCSR"},
        {bad_nonce, "badNonce"},
        {bad_public_key, "badPublicKey"},
        {bad_revocation_reason, "badRevocationReason"},
        {bad_signature_algorithm, "badSignatureAlgorithm"},
        {caa, "caa"},
        {connection, "connection"},
        {dns, "dns"},
        {external_account_required, "externalAccountRequired"},
        {incorrect_response, "incorrectResponse"},
        {invalid_contact, "invalidContact"},
        {invalid_profile, "invalidProfile"},
        {malformed, "malformed"},
        {order_not_ready, "orderNotReady"},
        {rate_limited, "rateLimited"},
        {rejected_identifier, "rejectedIdentifier"},
        {server_internal, "serverInternal"},
        {tls, "tls"},
        {unauthorized, "unauthorized"},
        {unsupported_contact, "unsupportedContact"},
        {unsupported_identifier, "unsupportedIdentifier"},
        {user_action_required, "userActionRequired"},
        {unauthenticated, "unauthenticated"},
        {forbidden, "forbidden"},
        {deactivated, "deactivated"},
        {not_found, "notFound"},
        {method_not_allowed, "methodNotAllowed"},
        {unsupported_media_type, "unsupportedMediaType"},
        {too_large, "tooLarge"},
        {conflict, "conflict"},
        {stale, "stale"},
        {precondition_required, "preconditionRequired"},
        {invalid, "invalid"},
        {refused, "refused"},
        {not_issuing, "notIssuing"},
        {unavailable, "unavailable"},
        {internal, "internal"},
    });
}

/// A part of a Problem: where it is and why (RFC 8555 §6.7.1, RFC 9457 §3).
struct Subproblem {
    Place place;
    Fault fault;
    std::string detail;
    Cause cause = {}; ///< The rule that refused it.

    friend bool operator==(const Subproblem&, const Subproblem&) = default;
};

/// A failure as a value: kept with a challenge or an order that failed, and carried by Error.
struct Problem {
    Fault fault;
    std::string detail; ///< One sentence for the requester, without secrets.
    std::vector<Subproblem> subproblems = {};
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
    Cause cause = {};      ///< The rule that refused.
    bool recorded = false; ///< Its audit row was committed with what was refused.
};

/// Carries a Problem to the edge that answers for it.
class Error : public std::exception {
public:
    explicit Error(Problem problem);

    Error(Fault fault, std::string detail) : Error(Problem{fault, std::move(detail)}) {}

    /// For the requester. Of `internal` it says only that it happened, so that whatever is made of
    /// it (an answer, an order's error, an audit row) shows no invariant and no source path.
    const Problem& problem() const noexcept { return problem_; }

    Fault fault() const noexcept { return problem_.fault; }

    /// For the log: of `internal`, what broke and where.
    const char* what() const noexcept override {
        return diagnosis_.empty() ? problem_.detail.c_str() : diagnosis_.c_str();
    }

private:
    Problem problem_;
    std::string diagnosis_; ///< Of `internal` only.
};

/// What a person is told who is not shown the log: an Error's sentence, the operating system's
/// reason (a file system's or a socket's error), and of anything else only that it happened.
std::string sentence_of(const std::exception& error);

/// Our own invariant. Throws internal with the place when it does not hold.
inline void ensure(
    bool holds,
    std::string_view invariant,
    const char* file = __builtin_FILE(),
    int line = __builtin_LINE()
) {
    if (!holds)
        throw Error(
            Fault::internal, std::string(invariant) + " (" + file + ":" + std::to_string(line) + ")"
        );
}

} // namespace chancery
