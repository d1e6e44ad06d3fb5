// SPDX-License-Identifier: Apache-2.0
#pragma once

// An answer that goes on while its reader listens: whoever has news sends it, from any thread, and
// nobody waits. What a reader does not take in time is bounded; then it is closed.

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace chancery::net {

/// As it is sent: "id: 7\ndata: {...}\n\n". Shared, since many readers get the same.
using Event = std::shared_ptr<const std::string>;

class EventStream {
public:
    /// Of events that wait for one reader. One longer event is kept where none waits.
    static constexpr std::size_t usual_most_bytes = 64 * 1024;

    explicit EventStream(std::size_t most_bytes = usual_most_bytes) : most_bytes_(most_bytes) {}

    /// False when its reader has gone or is too slow, and from then on: nothing is sent any more.
    bool send(Event event);

    /// What waits is sent, and the answer ends.
    void end();

    /// Whether an event may still reach the reader.
    bool is_open() const;

    /// How many events its reader has not been sent yet.
    std::size_t waiting() const;

    // For the connection that sends them.

    /// `wake` is called, from any thread, when there is something to do, and never after
    /// `abandon`. It must not call back.
    void attach(std::function<void()> wake);

    struct Next {
        Event event = nullptr; ///< Null where there is none.
        bool is_end = false;   ///< None will come.
    };

    /// The next event is taken out.
    Next take();

    /// Whether its reader was too slow, or has gone.
    bool is_broken() const;

    /// Its reader has gone. To be called before what `wake` uses does.
    void abandon();

private:
    enum class State { open, ended, broken };

    void wake() const;

    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    // Under the mutex:
    State state_ = State::open;
    std::deque<Event> waiting_;
    std::size_t bytes_ = 0;
    std::function<void()> wake_;
};

} // namespace chancery::net
