// SPDX-License-Identifier: Apache-2.0
#include "acme/resources.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "db/driver.hpp"
#include "main/data_directory.hpp"
#include "main/signals.hpp"
#include "main/testca/commands.hpp"
#include "main/testca/name_servers.hpp"
#include "main/testca/scratch_directory.hpp"
#include "testca/flags.hpp"
#include "testca/front.hpp"
#include "testca/management.hpp"
#include "testca/methods.hpp"
#include "testca/office.hpp"
#include "testca/pebble_paths.hpp"
#include "workflow/issuance/issuer_registry.hpp"
#include "workflow/jobs/job_kinds.hpp"
#include "workflow/jobs/job_runner.hpp"

#include <cstdlib>
#include <fmt/format.h>

namespace chancery::testca {

namespace {

using namespace std::chrono_literals;

/// Threads for what is written down of validations; many where each sleeps first.
constexpr unsigned brisk_threads = 8;
constexpr unsigned sleepy_threads = 256;

Time clock_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

struct Options {
    std::string config = "test/config/pebble-config.json";
    std::string dns_server;
    bool strict = false;
    bool version = false;
    bool help = false;

    std::vector<Flag> flags() {
        return {
            {"config", &config, "Path of the Pebble configuration file"},
            {"dnsserver",
             &dns_server,
             "DNS server to use instead of the system's, e.g. 127.0.0.1:8053"},
            {"strict", &strict, "Accepted for compatibility with Pebble: this CA is always strict"},
            {"version", &version, "Print the version and exit"},
            {"help", &help, "Print this help and exit"},
            {"h", &help, "The same"},
        };
    }
};

workflow::ValidatorOptions validator_options(
    const Options& options,
    const Knobs& knobs,
    const std::string& public_url,
    const AccountUrls& account_urls
) {
    const auto servers = options.dns_server.empty()
                             ? system_name_servers()
                             : std::vector{parse_name_server(options.dns_server)};
    net::ProberLimits limits;
    // All that a test CA asks is one host, often.
    limits.for_a_destination = limits.for_an_account = limits.running;
    return {
        .bases = public_url,
        .resolver =
            {.servers = servers,
             .validate = false,
             .longest_cached = 0s,
             .hosts_file = options.dns_server.empty() ? "/etc/hosts" : ""},
        .limits = limits,
        .threads = knobs.longest_sleep > 0s ? sleepy_threads : brisk_threads,
        .clock = clock_now,
        .account_urls =
            [&account_urls, public_url](const store::ClientStanding& client) {
                return std::vector{
                    account_urls.find(client.client.id)
                        .value_or(acme::Urls(public_url, pebble_paths).account(client.client.id))};
            },
        .follows_everywhere = true,
        .method = method,
    };
}

/// The parts of the running CA, in the order in which they need each other.
struct Parts {
    Config config;
    Knobs knobs;
    ScratchDirectory scratch;
    Metrics metrics;
    crypto::Sealer sealer{crypto::Sealer::new_master_key()};
    Authorities authorities;
    store::Store store;
    workflow::IssuerRegistry issuers{store, sealer};
    workflow::Issuing issuing = workflow::make_issuing(store, issuers, metrics);
    AccountUrls account_urls;
    workflow::Validator validator;
    RenewalNotes renewal_notes;
    Front front;

    explicit Parts(const Options& options)
        : config(parse_config(daemon::read_file(options.config))),
          knobs(read_knobs([](const char* name) { return std::getenv(name); })),
          authorities(make_authorities(
              {.key_kind = config.key_kind,
               .intermediates = knobs.chain_length,
               .alternates = knobs.alternate_roots},
              clock_now()
          )),
          store(open_store()),
          validator(store, validator_options(options, knobs, public_url(), account_urls), metrics),
          front(
              {store, issuing, sealer, validator, metrics, renewal_notes, account_urls},
              {.public_url = public_url(),
               .knobs = knobs,
               .authorization_retry_after = config.authorization_retry_after,
               .order_retry_after = config.order_retry_after}
          ) {}

    std::string public_url() const {
        return fmt::format("https://localhost:{}", config.listen.port);
    }

    store::Store open_store() const {
        auto opened = store::open(
            {.url = (scratch.path() / "testca.db").string(), .durability = db::Durability::none}
        );
        const auto now = clock_now();
        workflow::begin(
            opened,
            {.actor = {.name = "chancery-testca"}, .now = now, .scope = Scope::all()},
            make_office(sealer, config, knobs, authorities, now)
        );
        return opened;
    }
};

/// The lines that scripts wait for.
void say(std::string_view line) {
    fmt::print("Pebble {}\n", line);
    std::fflush(stdout);
}

void listen(net::HttpServer& server, net::HttpServer& management, Parts& parts) {
    const auto& config = parts.config;
    const auto tls = std::make_shared<net::TlsServer>(
        daemon::read_file(config.certificate), Secret(daemon::read_file(config.private_key))
    );
    net::Service service([&](const net::Request& request) { return parts.front.handle(request); });
    service.refuse = [&](const net::Request& request, const net::Refusal& refusal) {
        return parts.front.refuse(request, refusal);
    };
    server.listen_tls(config.listen, tls, std::move(service));
    if (config.management_listen)
        management.listen_tls(*config.management_listen, tls, [&](const net::Request& request) {
            return manage({parts.store, parts.authorities, parts.renewal_notes}, request);
        });
}

void run(Parts& parts, const daemon::Signals& signals) {
    net::HttpServer server({}, parts.metrics);
    net::HttpServer management({.threads = 2, .name = "management"}, parts.metrics);
    listen(server, management, parts);
    server.start();
    if (parts.config.management_listen) {
        management.start();
        const auto where = net::to_string(*parts.config.management_listen);
        say("Management interface listening on: " + where);
        say("Root CA certificate available at: https://" + where + "/roots/0");
    }
    const auto where = net::to_string(parts.config.listen);
    say("Listening on: " + where);
    say("ACME directory available at: https://" + where + "/dir");
    {
        const workflow::JobRunner jobs(
            parts.store,
            workflow::job_rows(workflow::job_parts(parts.issuing, parts.validator)),
            clock_now,
            parts.metrics
        );
        signals.wait();
        server.stop(0s);
    }
    if (parts.config.management_listen) management.stop(0s);
}

} // namespace

int run_pebble(const std::vector<std::string>& words) {
    Options options;
    const auto flags = options.flags();
    read_flags(flags, words);
    if (options.help || options.version) {
        fmt::print("chancery-testca {}, in Pebble's place\n", CHANCERY_VERSION);
        if (options.help) fmt::print("{}", to_help(flags));
        return 0;
    }
    const daemon::Signals signals{SIGTERM, SIGINT};
    log::write_in_background();
    Parts parts(options);
    run(parts, signals);
    return 0;
}

} // namespace chancery::testca
