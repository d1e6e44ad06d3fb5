// SPDX-License-Identifier: Apache-2.0
#pragma once

// The open connections of one server, and their deadlines: swept once a second, so that a request
// touches no timer.

#include "base/metrics.hpp"
#include "net/server/http_server.hpp"
#include "net/server/owners.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <unordered_set>

namespace chancery::net {

using Clock = std::chrono::steady_clock;

/// What a connection waits for.
enum class Phase : std::uint8_t {
    hello,
    handshake,
    idle,
    head,
    body,
    handler,
    write,
    events,
    linger
};

/// What has to happen in its socket before a thread works on a connection again.
enum class Await : std::uint8_t { nothing, input, room };

/// A connection as the sweep sees it: a socket, a phase and a deadline. One thread at a time works
/// on it; the sweep looks on and shuts its socket down, which wakes whoever waits for it. One that
/// sends events is told to look itself.
class Watched {
public:
    explicit Watched(int descriptor) : descriptor_(descriptor) {}

    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    void enter(Phase phase, Clock::time_point deadline);

    Phase phase() const;

    /// No thread works on it until this has happened; `nothing` once one does.
    void await(Await event) { awaits_.store(event); }

    /// Whether the sweep ended what it waited for.
    bool expired() const { return expired_.load(); }

    /// Waits for a request of which nothing is there.
    bool is_idle() const;

    /// Nothing happens until its peer sends or takes something. What has arrived beyond that, as
    /// more requests of somebody who takes no answer, changes nothing.
    bool waits_for_its_peer() const;

    /// Of its request nothing was done yet.
    bool is_before_its_request() const;

    void sweep(Clock::time_point now, bool stopping);
    void close();

protected:
    ~Watched() = default;

    /// In the phase `events`: its deadline has come, or the server stops.
    virtual void wake() = 0;

private:
    int descriptor_;
    std::atomic<bool> expired_ = false;
    std::atomic<Await> awaits_ = Await::nothing;
    /// Milliseconds and, in the lowest four bits, the phase: they change together.
    std::atomic<std::int64_t> state_ = 0;
};

/// How long the peer may take to read so much: whoever reads more slowly is cut off.
std::chrono::milliseconds time_to_take(std::size_t bytes, const Limits& limits);

/// A share of the memory for bodies over the usual limit, of which there are few.
class LargeBody {
public:
    static constexpr int most = 64;

    LargeBody() = default;
    LargeBody(const LargeBody&) = delete;
    LargeBody& operator=(const LargeBody&) = delete;

    ~LargeBody() { release(); }

    /// False when all are taken. `taken` outlives this.
    bool take(std::atomic<int>& taken);
    void release();

private:
    std::atomic<int>* taken_ = nullptr;
};

/// Shared by the server and its connections.
class Connections {
public:
    std::atomic<int> large_bodies = 0; ///< How many shares are taken.

    /// An empty owner: it never gives way.
    void add(Watched& connection, const std::string& owner);
    /// It turned out to be another's, unless it gave way in between.
    void give_to(Watched& connection, const std::string& owner);
    void remove(Watched& connection);

    struct Count {
        std::size_t serving;
        std::size_t closing; ///< Gave way, and is not closed yet.
    };

    Count count() const;

    /// Closes a connection in favour of one of this owner (see Owners). False where none can be.
    bool make_room(const std::string& newcomer);

    /// Ends what is past its deadline and, once stopping, what waits for a request.
    void sweep(Clock::time_point now);

    /// From now on no connection is kept for another request.
    void begin_stop() { stopping_ = true; }

    bool stopping() const { return stopping_.load(); }

    /// False when some were still there after `patience`.
    bool wait_until_none(std::chrono::milliseconds patience);
    void close_all();

private:
    mutable std::mutex mutex_;
    std::condition_variable none_left_;
    std::unordered_set<Watched*> open_;
    std::unordered_set<const Watched*> closing_; ///< Of those.
    Owners owners_;
    std::atomic<bool> stopping_ = false;
};

struct ServerMetrics {
    ServerMetrics(Metrics& metrics, const std::string& server);

    void answered(int status, std::chrono::nanoseconds duration);

    Counter accepted;
    Counter refused;
    Counter gave_way;
    Gauge open;
    std::array<Counter, 5> answers; ///< 1xx to 5xx.
    Histogram duration;
};

} // namespace chancery::net
