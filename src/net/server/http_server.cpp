// SPDX-License-Identifier: Apache-2.0
#include "net/server/http_server.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/network.hpp"
#include "net/server/connection.hpp"
#include "net/server/listener.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <csignal>
#include <future>
#include <list>
#include <malloc.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace chancery::net {

namespace {

namespace asio = boost::asio;
using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;

constexpr std::size_t politely_refused = 256;
/// How many connections that gave way may be open still: beyond, newcomers wait in their sockets.
constexpr std::size_t giving_way = 256;

/// One listening socket. Belongs to the front thread once the server runs.
struct Listener {
    Listener(asio::io_context& context, int descriptor, Front its_front)
        : socket(context.get_executor(), descriptor),
          pause(context),
          front(std::move(its_front)) {
        socket.non_blocking(true);
    }

    Descriptor socket;
    asio::steady_timer pause;
    Front front;
    std::string local_path = {};
};

/// Threads get no signals: main waits for those.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before_);
    }

    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

/// Raises the limit of open files. Returns how many connections fit under it: the database needs
/// descriptors too, when it is busiest.
std::size_t make_room(std::size_t connections) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
    constexpr std::size_t for_the_rest = 256;
    const auto needed = connections + politely_refused + giving_way + for_the_rest;
    if (limit.rlim_cur >= needed) return connections;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, needed);
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= needed) return connections;
    const auto fitting = connections - std::min(connections - 1, needed - limit.rlim_cur);
    log::warning(
        "accepting fewer connections than the configuration allows: raise LimitNOFILE",
        {{"limit", static_cast<std::int64_t>(limit.rlim_cur)},
         {"needed", static_cast<std::int64_t>(needed)},
         {"connections", static_cast<std::int64_t>(fitting)}}
    );
    return fitting;
}

} // namespace

struct HttpServer::Impl {
    Impl(Limits its_limits, Metrics& registry)
        : limits(std::move(its_limits)),
          metrics(registry, limits.name) {}

    unsigned short listen(int descriptor, std::shared_ptr<TlsServer> tls, Service service);

    void accept_when_ready(Listener& listener);
    void accept_all(Listener& listener);
    void accept_after(Listener& listener, std::chrono::milliseconds pause);
    bool has_room_to_accept(const Listener& listener) const;
    void welcome(Listener& listener, Accepted accepted);
    void sweep_when_due();
    void give_back_memory(std::size_t open);
    void close_listeners();

    Limits limits;
    ServerMetrics metrics;
    Connections connections;
    /// Accepts, sweeps, and refuses politely: goes on while all workers are in handlers.
    asio::io_context front;
    asio::io_context work;
    asio::steady_timer sweep_timer{front};
    std::size_t most_open = 0; ///< Since memory was given back.
    std::list<Listener> listeners;
    asio::executor_work_guard<asio::io_context::executor_type> work_guard{work.get_executor()};
    std::vector<std::thread> threads;
    bool stopped = false;
};

unsigned short
HttpServer::Impl::listen(int descriptor, std::shared_ptr<TlsServer> tls, Service service) {
    listeners.emplace_back(
        front, descriptor, Front{std::move(tls), std::move(service), limits, connections, metrics}
    );
    return port_of(descriptor);
}

void HttpServer::Impl::accept_when_ready(Listener& listener) {
    listener.socket.async_wait(Descriptor::wait_read, [&](const boost::system::error_code& code) {
        if (!code) accept_all(listener);
    });
}

void HttpServer::Impl::accept_all(Listener& listener) {
    // Bounded, so that the sweep has its turn.
    for (int i = 0; i < 64; ++i) {
        if (!has_room_to_accept(listener))
            return accept_after(listener, std::chrono::milliseconds(5));
        auto accepted = accept_from(listener.socket.native_handle());
        if (accepted.try_later) {
            log::warning("cannot accept connections: out of descriptors or memory");
            return accept_after(listener, std::chrono::milliseconds(200));
        }
        if (accepted.descriptor < 0) break;
        try {
            welcome(listener, std::move(accepted));
        } catch (const std::exception& error) {
            log::error("a connection could not be served", {{"error", error.what()}});
        }
    }
    accept_when_ready(listener);
}

void HttpServer::Impl::accept_after(Listener& listener, std::chrono::milliseconds pause) {
    listener.pause.expires_after(pause);
    listener.pause.async_wait([&](const boost::system::error_code& code) {
        if (!code) accept_when_ready(listener);
    });
}

/// A connection that gave way is open until a worker has met its end. One that comes in its place
/// waits for that, rather than being closed because of it.
bool HttpServer::Impl::has_room_to_accept(const Listener& listener) const {
    return !listener.local_path.empty() || connections.count().closing < giving_way;
}

void HttpServer::Impl::welcome(Listener& listener, Accepted accepted) {
    const bool is_local = !listener.local_path.empty();
    const auto owner = is_local ? std::string() : counted_as(accepted.peer.address);
    // The administrator's socket is open to its owner alone: a flood elsewhere must not close it.
    const auto most = limits.connections + (is_local ? 2 * politely_refused : 0);
    const auto open = connections.count().serving;
    auto serve = open < most;
    if (!serve && !is_local && connections.make_room(owner)) {
        metrics.gave_way.add();
        serve = true;
    }
    if (!serve) metrics.refused.add();
    if (!serve && open >= most + politely_refused) {
        ::close(accepted.descriptor);
        return;
    }
    metrics.accepted.add();
    std::make_shared<Connection>(
        serve ? work : front,
        accepted.descriptor,
        std::move(accepted.peer),
        listener.front,
        serve ? Connection::Welcome::serve : Connection::Welcome::refuse
    )
        ->start();
}

void HttpServer::Impl::sweep_when_due() {
    const auto shortest =
        std::min({limits.head_time, limits.body_time, limits.idle_time, limits.heartbeat_time});
    sweep_timer.expires_after(
        std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(1000))
    );
    sweep_timer.async_wait([this](const boost::system::error_code& code) {
        if (code) return;
        connections.sweep(Clock::now());
        const auto open = connections.count().serving;
        metrics.open.set(static_cast<double>(open));
        give_back_memory(open);
        sweep_when_due();
    });
}

/// When half of the connections have gone, and not only a few, the allocator gives back what they
/// held: it keeps it by itself, in the arena of each thread.
void HttpServer::Impl::give_back_memory(std::size_t open) {
    constexpr std::size_t few = 64;
    most_open = std::max(most_open, open);
    if (most_open - open < few || open > most_open / 2) return;
    malloc_trim(0);
    most_open = open;
}

void HttpServer::Impl::close_listeners() {
    for (auto& listener : listeners) {
        listener.pause.cancel();
        boost::system::error_code ignored;
        listener.socket.close(ignored);
        if (!listener.local_path.empty()) ::unlink(listener.local_path.c_str());
    }
}

HttpServer::HttpServer(Limits limits, Metrics& metrics)
    : impl_(std::make_unique<Impl>(std::move(limits), metrics)) {}

HttpServer::~HttpServer() {
    stop(std::chrono::milliseconds(0));
}

unsigned short HttpServer::listen_tls(
    const ListenAddress& endpoint, std::shared_ptr<TlsServer> tls, Service service
) {
    ensure(tls != nullptr, "a TLS listener has a certificate");
    return impl_->listen(listen_on_tcp(endpoint), std::move(tls), std::move(service));
}

unsigned short HttpServer::listen_plain(const ListenAddress& endpoint, Service service) {
    return impl_->listen(listen_on_tcp(endpoint), nullptr, std::move(service));
}

void HttpServer::listen_local(const std::string& path, Service service) {
    impl_->listen(listen_on_local(path), nullptr, std::move(service));
    impl_->listeners.back().local_path = path;
}

void HttpServer::start() {
    auto& impl = *impl_;
    ensure(impl.threads.empty() && !impl.stopped, "a server is started once");
    impl.limits.connections = make_room(impl.limits.connections);
    // OpenSSL writes with write(2): a peer that has gone must be an error, not the end.
    std::signal(SIGPIPE, SIG_IGN);
    for (auto& listener : impl.listeners)
        impl.accept_when_ready(listener);
    impl.sweep_when_due();
    const SignalsBlocked blocked;
    impl.threads.emplace_back([&impl] { impl.front.run(); });
    for (unsigned i = 0; i < std::max(1U, impl.limits.threads); ++i)
        impl.threads.emplace_back([&impl] { impl.work.run(); });
}

void HttpServer::stop(std::chrono::milliseconds patience) {
    auto& impl = *impl_;
    if (std::exchange(impl.stopped, true)) return;
    if (impl.threads.empty()) return impl.close_listeners();
    std::promise<void> closed;
    asio::post(impl.front, [&] {
        impl.close_listeners();
        closed.set_value();
    });
    closed.get_future().wait();
    impl.connections.begin_stop();
    if (!impl.connections.wait_until_none(patience)) {
        if (patience > std::chrono::milliseconds(0))
            log::warning("connections were closed before their requests ended");
        // Again and again: a handler that still runs may leave an answer behind.
        do
            impl.connections.close_all();
        while (!impl.connections.wait_until_none(std::chrono::milliseconds(50)));
    }
    asio::post(impl.front, [&] { impl.sweep_timer.cancel(); });
    impl.work_guard.reset();
    for (auto& thread : impl.threads)
        thread.join();
}

} // namespace chancery::net
