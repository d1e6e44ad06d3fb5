// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a connection begins with, before TLS and HTTP: a trusted proxy may say of which client it
// is, and a client may speak plain text where TLS is spoken.

#include "net/stream.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace chancery::net {

class Hello {
public:
    struct Expects {
        bool proxy_header; ///< Of a trusted proxy, which may leave it out.
        bool tls;
    };

    explicit Hello(Expects expects) : expects_(expects) {}

    bool expects_anything() const { return expects_.proxy_header || expects_.tls; }

    enum class Progress {
        wait,    ///< For more bytes.
        done,    ///< The stream begins with the client's own bytes.
        refused, ///< See `why`; the stream speaks plain text.
        closed,
    };

    /// Looks at what has arrived. May be called again after `wait`.
    Progress look(Stream& stream, std::span<char> scratch);

    /// The client that a proxy has named, once it has.
    std::optional<std::string> take_client() { return std::exchange(client_, std::nullopt); }

    /// At `refused`: a sentence for the peer; empty where it is a proxy that cannot read one.
    std::string_view why() const { return why_; }

    /// At `refused`, of a proxy: what is wrong with its header.
    std::string_view bad_header() const { return bad_header_; }

private:
    Progress look_for_header(Stream& stream, std::string_view bytes, bool has_ended);
    Progress look_for_tls(Stream& stream, std::string_view bytes);
    Progress wait(const Stream& stream, std::size_t seen);
    IoStatus skip(Stream& stream, std::span<char> scratch);

    Expects expects_;
    std::size_t seen_ = 0;
    std::size_t to_skip_ = 0; ///< Of a header that was read.
    std::optional<std::string> client_ = std::nullopt;
    std::string_view why_ = {};
    std::string_view bad_header_ = {};
};

} // namespace chancery::net
