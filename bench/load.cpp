// SPDX-License-Identifier: Apache-2.0
// The load generator: registers its clients, connects each, and then does what standard input says,
// a phase a line ("saturate 9500", "pace 10000 800"), answering each with a line of JSON. bench/run
// drives it.
#include "acme_client/account.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "bench/phase.hpp"
#include "bench/responder.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fmt/core.h>
#include <iostream>
#include <map>
#include <sstream>

namespace chancery::bench {

namespace {

struct Options {
    std::string directory_url;
    std::string root_file;
    std::string key_id;
    std::string names_below = "load.example";
    unsigned connections = 32;
    unsigned short dns_port = 0; ///< With the next one: names must be proven, and are.
    unsigned short http_port = 0;
};

/// As `bench/run` lists it with the ACME account.
std::string name_of(const Options& options, unsigned number) {
    return fmt::format("n{:04}.{}", number, options.names_below);
}

std::optional<acme_client::ExternalAccount> external_account(const Options& options) {
    if (options.key_id.empty()) return std::nullopt;
    const char* hmac_key = std::getenv("CHANCERY_EAB_HMAC_KEY");
    if (!hmac_key) throw Error(Fault::invalid, "CHANCERY_EAB_HMAC_KEY is not set");
    return acme_client::ExternalAccount{
        .key_id = options.key_id, .hmac_key = acme_client::read_hmac_key(Secret(Bytes(hmac_key)))};
}

acme_client::Session register_client(const Options& options) {
    const auto external = external_account(options);

    net::HttpClient http({.trust = {.ca_file = options.root_file}});
    auto directory = acme_client::fetch_directory(http, options.directory_url);
    acme_client::Session session(
        std::move(http),
        std::move(directory),
        crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256)
    );
    acme_client::register_account(
        session,
        {.terms_of_service_agreed = true, .external_account = external ? &*external : nullptr}
    );
    return session;
}

Seat take_seat(const Options& options, const Tls& tls, unsigned number) {
    Seat seat{
        .client = Client(register_client(options), name_of(options, number)),
        .connection = Connection(tls, parse_place(options.directory_url))};
    seat.connection.send(seat.client.nonce_request());
    std::optional<Answer> answer;
    while (!answer)
        answer = seat.connection.receive();
    seat.client.take_nonce(*answer);
    return seat;
}

/// Milliseconds: the value that this share of them does not exceed.
double percentile(std::vector<float>& latencies, double share) {
    if (latencies.empty()) return 0;
    const auto last = static_cast<double>(latencies.size() - 1);
    const auto at = latencies.begin() + static_cast<std::ptrdiff_t>(last * share);
    std::nth_element(latencies.begin(), at, latencies.end());
    return static_cast<double>(*at) / 1000;
}

json::Value summary(std::vector<float>& latencies) {
    return json::Object{{"p50", percentile(latencies, 0.5)}, {"p99", percentile(latencies, 0.99)}};
}

json::Value to_json(Figures figures, const Plan& plan) {
    std::vector<float> all;
    json::Object by_request;
    for (const auto step : steps) {
        auto& latencies = figures.latencies.at(static_cast<std::size_t>(step));
        all.insert(all.end(), latencies.begin(), latencies.end());
        by_request.emplace_back(to_string(step), summary(latencies));
    }
    by_request.emplace_back("all", summary(all));
    return json::Object{
        {"issuances", static_cast<std::int64_t>(plan.issuances)},
        {"seconds", figures.seconds},
        {"generatorCpuSeconds", figures.cpu_seconds},
        {"milliseconds", std::move(by_request)}};
}

Plan parse_plan(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    Plan plan;
    words >> verb >> plan.issuances;
    if (verb == "pace") {
        double rate = 0;
        words >> rate;
        plan.rate = rate;
    }
    if (!words || (verb != "pace" && verb != "saturate") || plan.rate == 0.0)
        throw Error(Fault::invalid, "expected \"saturate COUNT\" or \"pace COUNT RATE\"");
    return plan;
}

void serve_commands(const Options& options) {
    const Tls tls(options.root_file);
    std::vector<Seat> seats;
    std::map<std::string, std::string, std::less<>> thumbprints;
    for (unsigned number = 1; number <= options.connections; ++number) {
        seats.push_back(take_seat(options, tls, number));
        thumbprints.emplace(name_of(options, number), seats.back().client.thumbprint());
    }
    std::optional<Responder> responder;
    if (options.dns_port != 0)
        responder.emplace(
            [&](std::string_view name) { return thumbprints.find(name)->second; },
            options.dns_port,
            options.http_port
        );
    fmt::print("{{\"clients\":{}}}\n", seats.size());
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
        const auto plan = parse_plan(line);
        fmt::print("{}\n", json::to_text(to_json(run(seats, plan), plan)));
        std::fflush(stdout);
    }
}

} // namespace

} // namespace chancery::bench

int main(int argc, char** argv) {
    chancery::bench::Options options;
    CLI::App app(
        "Puts load on an ACME server. The EAB HMAC key is taken from CHANCERY_EAB_HMAC_KEY, the "
        "phases from standard input: \"saturate COUNT\" or \"pace COUNT RATE\", one a line."
    );
    app.add_option("--directory", options.directory_url, "URL of the ACME directory")->required();
    app.add_option("--root", options.root_file, "PEM file of the root to trust")->required();
    app.add_option("--eab-kid", options.key_id, "Key id of the ACME account");
    app.add_option("--dns-port", options.dns_port, "Answer for the names' DNS here");
    app.add_option("--http-port", options.http_port, "Show control of the names here");
    app.add_option("--names-below", options.names_below, "Client 7 orders n0007 below this name");
    app.add_option("--connections", options.connections, "Clients, each with a connection")
        ->check(CLI::Range(1, 1000));
    CLI11_PARSE(app, argc, argv);
    try {
        chancery::bench::serve_commands(options);
    } catch (const chancery::Error& error) {
        fmt::print(stderr, "chancery-load: {}\n", error.what());
        return 1;
    }
    return 0;
}
