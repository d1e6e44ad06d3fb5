// SPDX-License-Identifier: Apache-2.0
#pragma once

// Answers of the ACME front: JSON, problem documents, and the status of each fault.

#include "base/error.hpp"
#include "base/json.hpp"
#include "net/http.hpp"

#include <chrono>
#include <string>

namespace chancery::server {

net::Response json_response(int status, const json::Value& value);

/// RFC 8555 §6.7, RFC 9457. `terms_of_service` are those that user_action_required is about.
net::Response problem_response(const Problem& problem, const std::string& terms_of_service = {});

/// The answer to a request that came to no resource.
net::Response problem_response(const net::Refusal& refusal);

/// Sets Retry-After; nothing for a pause of zero.
void ask_to_wait(net::Response& response, std::chrono::seconds pause);

/// The HTTP status that this fault has on an ACME endpoint.
int acme_status(Fault fault);

} // namespace chancery::server
