// SPDX-License-Identifier: Apache-2.0
// How a connection writes its answer: whole, in pieces that the handler makes one by one, or as a
// stream of events.
#include "base/log.hpp"
#include "net/server/answer.hpp"
#include "net/server/connection.hpp"

#include <exception>
#include <optional>
#include <string>

namespace chancery::net {

Connection::Next Connection::answer(Response response, bool to_head) {
    chunked_ = parser_.takes_chunks();
    // What a reader of events sends meanwhile is not kept.
    if (response.events) keep_alive_ = false;
    out_ = to_wire(response, {.to_head = to_head, .keep_alive = keep_alive_, .chunked = chunked_});
    if (has_content(response.status) && !to_head) {
        produce_ = std::move(response.produce);
        events_ = std::move(response.events);
    } else if (response.events) {
        response.events->abandon();
    }
    parser_.reset();
    large_body_.release();
    return begin_write();
}

Connection::Next Connection::begin_write() {
    written_ = 0;
    enter(Phase::write, Clock::now() + time_to_take(out_.size(), front_.limits));
    return Next::again;
}

Connection::Next Connection::write() {
    while (written_ < out_.size()) {
        const auto io = stream_.write(std::string_view(out_).substr(written_));
        if (io.status == IoStatus::want_read) return Next::wait_read;
        if (io.status == IoStatus::want_write) return Next::wait_write;
        if (io.status != IoStatus::done) return Next::close;
        written_ += io.bytes;
    }
    out_ = {};
    if (events_) return send_events();
    if (produce_) {
        enter(Phase::handler, Clock::now());
        // Others have their turn, however fast the reader is.
        constexpr unsigned pieces_a_turn = 16;
        return ++pieces_ % pieces_a_turn == 0 ? Next::yield : Next::again;
    }
    return keep_alive_ ? next_request() : finish();
}

Connection::Next Connection::produce() {
    std::optional<std::string> piece;
    try {
        piece = produce_();
    } catch (const std::exception& error) {
        log::error("an answer was cut off: its body failed", {{"error", error.what()}});
        return Next::close;
    } catch (...) {
        log::error("an answer was cut off: its body failed with something that is not an exception"
        );
        return Next::close;
    }
    if (!piece) {
        produce_ = nullptr;
        if (chunked_) out_ = last_chunk;
        return begin_write();
    }
    // Without a write nothing else would notice that the connection was closed.
    if (piece->empty()) return stream_.is_closed() ? Next::close : Next::yield;
    out_ = chunked_ ? to_chunk(*piece) : *std::move(piece);
    return begin_write();
}

/// From here on the sender is what works on the connection, and what keeps it.
Connection::Next Connection::send_events() {
    const auto sender = std::make_shared<EventSender>(
        EventSender::Place{
            shared_from_this(), *this, socket_, stream_, front_.limits, front_.connections},
        std::move(events_),
        chunked_
    );
    sender_ = sender;
    sender->start();
    return Next::close;
}

void Connection::wake() {
    if (auto sender = sender_.lock()) EventSender::wake(std::move(sender));
}

} // namespace chancery::net
