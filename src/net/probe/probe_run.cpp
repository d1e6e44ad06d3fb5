// SPDX-License-Identifier: Apache-2.0
#include "net/probe/probe_run.hpp"

#include <fmt/format.h>

namespace chancery::net {

ProbeRun::ProbeRun(const ProbeTools& tools, Errand errand, Done done)
    : tools_(tools),
      errand_(std::move(errand)),
      done_(std::move(done)),
      timer_(tools.io) {}

void ProbeRun::start(Place place) {
    place_ = std::move(place);
    run_timer(tools_.limits.time);
    begin();
}

void ProbeRun::finish(Answer answer) {
    if (is_finished()) return;
    const auto done = std::exchange(done_, nullptr);
    timer_.cancel();
    close();
    place_.leave();
    done(std::move(answer));
}

void ProbeRun::run_timer(std::chrono::nanoseconds left) {
    timer_.expires_after(left);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& code) {
        const auto is_stale = now() < self->timer_.expiry();
        if (!code && !is_stale && !self->is_finished()) self->finish(self->overdue());
    });
}

void ProbeRun::enter(const std::string& destination, std::function<void()> granted) {
    const auto left = time_left();
    timer_.cancel();
    Place::enter(
        std::move(place_),
        destination,
        [self = shared_from_this(), left, granted = std::move(granted)](Place place) {
            if (self->is_finished()) return;
            self->place_ = std::move(place);
            self->run_timer(left);
            granted();
        }
    );
}

std::string ProbeRun::time_text() const {
    const auto time = tools_.limits.time;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    if (seconds != time) return fmt::format("{} milliseconds", time.count());
    return fmt::format("{} second{}", seconds.count(), seconds.count() == 1 ? "" : "s");
}

} // namespace chancery::net
