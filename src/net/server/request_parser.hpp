// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bytes in, one Request after the other out: a strict HTTP/1.1 reader (RFC 9112) without sockets
// and clocks. What could be read in two ways (request smuggling) is refused.

#include "net/server/service.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace chancery::net {

/// Asked once the head was read, which it may complete.
using Admit = std::function<Admission(Request& head)>;

class RequestParser {
public:
    enum class State { head, body, complete, refused };

    RequestParser(std::size_t head_bytes, Admit admit);
    ~RequestParser();

    /// Takes what it can from the front of `bytes`; the caller keeps the rest and gives it again
    /// with what follows. At `complete` the rest is the next request's.
    State consume(std::string_view& bytes);

    /// Whether anything of a request has come, beyond empty lines.
    bool has_begun() const;

    /// At `complete` whole; at `refused` as far as it was read.
    Request& request();

    /// At `refused`.
    const Refusal& refusal() const;

    /// At `complete`: whether the connection may go on with another request.
    bool keep_alive() const;

    /// At `complete` and `refused`: whether the client understands chunks (RFC 9112 §7.1).
    bool takes_chunks() const;

    /// From `body` on: how long the body may become, by its length or by what was admitted.
    std::size_t longest_body() const;

    /// From `body` on: whether the client waits for "100 Continue" (RFC 9110 §10.1.1).
    bool expects_continue() const;

    /// For the next request.
    void reset();

private:
    struct Impl;

    Impl& impl();

    std::size_t head_bytes_;
    Admit admit_;
    /// Of the request that is being read: a connection that waits for its next one holds none.
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
