// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sends the events of one stream over its connection. Between events it is a wait for the socket
// and nothing else: no thread, no buffer. What may wake it (an event, the socket, the sweep) goes
// through a strand, so that it still works on one thread at a time.

#include "net/server/connections.hpp"
#include "net/server/event_stream.hpp"
#include "net/stream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/strand.hpp>

#include <memory>
#include <string>

namespace chancery::net {

class EventSender : public std::enable_shared_from_this<EventSender> {
public:
    using Executor = boost::asio::io_context::executor_type;
    using Socket = boost::asio::posix::basic_stream_descriptor<Executor>;

    /// What it works on belongs to the connection, which it keeps alive.
    struct Place {
        std::shared_ptr<void> connection;
        Watched& watched;
        Socket& socket;
        Stream& stream;
        const Limits& limits;
        const Connections& connections;
    };

    EventSender(Place place, std::shared_ptr<EventStream> events, bool chunked);

    void start();

    /// Lets it look at what there is to do. From any thread. Takes the reference away, so that the
    /// last one never goes where it is called: that would close the connection in the sweep.
    static void wake(std::shared_ptr<EventSender> sender);

private:
    using SocketWait = Socket::wait_type;

    void turn();
    bool go_on();
    bool fill();
    void put(std::string bytes);
    bool write();
    bool finish();
    bool read_away();
    void wait(SocketWait event, bool& waits);

    Place place_;
    std::shared_ptr<EventStream> events_;
    const bool chunked_;
    boost::asio::strand<Executor> strand_;
    // Of the strand:
    std::string out_;
    std::size_t written_ = 0;
    Clock::time_point write_until_{};
    Clock::time_point heartbeat_at_{};
    bool waits_to_read_ = false;
    bool waits_to_write_ = false;
    bool is_last_ = false;      ///< What is being written ends the answer.
    bool is_lingering_ = false; ///< The answer was sent whole.
    bool is_over_ = false;
    std::size_t discarded_ = 0;
};

} // namespace chancery::net
