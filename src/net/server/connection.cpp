// SPDX-License-Identifier: Apache-2.0
#include "net/server/connection.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/network.hpp"
#include "net/server/answer.hpp"
#include "net/server/forwarded.hpp"

#include <boost/asio/post.hpp>

#include <array>
#include <cstring>
#include <unistd.h>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;

/// How long, and for how much, a client that still sends is listened to after the last answer. A
/// socket that is closed with unread bytes is reset, and the client would not see the answer.
constexpr auto linger_time = 2s;
constexpr std::size_t linger_bytes = 1024 * 1024;

/// Of the thread, so that a connection that waits holds no buffer.
std::span<char> scratch() {
    thread_local std::array<char, std::size_t{16} * 1024> buffer;
    return buffer;
}

const Refusal too_many_connections{
    503, "the server has too many connections: try again in a moment", 5s};
const Refusal too_many_large_requests{
    503, "too many large requests are in progress: try again in a moment", 1s};

/// What a service makes of a request; what it throws is not its caller's to see.
template <class Call>
Response answer_of(const Request& request, Call call) {
    try {
        return call();
    } catch (const std::exception& error) {
        log::error(
            "a request failed",
            {{"method", request.method}, {"target", request.target}, {"error", error.what()}}
        );
    } catch (...) {
        log::error("a request failed with something that is not an exception");
    }
    return problem(
        500, "the server could not handle this request because of an internal error; see its log"
    );
}

Time clock_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

/// Closes it when the event loop cannot take it.
Connection::Socket Connection::adopt(boost::asio::io_context& context, int descriptor) {
    try {
        return Socket(context.get_executor(), descriptor);
    } catch (...) {
        ::close(descriptor);
        throw;
    }
}

Connection::Connection(
    boost::asio::io_context& context, int descriptor, Peer peer, Front& front, Welcome welcome
)
    : Watched(descriptor),
      socket_(adopt(context, descriptor)),
      front_(front),
      welcome_(welcome),
      peer_(std::move(peer)),
      is_proxy_(is_among(front.limits.trusted_proxies, peer_.address)),
      hello_({.proxy_header = is_proxy_, .tls = front.tls != nullptr}),
      stream_(descriptor, front.tls ? front.tls->context() : nullptr),
      parser_(front.limits.head_bytes, [this](Request& head) { return admit(head); }) {
    socket_.non_blocking(true);
    if (front.tls)
        enter(Phase::hello, Clock::now() + front.limits.head_time);
    else
        enter(
            hello_.expects_anything() ? Phase::hello : Phase::idle,
            Clock::now() + first_request_time()
        );
    // One that is only refused takes nobody's place.
    if (welcome == Welcome::serve) owner_ = counted_as(peer_.address);
    front.connections.add(*this, owner_);
}

Connection::~Connection() {
    // It did not come as far as its first event; nobody sends the others.
    if (events_) events_->abandon();
    // Before the descriptor is closed: the sweep must not meet its next owner.
    front_.connections.remove(*this);
}

std::chrono::milliseconds Connection::first_request_time() const {
    return welcome_ == Welcome::serve ? front_.limits.idle_time : front_.limits.head_time;
}

void Connection::start() {
    wait(Next::wait_read);
}

void Connection::wait(Next next) {
    const auto event = next == Next::wait_read ? socket_.wait_read : socket_.wait_write;
    await(next == Next::wait_read ? Await::input : Await::room);
    socket_.async_wait(event, [self = shared_from_this()](const boost::system::error_code& code) {
        if (!code) self->run();
    });
}

void Connection::run() {
    await(Await::nothing);
    try {
        auto next = step();
        while (next == Next::again)
            next = step();
        if (next == Next::wait_read || next == Next::wait_write) wait(next);
        if (next == Next::yield)
            boost::asio::post(socket_.get_executor(), [self = shared_from_this()] { self->run(); });
    } catch (const std::exception& error) {
        log::error("a connection was closed because of an error", {{"error", error.what()}});
    }
}

Connection::Next Connection::step() {
    switch (phase()) {
    case Phase::hello: return hello();
    case Phase::handshake: return handshake();
    case Phase::idle:
    case Phase::head:
    case Phase::body: return read();
    case Phase::handler: return produce();
    case Phase::write: return write();
    case Phase::events: break;
    case Phase::linger: return linger();
    }
    return Next::close;
}

Connection::Next Connection::hello() {
    const auto outcome = hello_.look(stream_, scratch());
    if (auto client = hello_.take_client()) speak_for(*std::move(client));
    switch (outcome) {
    case Hello::Progress::wait: return Next::wait_read;
    case Hello::Progress::closed: return Next::close;
    case Hello::Progress::done: return begin();
    case Hello::Progress::refused: break;
    }
    if (hello_.bad_header().empty()) return refuse({400, std::string(hello_.why())});
    log::warning(
        "a connection from a trusted proxy was closed: its PROXY header is malformed",
        {{"proxy", peer_.address}, {"reason", hello_.bad_header()}}
    );
    return Next::close;
}

Connection::Next Connection::begin() {
    if (front_.tls)
        enter(Phase::handshake, Clock::now() + front_.limits.head_time);
    else
        enter(Phase::idle, Clock::now() + first_request_time());
    return Next::again;
}

/// The proxy at the other end is as if it were this client, which may be a proxy too.
void Connection::speak_for(std::string client) {
    count_as(client);
    is_proxy_ = is_among(front_.limits.trusted_proxies, client);
    peer_.address = std::move(client);
}

void Connection::count_as(const std::string& client) {
    auto owner = counted_as(client);
    if (owner_.empty() || owner == owner_) return;
    owner_ = std::move(owner);
    front_.connections.give_to(*this, owner_);
}

Connection::Next Connection::handshake() {
    switch (stream_.handshake().status) {
    case IoStatus::want_read: return Next::wait_read;
    case IoStatus::want_write: return Next::wait_write;
    case IoStatus::closed: return Next::close;
    case IoStatus::done: break;
    }
    enter(Phase::idle, Clock::now() + first_request_time());
    return stream_.has_pending() ? Next::again : Next::wait_read;
}

Connection::Next Connection::read() {
    if (in_is_new_) {
        in_is_new_ = false;
        return parse(in_);
    }
    const auto io = stream_.read(scratch());
    if (io.status != IoStatus::done) return read_end(io);
    const std::string_view bytes(scratch().data(), io.bytes);
    if (in_.empty()) return parse(bytes);
    in_ += bytes;
    explicit_bzero(scratch().data(), bytes.size());
    return parse(in_);
}

Connection::Next Connection::read_end(const Io& io) {
    if (io.status == IoStatus::want_read) return Next::wait_read;
    if (io.status == IoStatus::want_write) return Next::wait_write;
    if (expired() && phase() == Phase::head)
        return refuse({408, "the head of the request did not arrive in time"});
    if (expired() && phase() == Phase::body)
        return refuse({408, "the body of the request did not arrive in time"});
    return Next::close;
}

/// `bytes` is in_, or what was read into the scratch buffer while in_ was empty. Neither keeps what
/// was consumed, which may hold a token.
Connection::Next Connection::parse(std::string_view bytes) {
    auto rest = bytes;
    const auto state = parser_.consume(rest);
    if (bytes.data() == in_.data()) {
        in_.erase(0, bytes.size() - rest.size());
        explicit_bzero(in_.data() + in_.size(), in_.capacity() - in_.size());
    } else {
        in_ = rest;
        explicit_bzero(scratch().data(), bytes.size());
    }
    switch (state) {
    case RequestParser::State::head:
    case RequestParser::State::body: return go_on_reading(state);
    case RequestParser::State::complete: return handle();
    case RequestParser::State::refused: return refuse(parser_.refusal());
    }
    return Next::close;
}

Connection::Next Connection::go_on_reading(RequestParser::State state) {
    if (state == RequestParser::State::head) {
        if (!parser_.has_begun()) return Next::again;
        if (phase() == Phase::idle) enter(Phase::head, Clock::now() + front_.limits.head_time);
        return Next::again;
    }
    if (phase() == Phase::body) return Next::again;
    const bool is_large = parser_.longest_body() > front_.limits.body_bytes && !peer_.local_user;
    if (is_large && !large_body_.take(front_.connections.large_bodies))
        return refuse(too_many_large_requests);
    enter(Phase::body, Clock::now() + front_.limits.body_time);
    constexpr std::string_view go_ahead = "HTTP/1.1 100 Continue\r\n\r\n";
    // So little fits into any socket, unless its peer never read what it was sent.
    if (parser_.expects_continue() && stream_.write(go_ahead).bytes != go_ahead.size())
        return Next::close;
    return Next::again;
}

/// Once the head is read: whose it is, and how long its body may be.
Admission Connection::admit(Request& head) {
    head.peer = peer_;
    head.at = clock_now();
    if (welcome_ == Welcome::refuse) return front_.limits.body_bytes;
    try {
        if (is_proxy_) head.peer.address = client_of(head.headers);
        return front_.service.admit ? front_.service.admit(head) : front_.limits.body_bytes;
    } catch (const Error& error) {
        if (error.fault() == Fault::malformed) return Refusal{400, error.what()};
        log::error("a request could not be admitted", {{"error", error.what()}});
    } catch (const std::exception& error) {
        log::error("a request could not be admitted", {{"error", error.what()}});
    }
    return Refusal{503, "the server cannot do this at the moment: try again later", 5s};
}

/// Whom the proxy at the other end asks for this time.
std::string Connection::client_of(const Headers& headers) {
    auto client = client_behind(peer_.address, headers, front_.limits.trusted_proxies);
    count_as(client);
    return client;
}

Connection::Next Connection::handle() {
    if (welcome_ == Welcome::refuse) return refuse(too_many_connections);
    const auto started = Clock::now();
    enter(Phase::handler, started);
    auto& request = parser_.request();
    request.at = clock_now();
    auto response = answer_of(request, [&] { return front_.service.handle(request); });
    front_.metrics.answered(response.status, Clock::now() - started);
    keep_alive_ = parser_.keep_alive() && !expired() && !front_.connections.stopping();
    return answer(std::move(response), request.method == "HEAD");
}

Connection::Next Connection::refuse(const Refusal& refusal) {
    auto& request = parser_.request();
    // Unless it is known already who asks.
    if (request.peer.address.empty()) request.peer = peer_;
    request.at = clock_now();
    const auto& refuse = front_.service.refuse;
    auto response = refuse ? answer_of(request, [&] { return refuse(request, refusal); })
                           : problem(refusal.status, refusal.detail);
    if (refusal.retry_after && response.header("Retry-After").empty())
        response.set("Retry-After", std::to_string(refusal.retry_after->count()));
    front_.metrics.answered(response.status, 0ns);
    keep_alive_ = false;
    return answer(std::move(response), request.method == "HEAD");
}

Connection::Next Connection::next_request() {
    enter(Phase::idle, Clock::now() + front_.limits.idle_time);
    if (in_.capacity() > 1024 && in_.empty()) in_ = {};
    in_is_new_ = !in_.empty();
    // Other connections first: a client may have sent many requests at once.
    return in_is_new_ || stream_.has_pending() ? Next::yield : Next::wait_read;
}

Connection::Next Connection::finish() {
    stream_.finish_writing();
    enter(Phase::linger, Clock::now() + linger_time);
    return Next::again;
}

Connection::Next Connection::linger() {
    for (;;) {
        const auto io = stream_.discard(scratch());
        if (io.status == IoStatus::want_read) return Next::wait_read;
        discarded_ += io.bytes;
        if (io.status != IoStatus::done || discarded_ > linger_bytes) return Next::close;
    }
}

} // namespace chancery::net
