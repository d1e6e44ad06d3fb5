// SPDX-License-Identifier: Apache-2.0
#include "net/probe/prober.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "net/probe/probe_run.hpp"
#include "net/probe/prober_metrics.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <csignal>
#include <thread>

namespace chancery::net {

namespace {

ProberLimits require_usable(ProberLimits limits) {
    const auto usable = limits.time.count() > 0 && limits.body_bytes > 0 && limits.head_bytes > 0 &&
                        limits.redirects >= 0 && limits.running > 0 &&
                        limits.for_a_destination > 0 && limits.for_an_account > 0;
    if (!usable)
        throw Error(
            Fault::invalid,
            "the limits of probes (time, sizes, how many run at once) must be more than 0"
        );
    return limits;
}

} // namespace

struct Prober::Impl {
    Impl(const ResolverOptions& options, ProberLimits given, Metrics& all)
        : limits(require_usable(given)),
          metrics(all),
          scheduler(std::make_shared<Scheduler>(
              io,
              SchedulerLimits{
                  .running = limits.running,
                  .for_a_destination = limits.for_a_destination,
                  .for_an_account = limits.for_an_account,
                  .waiting = limits.waiting},
              [this](std::size_t running, std::size_t waiting) { metrics.set(running, waiting); }
          )),
          resolver(io, options),
          thread([this] { run(); }) {}

    ~Impl() {
        io.stop();
        thread.join();
        // Whatever still refers to a place gives it back to nobody.
        scheduler.reset();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void run();
    void take(Probe probe, Errand errand, ProbeRun::Done done);
    std::shared_ptr<ProbeRun> make_run(Probe probe, Errand errand, ProbeRun::Done done);

    // In this order: what probes use outlives them, and they live in the event loop and in those
    // below it.
    ProberLimits limits;
    ProberMetrics metrics;
    TlsClient tls;
    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
        io.get_executor()};
    std::shared_ptr<Scheduler> scheduler;
    Resolver resolver;
    std::thread thread;
};

void Prober::Impl::run() {
    for (;;) {
        try {
            io.run();
            return;
        } catch (const std::exception& error) {
            // Whose probe it was is answered when its time is up.
            log::error("a probe was left because of an error", {{"error", error.what()}});
        }
    }
}

std::shared_ptr<ProbeRun> Prober::Impl::make_run(Probe probe, Errand errand, ProbeRun::Done done) {
    const ProbeTools tools{io, resolver, limits, tls};
    if (auto* http = std::get_if<HttpProbe>(&probe))
        return make_http_run(tools, std::move(*http), std::move(errand), std::move(done));
    if (auto* handshake = std::get_if<TlsProbe>(&probe))
        return make_tls_run(tools, std::move(*handshake), std::move(errand), std::move(done));
    return make_dns_run(
        tools, std::move(std::get<DnsProbe>(probe)), std::move(errand), std::move(done)
    );
}

void Prober::Impl::take(Probe probe, Errand errand, ProbeRun::Done done) {
    const auto kind = probe.index();
    const auto account = errand.account;
    const auto run = make_run(
        std::move(probe),
        std::move(errand),
        [this, kind, done = std::move(done)](Answer answer) {
            metrics.finished(kind, answer);
            done(std::move(answer));
        }
    );
    if (!scheduler->enqueue(account, [run](Place place) { run->start(std::move(place)); }))
        run->finish(NoAnswer{
            Fault::unavailable, "this CA is busy: too many validations are queued; try again later"}
        );
}

Prober::Prober(ResolverOptions resolver, ProberLimits limits, Metrics& metrics)
    : impl_(std::make_unique<Impl>(resolver, limits, metrics)) {
    // OpenSSL writes to sockets that their other side may have closed.
    std::signal(SIGPIPE, SIG_IGN);
}

Prober::~Prober() = default;

void Prober::ask(Probe probe, Errand errand, std::function<void(Answer)> done) {
    boost::asio::post(
        impl_->io,
        [impl = impl_.get(),
         probe = std::move(probe),
         errand = std::move(errand),
         done = std::move(done)]() mutable {
            impl->take(std::move(probe), std::move(errand), std::move(done));
        }
    );
}

} // namespace chancery::net
