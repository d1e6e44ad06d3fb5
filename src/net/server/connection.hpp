// SPDX-License-Identifier: Apache-2.0
#pragma once

// One connection of the server: read, handle, write, in this order and by one thread at a time,
// the one that the socket's readiness woke.

#include "net/server/connections.hpp"
#include "net/server/event_sender.hpp"
#include "net/server/hello.hpp"
#include "net/server/request_parser.hpp"
#include "net/stream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <memory>
#include <string>

namespace chancery::net {

/// What the connections of one listener have in common. Lives as long as the server.
struct Front {
    std::shared_ptr<TlsServer> tls; ///< Null for plain text.
    Service service;
    const Limits& limits;
    Connections& connections;
    ServerMetrics& metrics;
};

class Connection final : public std::enable_shared_from_this<Connection>, private Watched {
public:
    /// There are too many connections: the answer is 503, whatever is asked.
    enum class Welcome { serve, refuse };

    /// Takes the descriptor.
    Connection(
        boost::asio::io_context& context, int descriptor, Peer peer, Front& front, Welcome welcome
    );
    ~Connection();

    void start();

private:
    using Socket = EventSender::Socket;

    static Socket adopt(boost::asio::io_context& context, int descriptor);

    /// At `close` nobody waits for anything: with the last reference the connection goes.
    enum class Next { again, yield, wait_read, wait_write, close };

    /// Shorter for a connection that will only hear 503.
    std::chrono::milliseconds first_request_time() const;

    void run();
    void wait(Next next);
    Next step();
    Next hello();
    Next begin();
    Next handshake();
    Next read();
    Next read_end(const Io& io);
    Next parse(std::string_view bytes);
    Next go_on_reading(RequestParser::State state);
    Admission admit(Request& head);
    void speak_for(std::string client);
    std::string client_of(const Headers& headers);
    void count_as(const std::string& client);
    Next handle();
    Next refuse(const Refusal& refusal);
    Next answer(Response response, bool to_head);
    Next begin_write();
    Next write();
    Next produce();
    Next send_events();
    void wake() override;
    Next next_request();
    Next finish();
    Next linger();

    Socket socket_;
    Front& front_;
    Welcome welcome_;
    Peer peer_;         ///< Or the client that a proxy has named at the beginning.
    bool is_proxy_;     ///< Whether what the peer says of its clients is believed.
    std::string owner_; ///< Whom the connection counts for, as `counted_as` has it.
    Hello hello_;
    Stream stream_;
    RequestParser parser_;
    LargeBody large_body_;
    std::string in_;          ///< Read and not parsed yet.
    bool in_is_new_ = false;  ///< in_ was not offered to the parser yet.
    std::string out_;         ///< The answer,
    std::size_t written_ = 0; ///< and how much of it was written.
    bool chunked_ = false;    ///< Of an answer that is streamed.
    Producer produce_;        ///< It makes what follows,
    unsigned pieces_ = 0;     ///< and has made so many pieces.
    std::shared_ptr<EventStream> events_;
    std::weak_ptr<EventSender> sender_; ///< It sends the events.
    bool keep_alive_ = true;            ///< After the answer that is being written.
    std::size_t discarded_ = 0;         ///< While lingering.
};

} // namespace chancery::net
