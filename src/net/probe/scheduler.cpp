// SPDX-License-Identifier: Apache-2.0
#include "net/probe/scheduler.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace chancery::net {

Place& Place::operator=(Place&& other) noexcept {
    if (this == &other) return *this;
    leave();
    scheduler_ = std::move(other.scheduler_);
    account_ = std::move(other.account_);
    destination_ = std::move(other.destination_);
    return *this;
}

void Place::leave() {
    if (const auto scheduler = scheduler_.lock()) scheduler->leave(*this);
    scheduler_.reset();
}

void Place::enter(Place place, const std::string& destination, std::function<void(Place)> granted) {
    if (const auto scheduler = place.scheduler_.lock())
        scheduler->enter(std::move(place), destination, std::move(granted));
}

Scheduler::Scheduler(boost::asio::io_context& io, SchedulerLimits limits, Watcher watcher)
    : io_(io),
      limits_(limits),
      watcher_(std::move(watcher)) {}

bool Scheduler::enqueue(const std::string& account, Granted granted) {
    if (waiting_ >= limits_.waiting) return false;
    queue_.push_back(account, {std::move(granted), {}});
    ++waiting_;
    changed();
    serve_soon();
    return true;
}

void Scheduler::enter(Place place, const std::string& destination, Granted granted) {
    if (place.destination_ == destination) return granted(std::move(place));
    if (!place.destination_.empty()) leave_destination(place.destination_);
    place.destination_.clear();
    auto& entered = destinations_[destination];
    if (entered.running < limits_.for_a_destination) {
        ++entered.running;
        place.destination_ = destination;
        return granted(std::move(place));
    }
    entered.waiting.push_back(place.account_, std::move(granted));
    ++waiting_;
    place.leave();
}

void Scheduler::leave(Place& place) {
    if (!place.destination_.empty()) leave_destination(place.destination_);
    leave_account(place.account_);
    --running_;
    changed();
    serve_soon();
}

/// Hands the room on to the next who waits for it, who still needs the right to run.
void Scheduler::leave_destination(const std::string& name) {
    const auto place = destinations_.find(name);
    auto next = place->second.waiting.pop([](const std::string&) { return true; });
    if (next) {
        queue_.push_front(next->first, {std::move(next->second), name});
        serve_soon();
    } else if (--place->second.running == 0) {
        destinations_.erase(place);
    }
}

void Scheduler::leave_account(const std::string& account) {
    const auto place = running_for_.find(account);
    if (--place->second == 0) running_for_.erase(place);
}

bool Scheduler::may_run(const std::string& account) const {
    const auto place = running_for_.find(account);
    return place == running_for_.end() || place->second < limits_.for_an_account;
}

void Scheduler::serve_soon() {
    if (will_serve_ || queue_.empty()) return;
    will_serve_ = true;
    boost::asio::post(io_, [self = weak_from_this()] {
        if (const auto scheduler = self.lock()) scheduler->serve();
    });
}

void Scheduler::serve() {
    will_serve_ = false;
    while (running_ < limits_.running) {
        auto next = queue_.pop([this](const std::string& account) { return may_run(account); });
        if (!next) return;
        ++running_;
        --waiting_;
        ++running_for_[next->first];
        changed();
        Place place;
        place.scheduler_ = weak_from_this();
        place.account_ = std::move(next->first);
        place.destination_ = std::move(next->second.destination);
        next->second.granted(std::move(place));
    }
}

} // namespace chancery::net
