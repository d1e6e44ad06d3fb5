// SPDX-License-Identifier: Apache-2.0
#pragma once

// Requests and responses as values: what the server hands to a handler and the client to a caller.

#include "base/time.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace chancery::net {

class EventStream;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first with this name, in any case; empty without one.
std::string_view find_header(const Headers& headers, std::string_view name);

/// Who sent a request.
struct Peer {
    std::string address;             ///< "192.0.2.7", "2001:db8::7"; empty on a local socket.
    std::optional<uid_t> local_user; ///< SO_PEERCRED, on a local socket only.
};

struct Request {
    std::string method; ///< "GET", ...
    std::string target; ///< As sent: "/acme/ov/directory?x=y".
    Headers headers;
    std::string body;
    Peer peer;
    Time at; ///< When it was read whole. Handlers take the time from here.

    std::string_view header(std::string_view name) const { return find_header(headers, name); }

    /// The target without its query.
    std::string_view path() const;
    /// What follows '?'; empty without one.
    std::string_view query() const;
};

/// The next piece of a body; none after the last. A plain blocking function, called on a thread of
/// the server when the reader has taken what came before, so that one piece is in memory at a time.
/// An empty piece lets others have their turn.
/// It owns what it needs: the request has gone. What it throws goes to the log and ends the
/// connection, so that nobody takes the body for whole.
using Producer = std::function<std::optional<std::string>()>;

struct Response {
    int status = 200;
    Headers headers = {};
    std::string content_type = {}; ///< None without a body.
    std::string body = {};
    Producer produce = {};                    ///< What follows `body`, made while it is sent.
    std::shared_ptr<EventStream> events = {}; ///< The same, sent by others while it is open.

    bool is_streamed() const { return produce || events; }

    void set(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
    }

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

/// Why a request is refused: the status of its answer and a sentence.
struct Refusal {
    int status = 0;
    std::string detail = {};
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/// "%2A" becomes "*"; none where it is malformed.
std::optional<std::string> decode_percent(std::string_view text);
std::string encode_percent(std::string_view text);

/// "a=1&b=%20" as decoded pairs; throws malformed.
Headers parse_query(std::string_view query);

} // namespace chancery::net
