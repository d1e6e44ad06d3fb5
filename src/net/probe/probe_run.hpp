// SPDX-License-Identifier: Apache-2.0
#pragma once

// One probe under way: its time, its place among the others, and its one answer. How it asks is the
// matter of those that derive from it. Lives as long as something that it waits for.

#include "net/probe/prober.hpp"
#include "net/probe/resolver.hpp"
#include "net/probe/scheduler.hpp"
#include "net/tls_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace chancery::net {

/// What probes work with; outlives them.
struct ProbeTools {
    boost::asio::io_context& io;
    Resolver& resolver;
    const ProberLimits& limits;
    const TlsClient& tls;
};

class ProbeRun : public std::enable_shared_from_this<ProbeRun> {
public:
    using Done = std::function<void(Answer)>;

    ProbeRun(const ProbeTools& tools, Errand errand, Done done);
    virtual ~ProbeRun() = default;

    ProbeRun(const ProbeRun&) = delete;
    ProbeRun& operator=(const ProbeRun&) = delete;

    /// Its time begins.
    void start(Place place);

    /// The first answer is the answer.
    void finish(Answer answer);

protected:
    virtual void begin() = 0;
    /// The answer when time is up.
    virtual Answer overdue() = 0;

    /// Nothing is waited for any more.
    virtual void close() {}

    bool is_finished() const { return !done_; }

    void fail(Fault fault, std::string why) { finish(NoAnswer{fault, std::move(why)}); }

    /// "10 seconds".
    std::string time_text() const;

    std::chrono::nanoseconds time_left() const { return timer_.expiry() - now(); }

    /// Its time stands still until it may be at this destination; then `granted`.
    void enter(const std::string& destination, std::function<void()> granted);

    ProbeTools tools_;
    Errand errand_;

private:
    static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }

    void run_timer(std::chrono::nanoseconds left);

    Done done_;
    Place place_;
    boost::asio::steady_timer timer_;
};

std::shared_ptr<ProbeRun>
make_http_run(const ProbeTools& tools, HttpProbe probe, Errand errand, ProbeRun::Done done);
std::shared_ptr<ProbeRun>
make_tls_run(const ProbeTools& tools, TlsProbe probe, Errand errand, ProbeRun::Done done);
std::shared_ptr<ProbeRun>
make_dns_run(const ProbeTools& tools, DnsProbe probe, Errand errand, ProbeRun::Done done);

} // namespace chancery::net
