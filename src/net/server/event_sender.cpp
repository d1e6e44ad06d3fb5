// SPDX-License-Identifier: Apache-2.0
#include "net/server/event_sender.hpp"

#include "base/log.hpp"
#include "net/server/answer.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;

/// A comment, which readers of event streams pass over (HTML, "Server-sent events").
constexpr std::string_view heartbeat = ":\n\n";

/// How long a reader may take for the rest once the server stops, and for closing.
constexpr auto end_time = 2s;
/// What a reader may send while it listens. It is read, so that its end is seen, and dropped.
constexpr std::size_t most_discarded = 64 * 1024;

} // namespace

EventSender::EventSender(Place place, std::shared_ptr<EventStream> events, bool chunked)
    : place_(std::move(place)),
      events_(std::move(events)),
      chunked_(chunked),
      strand_(boost::asio::make_strand(place_.socket.get_executor())) {}

void EventSender::start() {
    heartbeat_at_ = Clock::now() + place_.limits.heartbeat_time;
    place_.watched.enter(Phase::events, heartbeat_at_);
    events_->attach([weak = weak_from_this()] {
        if (auto self = weak.lock()) wake(std::move(self));
    });
    wake(shared_from_this());
}

void EventSender::wake(std::shared_ptr<EventSender> sender) {
    const auto strand = sender->strand_;
    boost::asio::post(strand, [sender = std::move(sender)] { sender->turn(); });
}

void EventSender::turn() {
    if (is_over_) return;
    place_.watched.await(Await::nothing);
    try {
        if (go_on()) return;
    } catch (const std::exception& error) {
        log::error("an event stream was closed because of an error", {{"error", error.what()}});
    }
    // The waits are what keeps the connection.
    is_over_ = true;
    events_->abandon();
    boost::system::error_code ignored;
    place_.socket.cancel(ignored);
}

/// False when the connection is over.
bool EventSender::go_on() {
    if (is_lingering_) return read_away();
    if (events_->is_broken()) return false;
    if (place_.connections.stopping()) {
        events_->end();
        write_until_ = std::min(write_until_, Clock::now() + end_time);
    }
    do {
        if (!write()) return false;
        if (written_ < out_.size()) {
            place_.watched.enter(Phase::events, write_until_);
            place_.watched.await(Await::room);
            return Clock::now() < write_until_;
        }
        if (is_last_) return finish();
    } while (fill());
    place_.watched.enter(Phase::events, heartbeat_at_);
    if (!read_away()) return false;
    place_.watched.await(Await::input);
    return true;
}

/// What is written next; false when there is nothing.
bool EventSender::fill() {
    out_ = {};
    written_ = 0;
    const auto next = events_->take();
    is_last_ = next.is_end;
    if (next.is_end)
        put(chunked_ ? std::string(last_chunk) : std::string());
    else if (next.event)
        put(chunked_ ? to_chunk(*next.event) : *next.event);
    else if (Clock::now() >= heartbeat_at_)
        put(chunked_ ? to_chunk(heartbeat) : std::string(heartbeat));
    else
        return false;
    return true;
}

void EventSender::put(std::string bytes) {
    out_ = std::move(bytes);
    const auto now = Clock::now();
    write_until_ = now + time_to_take(out_.size(), place_.limits);
    heartbeat_at_ = now + place_.limits.heartbeat_time;
}

/// As much as the socket takes; false when it takes nothing more.
bool EventSender::write() {
    while (written_ < out_.size()) {
        const auto io = place_.stream.write(std::string_view(out_).substr(written_));
        if (io.status == IoStatus::closed) return false;
        if (io.status == IoStatus::want_write) wait(Socket::wait_write, waits_to_write_);
        if (io.status == IoStatus::want_read) wait(Socket::wait_read, waits_to_read_);
        if (io.status != IoStatus::done) return true;
        written_ += io.bytes;
    }
    return true;
}

bool EventSender::finish() {
    place_.stream.finish_writing();
    is_lingering_ = true;
    place_.watched.enter(Phase::linger, Clock::now() + end_time);
    return read_away();
}

/// Sees the reader's end; false when it has come, or too much instead of it.
bool EventSender::read_away() {
    if (waits_to_read_) return true;
    std::array<char, 1024> dropped;
    for (;;) {
        const auto io =
            is_lingering_ ? place_.stream.discard(dropped) : place_.stream.read(dropped);
        explicit_bzero(dropped.data(), io.bytes); // a request that came early may hold a token
        discarded_ += io.bytes;
        if (io.status == IoStatus::closed || discarded_ > most_discarded) return false;
        if (io.status == IoStatus::want_write) wait(Socket::wait_write, waits_to_write_);
        if (io.status == IoStatus::want_read) wait(Socket::wait_read, waits_to_read_);
        if (io.status != IoStatus::done) return true;
    }
}

void EventSender::wait(SocketWait event, bool& waits) {
    if (std::exchange(waits, true)) return;
    place_.socket.async_wait(
        event,
        boost::asio::bind_executor(
            strand_,
            [self = shared_from_this(), &waits](const boost::system::error_code&) {
                waits = false;
                self->turn();
            }
        )
    );
}

} // namespace chancery::net
