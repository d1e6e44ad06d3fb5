// SPDX-License-Identifier: Apache-2.0
#pragma once

// Problem documents of the API (RFC 9457).

#include "base/error.hpp"
#include "base/json.hpp"
#include "net/http.hpp"

#include <string>
#include <string_view>

namespace chancery::server::api {

/// How a fault reads in the API. Several may read alike.
struct ProblemKind {
    std::string_view code; ///< The end of its type.
    int status;
    std::string_view title;
};

ProblemKind kind_of(Fault fault);

/// The document's members. `public_url` is the base of its type. What went wrong in ourselves is
/// not told: it is in the log, under the request's id.
json::Object
to_json(const Problem& problem, std::string_view public_url, std::string_view request_id);

/// The answer to a request that came to no route.
net::Response
respond(const net::Refusal& refusal, std::string_view public_url, std::string_view request_id);

/// The answer, with the headers that its status asks for.
net::Response respond(const Problem& problem, json::Object document);

} // namespace chancery::server::api
