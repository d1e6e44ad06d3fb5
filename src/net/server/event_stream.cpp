// SPDX-License-Identifier: Apache-2.0
#include "net/server/event_stream.hpp"

#include <utility>

namespace chancery::net {

bool EventStream::send(Event event) {
    const std::lock_guard lock(mutex_);
    if (state_ != State::open) return false;
    if (event->empty()) return true;
    if (!waiting_.empty() && bytes_ + event->size() > most_bytes_) {
        state_ = State::broken;
        waiting_.clear();
        wake();
        return false;
    }
    bytes_ += event->size();
    waiting_.push_back(std::move(event));
    // Whoever takes events goes on until there are none.
    if (waiting_.size() == 1) wake();
    return true;
}

void EventStream::end() {
    const std::lock_guard lock(mutex_);
    if (state_ != State::open) return;
    state_ = State::ended;
    wake();
}

bool EventStream::is_open() const {
    const std::lock_guard lock(mutex_);
    return state_ == State::open;
}

std::size_t EventStream::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void EventStream::attach(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
}

EventStream::Next EventStream::take() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) return {.event = nullptr, .is_end = state_ != State::open};
    Next next{.event = std::move(waiting_.front())};
    waiting_.pop_front();
    bytes_ -= next.event->size();
    return next;
}

bool EventStream::is_broken() const {
    const std::lock_guard lock(mutex_);
    return state_ == State::broken;
}

void EventStream::abandon() {
    const std::lock_guard lock(mutex_);
    state_ = State::broken;
    waiting_.clear();
    wake_ = nullptr;
}

/// Under the mutex: after `abandon` nobody is in it, and what it uses may go with the server.
void EventStream::wake() const {
    if (wake_) wake_();
}

} // namespace chancery::net
