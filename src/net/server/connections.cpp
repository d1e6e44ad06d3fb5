// SPDX-License-Identifier: Apache-2.0
#include "net/server/connections.hpp"

#include <algorithm>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace chancery::net {

namespace {

std::int64_t to_milliseconds(Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Of a state, the lowest bits are its phase.
constexpr int phase_bits = 4;
constexpr std::int64_t phase_mask = (1 << phase_bits) - 1;

} // namespace

void Watched::enter(Phase phase, Clock::time_point deadline) {
    state_.store(to_milliseconds(deadline) << phase_bits | static_cast<std::int64_t>(phase));
}

Phase Watched::phase() const {
    return static_cast<Phase>(state_.load() & phase_mask);
}

bool Watched::is_idle() const {
    return phase() == Phase::idle && waits_for_its_peer();
}

bool Watched::waits_for_its_peer() const {
    const auto event = awaits_.load();
    if (event == Await::nothing) return false;
    // What has happened already waits for a thread of ours. Of input so much counts as wakes one
    // (SO_RCVLOWAT).
    const short wanted = event == Await::input ? POLLIN : POLLOUT;
    pollfd descriptor{.fd = descriptor_, .events = wanted, .revents = 0};
    return ::poll(&descriptor, 1, 0) == 0;
}

bool Watched::is_before_its_request() const {
    const auto now = phase();
    return now == Phase::hello || now == Phase::handshake || now == Phase::idle ||
           now == Phase::head || now == Phase::body;
}

void Watched::sweep(Clock::time_point now, bool stopping) {
    const auto state = state_.load();
    const auto is_late = state >> phase_bits < to_milliseconds(now);
    switch (static_cast<Phase>(state & phase_mask)) {
    case Phase::handler: return;
    case Phase::idle:
        if (!is_late && !stopping) return;
        // What has arrived already can still be read and answered.
        expired_ = true;
        ::shutdown(descriptor_, SHUT_RD);
        return;
    case Phase::head:
    case Phase::body:
        if (!is_late) return;
        // The other direction stays open for the 408.
        expired_ = true;
        ::shutdown(descriptor_, SHUT_RD);
        return;
    case Phase::hello:
    case Phase::handshake:
    case Phase::linger:
        if (is_late || stopping) close();
        return;
    case Phase::write:
        if (is_late) close();
        return;
    case Phase::events:
        if (is_late || stopping) wake();
        return;
    }
}

void Watched::close() {
    expired_ = true;
    ::shutdown(descriptor_, SHUT_RDWR);
}

std::chrono::milliseconds time_to_take(std::size_t bytes, const Limits& limits) {
    constexpr std::size_t slowest_bytes_per_second = 16 * 1024;
    return limits.body_time +
           std::chrono::seconds(static_cast<std::int64_t>(bytes / slowest_bytes_per_second));
}

bool LargeBody::take(std::atomic<int>& taken) {
    if (taken_) return true;
    if (taken.fetch_add(1) >= most) {
        taken.fetch_sub(1);
        return false;
    }
    taken_ = &taken;
    return true;
}

void LargeBody::release() {
    if (auto* taken = std::exchange(taken_, nullptr)) taken->fetch_sub(1);
}

void Connections::add(Watched& connection, const std::string& owner) {
    const std::lock_guard lock(mutex_);
    open_.insert(&connection);
    if (!owner.empty()) owners_.put(connection, owner);
}

void Connections::give_to(Watched& connection, const std::string& owner) {
    const std::lock_guard lock(mutex_);
    if (!closing_.contains(&connection)) owners_.put(connection, owner);
}

void Connections::remove(Watched& connection) {
    const std::lock_guard lock(mutex_);
    open_.erase(&connection);
    closing_.erase(&connection);
    owners_.remove(connection);
    if (open_.empty()) none_left_.notify_all();
}

Connections::Count Connections::count() const {
    const std::lock_guard lock(mutex_);
    return {.serving = open_.size() - closing_.size(), .closing = closing_.size()};
}

bool Connections::make_room(const std::string& newcomer) {
    const std::lock_guard lock(mutex_);
    auto* connection = owners_.find_to_give_way(newcomer);
    if (!connection) return false;
    owners_.remove(*connection);
    closing_.insert(connection);
    connection->close();
    return true;
}

void Connections::sweep(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    for (auto* connection : open_)
        connection->sweep(now, stopping_);
}

bool Connections::wait_until_none(std::chrono::milliseconds patience) {
    // Repeated, because a connection may become idle in the moment of the first sweep.
    constexpr std::chrono::milliseconds step{20};
    const auto end = Clock::now() + patience;
    for (;;) {
        const auto now = Clock::now();
        sweep(now);
        std::unique_lock lock(mutex_);
        if (none_left_.wait_until(lock, std::min(now + step, end), [&] { return open_.empty(); }))
            return true;
        if (now >= end) return false;
    }
}

void Connections::close_all() {
    const std::lock_guard lock(mutex_);
    for (auto* connection : open_)
        connection->close();
}

ServerMetrics::ServerMetrics(Metrics& metrics, const std::string& server) {
    const Metrics::Labels labels{{"server", server}};
    accepted = metrics.counter(
        "chancery_http_connections_accepted_total", "Connections that were accepted.", labels
    );
    refused = metrics.counter(
        "chancery_http_connections_refused_total",
        "Connections beyond the limit, which got a 503 or nothing.",
        labels
    );
    gave_way = metrics.counter(
        "chancery_http_connections_gave_way_total",
        "Connections closed for another address's, of the address with the most.",
        labels
    );
    open = metrics.gauge("chancery_http_connections_open", "Connections now open.", labels);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto status_class = std::to_string(i + 1) + "xx";
        answers[i] = metrics.counter(
            "chancery_http_requests_total",
            "Requests by the class of their answer's status.",
            {{"server", server}, {"status", status_class}}
        );
    }
    duration = metrics.histogram(
        "chancery_http_request_duration_seconds",
        "Time from the end of a request to its answer.",
        labels
    );
}

void ServerMetrics::answered(int status, std::chrono::nanoseconds time) {
    const auto status_class = std::clamp(status / 100, 1, 5);
    answers[static_cast<std::size_t>(status_class - 1)].add();
    duration.observe(time);
}

} // namespace chancery::net
