// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "main/background.hpp"
#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "main/identity.hpp"
#include "main/stop_signals.hpp"
#include "server/acme/acme_front.hpp"
#include "server/api/api.hpp"
#include "server/ca/public_material.hpp"
#include "server/front.hpp"
#include "server/limits_page.hpp"
#include "store/endpoints.hpp"
#include "store/issuers.hpp"
#include "store/organizations.hpp"
#include "workflow/crl.hpp"
#include "workflow/finalize.hpp"
#include "workflow/sweep.hpp"
#include "workflow/validator.hpp"

#include <atomic>
#include <chrono>
#include <systemd/sd-daemon.h>

namespace chancery::daemon {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 25s; ///< For requests in flight, at the end.
constexpr std::size_t api_body = 1024 * 1024;

/// Whether the database has answered lately. Asked of it in the background, so that who wants to
/// know waits for nothing.
class Readiness {
public:
    static constexpr auto asked_every = 5s;

    /// Throws unavailable.
    void ask(const store::Store& store) {
        store.read([](store::Reader& reader) { (void)store::find_endpoint(reader, ""); });
        answered_at_ = Clock::now().time_since_epoch().count();
    }

    bool is_ready() const {
        const Clock::time_point at{Clock::duration(answered_at_.load())};
        return Clock::now() - at < 3 * asked_every;
    }

private:
    using Clock = std::chrono::steady_clock;
    std::atomic<Clock::rep> answered_at_ = 0;
};

net::Response metrics_or_health(
    const Metrics& metrics, const std::function<bool()>& is_ready, const net::Request& request
) {
    if (request.path() == "/metrics")
        return {
            .status = 200,
            .content_type = "text/plain; version=0.0.4; charset=utf-8",
            .body = metrics.to_text(),
        };
    if (auto response = server::health(is_ready, request)) return *std::move(response);
    return {
        .status = 404,
        .content_type = "text/plain; charset=utf-8",
        .body = "here are /metrics, /healthz and /readyz\n",
    };
}

/// An office that is there: `init` alone makes one, so that a file system that was not mounted is
/// not taken for a new beginning.
store::Store open_office(const db::Location& location) {
    constexpr auto advice = "mount or restore it; `chanceryd init` makes a new office, in an empty "
                            "directory";
    if (!location.is_postgres() && !std::filesystem::exists(location.url))
        throw Error(
            Fault::unavailable, "the database " + location.url + " is not there; " + advice
        );
    auto store = store::open(location);
    const bool is_empty =
        store.read([](store::Reader& reader) { return store::list_organizations(reader).empty(); });
    if (is_empty)
        throw Error(Fault::unavailable, std::string("the database holds no office; ") + advice);
    return store;
}

/// The parts of a running server, in the order in which they need each other.
struct Parts {
    Config config;
    Metrics metrics;
    DataLock lock;
    crypto::Sealer sealer;
    store::Store store;
    issuance::Registry issuers;
    std::shared_ptr<net::TlsServer> tls;
    std::string root;
    Readiness readiness;
    workflow::Validator validator;
    Counter issued = workflow::issued_counter(metrics);

    explicit Parts(const Config& read)
        : config(read),
          lock(config.data),
          sealer(read_master_key(config.master_key)),
          store(open_office(config.store)),
          issuers(
              store.read([](store::Reader& reader) { return store::list_issuers(reader); }),
              sealer,
              config.public_http_url
          ),
          tls(open_identity(store, sealer, config)),
          root(read_file(config.data / "root.pem")),
          validator(
              store,
              issuers,
              {.public_url = config.public_url,
               .resolver = config.resolver,
               .limits = config.prober,
               .clock = clock_now},
              metrics
          ) {}
};

std::vector<Background::Task> tasks(Parts& parts) {
    return {
        {"readiness", Readiness::asked_every, [&] { parts.readiness.ask(parts.store); }},
        {"sweep",
         5s,
         [&] {
             const auto ask_caa = [&](OrderId order) { parts.validator.ask_caa(order); };
             parts.issued.add(
                 workflow::sweep(parts.store, parts.issuers, ask_caa, clock_now()).issued
             );
         }},
        {"challenges", 2s, [&] { parts.validator.sweep(clock_now()); }},
        {"revocation lists",
         2s,
         [&] { workflow::publish_crls(parts.store, parts.issuers, clock_now()); }},
        {"drop ended orders", 60s, [&] { workflow::drop_ended(parts.store, clock_now()); }},
        {"server certificate",
         1h,
         [&] { refresh_identity(parts.store, parts.sealer, parts.config, *parts.tls); }},
    };
}

void count_commits(Parts& parts, Gauge& commits, Gauge& writes) {
    const auto statistics = parts.store.statistics();
    commits.set(static_cast<double>(statistics.commits));
    writes.set(static_cast<double>(statistics.writes));
}

/// Says which setting has the address that cannot be had.
void listen_by(const char* setting, const std::function<void()>& listen) {
    try {
        listen();
    } catch (const Error& error) {
        throw Error(error.fault(), std::string(setting) + ": " + error.what());
    }
}

void run(Parts& parts, const StopSignals& signals) {
    const auto& config = parts.config;
    auto& metrics = parts.metrics;
    server::Nonces nonces;
    server::KeyCache keys;
    server::RefusalLog refusals;
    server::AcmeContext context{
        .store = parts.store,
        .issuers = parts.issuers,
        .sealer = parts.sealer,
        .validator = parts.validator,
        .nonces = nonces,
        .keys = keys,
        .refusals = refusals,
        .office = {.public_url = config.public_url, .website = config.website},
        .issued = parts.issued,
        .refused = metrics.counter(
            "chancery_acme_refusals_total", "ACME requests that were answered with a problem."
        ),
        .requests = server::RequestRate(config.requests_per_second),
        .limited = server::LimitCounters(metrics),
    };
    auto commits = metrics.gauge("chancery_store_commits_total", "Commits of the database.");
    auto writes = metrics.gauge(
        "chancery_store_writes_total", "Writes; several that wait are committed together."
    );
    server::AcmeFront acme(context);
    const server::api::Api api(
        {.store = parts.store, .sealer = parts.sealer, .public_url = config.public_url}
    );
    const server::PublicMaterial material{parts.store, parts.issuers, parts.root};
    const server::Fronts fronts{
        .acme = [&](const net::Request& request) { return acme.handle(request); },
        .api = [&](const net::Request& request) { return api.handle(request); },
        .ca = [&](const net::Request& request
              ) { return server::get_public_material(material, request); },
        .limits = [&](const net::Request& request
                  ) { return server::get_limits_page(parts.store, request); },
        .is_ready = [&] { return parts.readiness.is_ready(); },
    };

    auto limits = config.limits;
    limits.body_limit = [other = limits.body_bytes](std::string_view target) {
        return server::body_limit(target, other);
    };
    net::HttpServer server(limits, metrics);
    listen_by("listen", [&] {
        server.listen_tls(config.listen, parts.tls, [&](const net::Request& request) {
            return server::dispatch(fronts, request);
        });
    });
    server.listen_local(
        (config.data / "api.sock").string(),
        [&](const net::Request& request) { return api.handle(request); },
        api_body
    );
    // Whoever fetches lists takes no thread and no connection from those who want certificates.
    net::HttpServer http({.connections = 1000, .threads = 2, .name = "http"}, metrics);
    if (config.http_listen)
        listen_by("http_listen", [&] { http.listen_plain(*config.http_listen, fronts.ca); });
    // Health and metrics answer while every thread of the other server is busy.
    net::HttpServer status({.connections = 64, .threads = 1, .name = "status"}, metrics);
    listen_by("status_listen", [&] {
        status.listen_plain(config.status_listen, [&](const net::Request& request) {
            count_commits(parts, commits, writes);
            return metrics_or_health(metrics, fronts.is_ready, request);
        });
    });

    parts.readiness.ask(parts.store);
    server.start();
    if (config.http_listen) http.start();
    status.start();
    {
        const Background background(tasks(parts));
        sd_notify(0, "READY=1");
        log::info(
            "serving",
            {{"public_url", config.public_url},
             {"listen", net::to_string(config.listen)},
             {"data", config.data.string()},
             {"store", parts.config.store.is_postgres() ? "postgresql" : "sqlite"}}
        );
        signals.wait();
        sd_notify(0, "STOPPING=1");
        log::info("stopping: requests in flight finish first");
        server.stop(patience);
    }
    http.stop(0s);
    status.stop(0s);
    log::info("stopped");
}

} // namespace

int serve(const std::filesystem::path& data) {
    const StopSignals signals;
    const auto config = read_config(absolute_data(data));
    log::open(config.log_level, config.log_form);
    if (const auto doubt = doubt_about(config)) log::warning(*doubt);
    Parts parts(config);
    run(parts, signals);
    return 0;
}

} // namespace chancery::daemon
