// SPDX-License-Identifier: Apache-2.0
#pragma once

// A probe that connects to a host: looks its addresses up, tries IPv6 first and then IPv4, each
// only when the rules allow it and its destination has room, and shakes hands where TLS is wanted.

#include "net/probe/probe_run.hpp"
#include "net/stream.hpp"
#include "net/tls_client.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <string>
#include <vector>

namespace chancery::net {

struct Goal {
    std::string host; ///< A name, or an address.
    unsigned short port = 0;
    std::optional<TlsWish> tls = std::nullopt;
};

class Visit : public ProbeRun {
public:
    Visit(const ProbeTools& tools, Errand errand, Done done);

protected:
    /// Leaves the host visited before.
    void go(Goal goal);

    virtual void connected() = 0;
    /// What was waited for after connecting: "the response to ...".
    virtual std::string awaited() const = 0;

    Answer overdue() override;
    void close() override;

    /// "192.0.2.7 (www.example.org), port 80".
    std::string where() const;

    std::string address_text() const;

    Stream& stream() { return *stream_; }

    /// Calls the member function again when the socket is ready.
    template <class Self>
    void wait(IoStatus status, void (Self::*again)()) {
        wait_for(status, [this, again] { (static_cast<Self*>(this)->*again)(); });
    }

private:
    enum class Stage { address, connect, handshake, exchange };

    void look_up();
    void looked_up();
    void use(std::variant<std::vector<Bytes>, NoAnswer> chosen);
    void try_next();
    void connect();
    void limit_attempt();
    void connect_ended(const boost::system::error_code& code);
    void connect_failed(const std::string& why);
    void handshake();
    void wait_for(IoStatus status, std::function<void()> again);

    Goal goal_;
    Stage stage_ = Stage::address;
    std::optional<RecordSet> ipv6_;
    std::optional<RecordSet> ipv4_;
    std::vector<Bytes> addresses_; ///< Still to be tried, the next at the end.
    Bytes address_;
    std::string failed_before_; ///< About the address that was tried before.
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer attempt_timer_;
    bool attempt_timed_out_ = false;
    std::optional<Stream> stream_;
};

} // namespace chancery::net
