// SPDX-License-Identifier: Apache-2.0
#include "net/probe/visit.hpp"

#include "base/address.hpp"
#include "base/error.hpp"
#include "net/probe/destinations.hpp"
#include "net/probe/dial.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::net {

namespace {

using Code = boost::system::error_code;

/// "192.0.2.7 (www.example.org), port 80 " and then this.
std::string why_not_connected(const Code& code) {
    namespace error = boost::asio::error;
    if (code == error::connection_refused)
        return "refused the connection: is the server running, and does it listen on this port "
               "and address?";
    if (code == error::host_unreachable || code == error::network_unreachable)
        return "cannot be reached: there is no route to this address";
    if (code == error::timed_out)
        return "did not answer when connecting: often a firewall drops connections from outside";
    if (code == error::access_denied) return "is not connected to: the rules of this CA deny it";
    if (code == error::no_descriptors || code == error::no_buffer_space)
        return "was not contacted because this CA is out of sockets: try again later";
    return "could not be connected to: " + code.message();
}

} // namespace

Visit::Visit(const ProbeTools& tools, Errand errand, Done done)
    : ProbeRun(tools, std::move(errand), std::move(done)),
      socket_(tools.io),
      attempt_timer_(tools.io) {}

std::string Visit::address_text() const {
    return to_address_text(address_);
}

std::string Visit::where() const {
    const auto address = address_text();
    const auto name = goal_.host == address ? std::string() : " (" + goal_.host + ")";
    return fmt::format("{}{}, port {}", address, name, goal_.port);
}

void Visit::close() {
    Code ignored;
    attempt_timer_.cancel();
    stream_.reset();
    socket_.close(ignored);
}

void Visit::go(Goal goal) {
    close();
    goal_ = std::move(goal);
    stage_ = Stage::address;
    failed_before_.clear();
    if (const auto address = parse_address(goal_.host))
        use(choose_address(errand_.destinations, *address));
    else
        look_up();
}

/// RFC 8555 §8.3 leaves the order open; as others do, IPv6 is preferred.
void Visit::look_up() {
    ipv6_.reset();
    ipv4_.reset();
    const auto ask = [this](Question question, std::optional<RecordSet> Visit::*found) {
        const auto self = std::static_pointer_cast<Visit>(shared_from_this());
        tools_.resolver.look_up(goal_.host, question, [self, found](RecordSet set) {
            (*self).*found = std::move(set);
            self->looked_up();
        });
    };
    ask(Question::aaaa, &Visit::ipv6_);
    ask(Question::a, &Visit::ipv4_);
}

void Visit::looked_up() {
    if (is_finished() || !ipv6_ || !ipv4_) return;
    use(choose_addresses(errand_.destinations, *ipv6_, *ipv4_));
}

void Visit::use(std::variant<std::vector<Bytes>, NoAnswer> chosen) {
    if (auto* none = std::get_if<NoAnswer>(&chosen)) return finish(std::move(*none));
    addresses_ = std::move(std::get<std::vector<Bytes>>(chosen));
    std::ranges::reverse(addresses_);
    try_next();
}

void Visit::try_next() {
    address_ = std::move(addresses_.back());
    addresses_.pop_back();
    stage_ = Stage::connect;
    enter(destination_of(address_, goal_.port), [this] { connect(); });
}

void Visit::connect() {
    limit_attempt();
    const auto self = std::static_pointer_cast<Visit>(shared_from_this());
    dial(socket_, errand_.destinations, address_, goal_.port, [self](const Code& result) {
        if (!self->is_finished()) self->connect_ended(result);
    });
}

/// An address that does not answer leaves half of the time for the next.
void Visit::limit_attempt() {
    attempt_timed_out_ = false;
    if (addresses_.empty()) return;
    attempt_timer_.expires_after(time_left() / 2);
    const auto self = std::static_pointer_cast<Visit>(shared_from_this());
    attempt_timer_.async_wait([self, address = address_](const Code& code) {
        const auto is_over = self->stage_ != Stage::connect || self->address_ != address;
        if (code || self->is_finished() || is_over) return;
        Code ignored;
        self->attempt_timed_out_ = true;
        self->socket_.close(ignored);
    });
}

void Visit::connect_ended(const Code& code) {
    attempt_timer_.cancel();
    if (attempt_timed_out_)
        return connect_failed(where() + " " + why_not_connected(boost::asio::error::timed_out));
    if (code) return connect_failed(where() + " " + why_not_connected(code));
    stage_ = goal_.tls ? Stage::handshake : Stage::exchange;
    if (!goal_.tls) {
        stream_.emplace(socket_.native_handle(), std::shared_ptr<void>());
        return connected();
    }
    stream_.emplace(tools_.tls.open(socket_.native_handle(), *goal_.tls));
    handshake();
}

void Visit::connect_failed(const std::string& why) {
    close();
    if (!addresses_.empty()) {
        failed_before_ = why;
        return try_next();
    }
    if (failed_before_.empty()) return fail(Fault::connection, why);
    fail(Fault::connection, fmt::format("{} (and before that, {})", why, failed_before_));
}

void Visit::handshake() {
    const auto io = stream_->handshake();
    switch (io.status) {
    case IoStatus::done: stage_ = Stage::exchange; return connected();
    case IoStatus::want_read:
    case IoStatus::want_write: return wait(io.status, &Visit::handshake);
    case IoStatus::closed: break;
    }
    fail(
        Fault::tls,
        fmt::format("TLS with {} failed: {}", where(), why_handshake_failed(stream_->beginning()))
    );
}

void Visit::wait_for(IoStatus status, std::function<void()> again) {
    const auto event = status == IoStatus::want_write ? socket_.wait_write : socket_.wait_read;
    socket_.async_wait(
        event,
        [self = shared_from_this(), this, again = std::move(again)](const Code& code) {
            if (!code && !is_finished()) again();
        }
    );
}

Answer Visit::overdue() {
    switch (stage_) {
    case Stage::address:
        return NoAnswer{
            Fault::dns,
            fmt::format(
                "the address of {} could not be looked up within {}: its DNS servers do not answer",
                goal_.host,
                time_text()
            )};
    case Stage::connect: {
        auto why = where() + " " + why_not_connected(boost::asio::error::timed_out);
        if (!failed_before_.empty()) why += " (and before that, " + failed_before_ + ")";
        return NoAnswer{Fault::connection, std::move(why)};
    }
    case Stage::handshake:
        return NoAnswer{
            Fault::tls,
            fmt::format(
                "TLS with {} was not agreed on within {}: the connection was accepted, and then "
                "the response is too short for a TLS server; is this the right port?",
                where(),
                time_text()
            )};
    case Stage::exchange: break;
    }
    return NoAnswer{
        Fault::connection,
        fmt::format(
            "{} accepted the connection but did not send {} within {}",
            where(),
            awaited(),
            time_text()
        )};
}

} // namespace chancery::net
