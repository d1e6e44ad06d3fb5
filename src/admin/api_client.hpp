// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's API as calls: JSON in and out, pages put together, problem documents as errors.

#include "admin/body.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"
#include "net/http_client.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chancery::admin {

/// Where the API is and who asks.
struct Office {
    std::string url = "http://localhost"; ///< Without a slash at the end.
    std::string socket = {};              ///< Set: the server's own socket; no token is needed.
    Secret token = {};
    net::Trust trust = {};
};

/// The server's "no", with its whole problem document (RFC 9457). The problem's subproblems are the
/// document's errors: places in the body, each with a sentence about it.
class ApiError : public Error {
public:
    ApiError(Problem problem, json::Value document)
        : Error(std::move(problem)),
          document_(std::move(document)) {}

    const json::Value& document() const noexcept { return document_; }

private:
    json::Value document_;
};

using Query = std::vector<std::pair<std::string, std::string>>;

class Api {
public:
    explicit Api(Office office);

    /// `path` is below /api/v1: "/departments". Throws ApiError for what the server refuses;
    /// connection, tls as HttpClient does; unavailable for an answer that is none of the API's.
    json::Value get(const std::string& path, const Query& query = {});

    /// All pages as one: {"items": [...], "nextCursor": null}, or the first `limit` items, and the
    /// cursor where there are more.
    json::Value list(const std::string& path, Query query, std::size_t limit = 100'000);

    /// POST, PATCH, DELETE. `version` is the ETag for If-Match; empty for none. The answer's body,
    /// null where it has none. What the server says of the body is thrown in the words of options.
    json::Value send(
        const std::string& method,
        const std::string& path,
        const std::optional<Body>& body,
        const std::string& version = {}
    );

    /// A file instead of JSON, in the type asked for.
    std::string file(const std::string& path, const std::string& type);

    /// GET outside of the API, without a token: "/ca/root.pem". Any status is an answer.
    net::Response get_public(const std::string& path);

private:
    net::Response call(
        const std::string& method,
        const std::string& path,
        net::Headers headers,
        const std::string& body
    );

    Office office_;
    net::HttpClient http_;
};

} // namespace chancery::admin
