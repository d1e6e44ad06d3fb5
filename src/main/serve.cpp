// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"
#include "base/text.hpp"
#include "main/background.hpp"
#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "main/identity.hpp"
#include "main/left_bases.hpp"
#include "main/missing_contact.hpp"
#include "main/office_database.hpp"
#include "main/readiness.hpp"
#include "main/signals.hpp"
#include "server/acme/acme_front.hpp"
#include "server/api/api.hpp"
#include "server/ca/public_material.hpp"
#include "server/front.hpp"
#include "server/limits_page.hpp"
#include "workflow/clock.hpp"
#include "workflow/issuance/issuer_ends.hpp"
#include "workflow/issuance/issuer_registry.hpp"
#include "workflow/jobs/job_kinds.hpp"
#include "workflow/jobs/job_runner.hpp"
#include "workflow/readiness.hpp"
#include "workflow/validation/validator.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <systemd/sd-daemon.h>

namespace chancery::daemon {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 25s; ///< For requests in flight, at the end.
constexpr auto patience_with_jobs = 10s;

net::Response metrics_or_health(
    const Metrics& metrics, const server::Objection& objection, const net::Request& request
) {
    if (request.path() == "/metrics")
        return {
            .status = 200,
            .content_type = "text/plain; version=0.0.4; charset=utf-8",
            .body = metrics.to_text(),
        };
    if (auto response = server::health(objection, request)) return *std::move(response);
    return {
        .status = 404,
        .content_type = "text/plain; charset=utf-8",
        .body = "here are /metrics, /healthz and /readyz\n",
    };
}

std::vector<Readiness::Check> checks_of(store::Store& store, const Config& config) {
    std::vector<Readiness::Check> checks{
        {"the database does not answer", [&] { workflow::require_readable(store); }},
        {"the database does not accept writes", [&] { workflow::require_writable(store); }},
        {.objection = "the clock is implausible",
         .run = [&] { workflow::require_plausible_clock(store, clock_now()); },
         .says_why = true},
    };
    if (!config.store.is_postgres())
        checks.insert(
            checks.begin() + 1,
            {"the disk of the database is full",
             [file = std::filesystem::path(config.store.url)] { require_room(file); }}
        );
    return checks;
}

/// How many threads may wait for the database's writer: the others are left to those who read, to
/// handshakes and to the administrator's socket.
std::size_t most_writers(unsigned threads) {
    return std::max(1U, threads - (threads + 3) / 4);
}

/// The parts of a running server, in the order in which they need each other.
struct Parts {
    Config config;
    Metrics metrics;
    DataLock lock;
    crypto::Sealer sealer;
    store::Store store;
    workflow::IssuerRegistry issuers;
    workflow::Issuing issuing = workflow::make_issuing(store, issuers, metrics);
    Identity identity;
    std::string root;
    workflow::Validator validator;
    Readiness readiness{checks_of(store, config)};

    explicit Parts(const Config& read)
        : config(read),
          lock(config.data),
          sealer(read_master_key(config.master_key)),
          store(open_office(config.store, most_writers(config.limits.threads))),
          issuers(store, sealer, config.public_http_url),
          identity(issuing, sealer, config),
          root(read_file(config.data / "root.pem")),
          validator(
              store,
              {.bases = acme::Bases(config.public_urls),
               .resolver = config.resolver,
               .limits = config.prober,
               .clock = clock_now},
              metrics
          ) {
        issuers.current()->require_whole();
    }
};

std::vector<Background::Task> tasks(Parts& parts) {
    return {
        {"server certificate", 30s, [&] { parts.identity.refresh(); }},
    };
}

/// What others count, brought into the metrics when they are read.
class Totals {
public:
    explicit Totals(Metrics& metrics)
        : commits_(metrics.gauge("chancery_store_commits_total", "Commits of the database.")),
          writes_(metrics.gauge(
              "chancery_store_writes_total", "Writes; several that wait are committed together."
          )),
          waiting_(
              metrics.gauge("chancery_store_writers_waiting", "Writers that wait for the database.")
          ),
          refused_(metrics.gauge(
              "chancery_store_writes_refused_total",
              "Writes refused because the database stood still and too many waited for it."
          )),
          dropped_(metrics.gauge(
              "chancery_log_lines_dropped_total",
              "Lines of the log that could not be written, or not as fast as they came."
          )) {}

    void bring(const store::Store& store) {
        const auto statistics = store.statistics();
        commits_.set(static_cast<double>(statistics.commits));
        writes_.set(static_cast<double>(statistics.writes));
        waiting_.set(static_cast<double>(statistics.waiting));
        refused_.set(static_cast<double>(statistics.refused));
        dropped_.set(static_cast<double>(log::dropped()));
    }

private:
    Gauge commits_;
    Gauge writes_;
    Gauge waiting_;
    Gauge refused_;
    Gauge dropped_;
};

/// What a new log level would hide is said before it applies.
void report_reload(const Config& config) {
    constexpr auto say = [] {
        log::info("reloaded the TLS certificate and the log settings from chancery.toml; other "
                  "settings take effect at the next start");
    };
    if (config.log_level > log::Level::info) say();
    log::open(config.log_level, config.log_form);
    if (config.log_level <= log::Level::info) say();
}

/// SIGHUP. A file that is wrong changes nothing.
void reload(Parts& parts) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld", static_cast<long long>(now / 1us));
    try {
        const auto config = read_config(parts.config.data);
        if (const auto doubt = doubt_about(config)) log::warning(*doubt);
        parts.identity.reload(config);
        report_reload(config);
    } catch (const std::exception& error) {
        log::error(
            "nothing was reloaded; all settings stay as they were", {{"reason", error.what()}}
        );
    }
    sd_notify(0, "READY=1");
}

/// Says which setting has the address that is not available.
void listen_by(const char* setting, const std::function<void()>& listen) {
    try {
        listen();
    } catch (const Error& error) {
        throw Error(error.fault(), std::string(setting) + ": " + error.what());
    }
}

/// Their threads need what would be destroyed.
[[noreturn]] void leave_jobs() {
    log::warning("stopped while jobs were running; they are run again when their leases end");
    std::quick_exit(EXIT_SUCCESS);
}

void run(Parts& parts, const Signals& signals) {
    const auto& config = parts.config;
    auto& metrics = parts.metrics;
    workflow::show_issuer_ends(metrics, parts.issuers);
    note_served_bases(parts.store, config, clock_now());
    for (const auto& warning : parts.store.read(warnings_of_missing_contacts))
        log::warning(warning);
    const acme::Bases bases(config.public_urls);
    server::Nonces nonces;
    server::KeyCache keys;
    server::RefusalLog refusals;
    server::RequestRate requests(config.requests_per_second);
    server::LimitCounters limited(metrics);
    server::AcmeContext context{
        .store = parts.store,
        .issuing = parts.issuing,
        .sealer = parts.sealer,
        .validator = parts.validator,
        .nonces = nonces,
        .keys = keys,
        .refusals = refusals,
        .office = {.bases = bases, .website = config.website},
        .refused = metrics.counter(
            "chancery_acme_refusals_total", "ACME requests that were answered with a problem."
        ),
        .requests = &requests,
        .limited = limited,
    };
    Totals totals(metrics);
    server::AcmeFront acme(context);
    const server::Objection objection = [&] { return parts.readiness.objection(); };
    const server::api::Api api({
        .store = parts.store,
        .sealer = parts.sealer,
        .bases = bases,
        .requests = &requests,
        .objection = objection,
    });
    const server::PublicMaterial material{parts.store, parts.issuers, parts.root};
    const net::Service ca([&](const net::Request& request) {
        return server::get_public_material(material, request);
    });
    const auto body_bytes = config.limits.body_bytes;
    const auto api_service = server::api::service_of(api, body_bytes);
    const server::Fronts fronts{
        .acme = server::service_of(acme),
        .api = api_service,
        .ca = ca,
        .limits = net::Service([&](const net::Request& request) {
            return server::get_limits_page(parts.store, request);
        }),
        .objection = objection,
    };
    // Everybody's requests count, but for those of health and metrics.
    const auto limit = [&](net::Service service) {
        return server::within_rate(std::move(service), requests, limited, bases);
    };

    net::HttpServer server(config.limits, metrics);
    listen_by("listen", [&] {
        server.listen_tls(
            config.listen, parts.identity.tls(), limit(server::service_of(fronts, body_bytes))
        );
    });
    server.listen_local((config.data / "api.sock").string(), api_service);
    // Whoever fetches lists takes no thread and no connection from those who want certificates.
    const auto& proxies = config.limits.trusted_proxies;
    net::HttpServer http(
        {.connections = 1000, .trusted_proxies = proxies, .threads = 2, .name = "http"}, metrics
    );
    if (config.http_listen)
        listen_by("http_listen", [&] { http.listen_plain(*config.http_listen, limit(ca)); });
    // Health and metrics answer while every thread of the other server is busy, and whatever else
    // comes from the address of who asks.
    net::HttpServer status(
        {.connections = 64, .trusted_proxies = proxies, .threads = 1, .name = "status"}, metrics
    );
    listen_by("status_listen", [&] {
        status.listen_plain(config.status_listen, net::Service([&](const net::Request& request) {
                                totals.bring(parts.store);
                                return metrics_or_health(metrics, objection, request);
                            }));
    });

    server.start();
    if (config.http_listen) http.start();
    status.start();
    {
        const Background background(tasks(parts));
        workflow::JobRunner jobs(
            parts.store,
            workflow::job_rows(workflow::job_parts(parts.issuing, parts.validator)),
            clock_now,
            metrics
        );
        // Apart: while a task waits for the database, this shows it.
        const Background readiness({{"readiness", Readiness::asked_every, [&] {
                                         parts.readiness.ask();
                                     }}});
        sd_notify(0, "READY=1");
        log::info(
            "serving",
            {{"publicUrls", join(config.public_urls, ", ")},
             {"listen", net::to_string(config.listen)},
             {"data", config.data.string()},
             {"store", parts.config.store.is_postgres() ? "postgresql" : "sqlite"}}
        );
        while (signals.wait() == SIGHUP)
            reload(parts);
        sd_notify(0, "STOPPING=1");
        log::info("stopping: requests in flight finish first");
        server.stop(patience);
        if (!jobs.stop(patience_with_jobs)) leave_jobs();
    }
    http.stop(0s);
    status.stop(0s);
    log::info("stopped");
}

} // namespace

int serve(const std::filesystem::path& data) {
    const Signals signals{SIGTERM, SIGINT, SIGHUP};
    const auto config = read_config(absolute_data(data));
    log::open(config.log_level, config.log_form);
    log::write_in_background();
    if (const auto doubt = doubt_about(config)) log::warning(*doubt);
    if (!wait_for_database(config.store, signals)) return 0;
    try {
        Parts parts(config);
        if (!parts.sealer.is_locked())
            log::warning("the master key may be written to swap: this process cannot lock memory; "
                         "raise its limit (LimitMEMLOCK in systemd's unit, ulimit -l elsewhere)");
        run(parts, signals);
    } catch (const Error& error) {
        if (error.fault() == Fault::internal)
            log::error("the server cannot continue", {{"reason", error.what()}});
        throw;
    }
    return 0;
}

} // namespace chancery::daemon
