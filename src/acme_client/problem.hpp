// SPDX-License-Identifier: Apache-2.0
#pragma once

// What an ACME server says when it refuses (RFC 8555 §6.7), as a Problem of ours.

#include "base/error.hpp"
#include "base/json.hpp"
#include "net/http.hpp"

#include <string>

namespace chancery::acme_client {

/// A problem document inside an order, an authorization or a challenge. Never throws: what cannot
/// be read becomes a sentence that says so.
Problem read_problem(const json::Reader& document);

/// The problem of an answer that is not the one expected, with its Retry-After.
Problem read_problem(const net::Response& response, const std::string& url);

/// The word on the wire: "unauthorized", "badNonce".
std::string type_word(Fault fault);

/// One text for people: the sentence, then each identifier's own.
std::string describe(const Problem& problem);

/// Seconds or an HTTP date (RFC 9110 §10.2.3), relative to the answer's own Date; none without a
/// readable header.
std::optional<std::chrono::seconds> retry_after(const net::Response& response);

} // namespace chancery::acme_client
