// SPDX-License-Identifier: Apache-2.0
#include "bench/phase.hpp"

#include "base/error.hpp"

#include <chrono>
#include <ctime>
#include <deque>
#include <optional>
#include <random>
#include <sys/epoll.h>
#include <unistd.h>

namespace chancery::bench {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// When issuances arrive: at once while there are any, or a Poisson process.
class Arrivals {
public:
    Arrivals(const Plan& plan, Clock::time_point start)
        : left_(plan.issuances),
          next_(start),
          gap_(plan.rate.value_or(1)),
          is_paced_(plan.rate.has_value()) {}

    bool exhausted() const noexcept { return left_ == 0; }

    Clock::time_point next() const noexcept { return next_; }

    bool is_due(Clock::time_point now) const noexcept {
        return left_ > 0 && (!is_paced_ || next_ <= now);
    }

    /// When the one that is taken arrived; none for one that had no time of its own.
    std::optional<Clock::time_point> take() {
        --left_;
        if (!is_paced_) return std::nullopt;
        const auto arrived = next_;
        next_ += std::chrono::duration_cast<Clock::duration>(Seconds(gap_(random_)));
        return arrived;
    }

private:
    std::size_t left_;
    Clock::time_point next_;
    std::mt19937_64 random_{1}; // The same arrivals in each run.
    std::exponential_distribution<double> gap_;
    bool is_paced_;
};

class Loop {
public:
    Loop(std::vector<Seat>& seats, const Plan& plan)
        : seats_(seats),
          plan_(plan),
          arrivals_(plan, Clock::now()),
          sent_(seats.size()),
          epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        for (std::size_t i = 0; i < seats.size(); ++i) {
            epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, seats[i].connection.descriptor(), &event);
            idle_.push_back(i);
        }
    }

    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    ~Loop() { ::close(epoll_); }

    Figures run() {
        const auto start = Clock::now();
        const double cpu_at_start = cpu_seconds();
        while (complete_ < plan_.issuances) {
            begin_due();
            send_due();
            poll();
        }
        figures_.cpu_seconds = cpu_seconds() - cpu_at_start;
        figures_.seconds = Seconds(Clock::now() - start).count();
        return std::move(figures_);
    }

private:
    void begin_due() {
        while (!idle_.empty() && arrivals_.is_due(Clock::now())) {
            const auto seat = idle_.front();
            idle_.pop_front();
            send(seat, arrivals_.take());
        }
    }

    /// Those that have waited for their validation long enough.
    void send_due() {
        const auto now = Clock::now();
        while (!waiting_.empty() && waiting_.front().second <= now) {
            const auto seat = waiting_.front().first;
            waiting_.pop_front();
            send(seat);
        }
    }

    void send(std::size_t seat, std::optional<Clock::time_point> arrived = {}) {
        const auto request = seats_[seat].client.request();
        sent_[seat] = arrived.value_or(Clock::now());
        seats_[seat].connection.send(request);
    }

    /// Polls instead of sleeping: on loopback, waking a sleeper is charged to the one who sends,
    /// and no server pays for waking the clients of a network.
    void poll() {
        std::array<epoll_event, 64> events{};
        const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
        if (ready == 0 && idle_.size() < seats_.size() && Clock::now() > last_answer_ + patience_)
            throw Error(Fault::connection, "the server has not answered for a minute");
        for (int i = 0; i < ready; ++i)
            read(events[static_cast<std::size_t>(i)].data.u64);
    }

    void read(std::size_t seat) {
        auto& [client, connection] = seats_[seat];
        const auto answer = connection.receive();
        if (!answer) return;
        last_answer_ = Clock::now();
        const auto step = static_cast<std::size_t>(client.step());
        figures_.latencies.at(step).push_back(
            std::chrono::duration<float, std::micro>(last_answer_ - sent_[seat]).count()
        );
        if (client.take(*answer)) {
            ++complete_;
            idle_.push_back(seat);
            return;
        }
        if (client.should_wait())
            waiting_.emplace_back(seat, last_answer_ + validation_pause_);
        else
            send(seat);
    }

    static constexpr auto validation_pause_ = std::chrono::milliseconds(20);

    static constexpr auto patience_ = std::chrono::seconds(60);

    std::vector<Seat>& seats_;
    const Plan& plan_;
    Arrivals arrivals_;
    std::vector<Clock::time_point> sent_; ///< By seat: the request under way.
    std::deque<std::size_t> idle_;
    std::deque<std::pair<std::size_t, Clock::time_point>> waiting_; ///< And until when.
    std::size_t complete_ = 0;
    Clock::time_point last_answer_ = Clock::now();
    Figures figures_;
    int epoll_;
};

} // namespace

Figures run(std::vector<Seat>& seats, const Plan& plan) {
    return Loop(seats, plan).run();
}

} // namespace chancery::bench
