// SPDX-License-Identifier: Apache-2.0
#pragma once

// Problem documents on the wire (RFC 8555 §6.7, RFC 9457): a Problem as JSON, and JSON as a
// Problem.

#include "base/error.hpp"
#include "base/json.hpp"

#include <string>
#include <string_view>

namespace chancery::acme {

/// "urn:ietf:params:acme:error:badCSR". A fault that has no word in RFC 8555 gets the nearest one.
std::string problem_type(Fault fault);

/// The fault of a type that begins with the ACME namespace; server_internal for one that is not
/// known.
Fault fault_of_type(std::string_view type);

/// With "type", "detail", "status" and the subproblems; no status where it is 0.
json::Object to_json(const Problem& problem, int status = 0);

} // namespace chancery::acme
