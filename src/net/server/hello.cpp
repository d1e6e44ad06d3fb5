// SPDX-License-Identifier: Apache-2.0
#include "net/server/hello.hpp"

#include "net/server/proxy_header.hpp"

#include <algorithm>
#include <variant>

namespace chancery::net {

namespace {

/// TLS begins with a content type (RFC 8446 §5.1), HTTP with a method or an empty line.
bool is_text(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '\r' || c == '\n';
}

bool may_be_proxy_header(std::string_view bytes) {
    return !std::holds_alternative<NoProxyHeader>(read_proxy_header(bytes));
}

} // namespace

Hello::Progress Hello::look(Stream& stream, std::span<char> scratch) {
    while (to_skip_ > 0 || expects_anything()) {
        if (to_skip_ > 0) {
            const auto status = skip(stream, scratch);
            if (status == IoStatus::want_read) return Progress::wait;
            if (status != IoStatus::done) return Progress::closed;
            continue;
        }
        // Asked before, so that all that came before the end is seen.
        const bool has_ended = seen_ > 0 && stream.has_ended();
        const auto io = stream.peek(scratch);
        if (io.status == IoStatus::want_read) return Progress::wait;
        if (io.status != IoStatus::done) return Progress::closed;
        const std::string_view bytes(scratch.data(), io.bytes);
        if (!expects_.proxy_header) return look_for_tls(stream, bytes);
        const auto outcome = look_for_header(stream, bytes, has_ended);
        if (outcome != Progress::done) return outcome;
    }
    return Progress::done;
}

/// `done` when there is none any more.
Hello::Progress Hello::look_for_header(Stream& stream, std::string_view bytes, bool has_ended) {
    const auto read = read_proxy_header(bytes);
    if (std::holds_alternative<UnfinishedProxyHeader>(read))
        return has_ended ? Progress::closed : wait(stream, bytes.size());
    if (const auto* bad = std::get_if<BadProxyHeader>(&read)) {
        bad_header_ = bad->why;
        return Progress::refused;
    }
    if (seen_ > 0) stream.wait_for(1);
    if (const auto* header = std::get_if<ProxyHeader>(&read)) {
        to_skip_ = header->size;
        client_ = header->client;
    }
    expects_.proxy_header = false;
    return Progress::done;
}

Hello::Progress Hello::look_for_tls(Stream& stream, std::string_view bytes) {
    if (!is_text(bytes.front())) return Progress::done;
    stream.drop_tls();
    why_ = may_be_proxy_header(bytes) ? "the PROXY protocol is accepted only from trusted_proxies, "
                                        "and this address is not one"
                                      : "this port speaks HTTPS: use https:// in the URL";
    return Progress::refused;
}

/// The bytes stay in the socket, and more of them wake us, or the end. So may what another thread
/// was told of before it was said how many are waited for: then it is waited on.
Hello::Progress Hello::wait(const Stream& stream, std::size_t seen) {
    seen_ = seen;
    stream.wait_for(seen + 1);
    return Progress::wait;
}

/// A header may be longer than any buffer, and is not kept.
IoStatus Hello::skip(Stream& stream, std::span<char> scratch) {
    const auto io = stream.discard(scratch.first(std::min(to_skip_, scratch.size())));
    to_skip_ -= io.bytes;
    return io.status;
}

} // namespace chancery::net
