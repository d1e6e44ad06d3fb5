// SPDX-License-Identifier: Apache-2.0
// chancery-pending: thousands of validations at once, of which half never answer. Is the other half
// delayed? An office in a directory of its own, the real validator, prober and durable store; what
// is measured is from the moment when all are asked for until each is stored as valid.
#include "base/json.hpp"
#include "bench/responder.hpp"
#include "crypto/random.hpp"
#include "issuance/authority.hpp"
#include "issuance/registry.hpp"
#include "store/orders/authorizations.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/organizations.hpp"
#include "workflow/orders/orders.hpp"
#include "workflow/registry/domains.hpp"
#include "workflow/registry/open_account.hpp"
#include "workflow/setup.hpp"
#include "workflow/validation/validator.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fmt/core.h>
#include <thread>

namespace chancery::bench {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int names_a_client = 100;
constexpr const char* public_url = "https://ca.example";

Time now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// With an endpoint for any name, whose hosts are on this machine.
struct Office {
    store::Store store;
    crypto::Sealer sealer{crypto::Sealer::new_master_key()};
    Endpoint open = {};

    Office(const std::filesystem::path& directory, unsigned short http_port)
        : store(store::open_at((directory / "chancery.db").string())) {
        const workflow::Request request{
            .actor = {.name = "bench"}, .now = now(), .scope = Scope::all()};
        Organization organization;
        organization.name = "Bench";
        const auto authority = issuance::create_authority("Bench", "", now());
        const auto staging = issuance::create_authority("Bench", "STAGING untrusted ", now());
        workflow::set_up(store, sealer, request, {organization, authority, staging});
        // ".example" is reserved but for what the register has.
        workflow::add_domain(store, request, {.name = "load.example"});
        open = store.read([](store::Reader& reader) { return store::find_endpoint(reader, "dv"); }
        ).value();
        open.id = crypto::new_id<EndpointId>(now());
        open.name = "open";
        open.challenges.allowed_networks = {parse_network("127.0.0.0/8").value()};
        open.challenges.http_port = http_port;
        open.limits = no_limits();
        add_open_account();
    }

    void add_open_account() {
        const auto department = store.read([](store::Reader& reader) {
            return store::list_departments(reader, Scope::all(), {}).front().id;
        });
        const auto account = workflow::new_open_account(sealer, open, department, now());
        store.write([&](store::Transaction& tx) {
            store::insert(tx, open);
            store::insert(tx, account.account, account.sealed);
        });
    }

    store::ClientStanding add_client(int number) {
        return store.write([&](store::Transaction& tx) {
            const auto credential = store::find_open_credential(tx, open.id).value();
            const Client client{
                .id = crypto::new_id<ClientId>(now()),
                .endpoint = open.id,
                .account = credential.account,
                .thumbprint = std::to_string(number),
                .spki = "none",
                .created_at = now(),
                .last_seen_at = now()};
            store::insert(tx, client);
            return store::find_standing(tx, client.id).value();
        });
    }
};

/// "n12.c3.load.example" is client 3's.
std::string thumbprint_of(std::string_view name) {
    const auto from = name.find('.') + 2;
    return std::string(name.substr(from, name.find('.', from) - from));
}

/// Half of the client's names answer.
std::vector<Name> names_of(int client) {
    std::vector<Name> names;
    for (int i = 0; i < names_a_client; ++i)
        names.push_back({fmt::format(
            "{}{}.c{}.load.example", i % 2 ? 'n' : 's', client * names_a_client + i, client
        )});
    return names;
}

/// One that was responded to, and is not asked for yet.
struct Responded {
    workflow::ChallengeRef ref;
    store::JobLease lease;
};

struct Prepared {
    std::vector<Responded> answering;
    std::vector<Responded> silent;
};

Prepared respond_all(Office& office, int client) {
    const auto standing = office.add_client(client);
    const auto order =
        workflow::create_order(office.store, office.open, standing, {names_of(client)}, now());
    Prepared prepared;
    for (std::size_t i = 0; i < order.names.size(); ++i) {
        const bool is_silent = order.names[i].value.front() == 's';
        auto& responded = is_silent ? prepared.silent : prepared.answering;
        const workflow::ChallengeRef ref{order.authorizations[i], acme::ChallengeType::http_01};
        const auto lease = workflow::respond(office.store, standing, ref, now()).lease;
        responded.push_back({ref, lease.value()});
    }
    return prepared;
}

Prepared prepare(Office& office, int clients) {
    std::vector<Prepared> parts(static_cast<std::size_t>(clients));
    std::atomic<int> next = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 32; ++i) // their writes are committed together
            threads.emplace_back([&] {
                for (int client = next++; client < clients; client = next++)
                    parts[static_cast<std::size_t>(client)] = respond_all(office, client);
            });
    }
    Prepared all;
    for (const auto& part : parts) {
        all.answering.insert(all.answering.end(), part.answering.begin(), part.answering.end());
        all.silent.insert(all.silent.end(), part.silent.begin(), part.silent.end());
    }
    return all;
}

/// One that was asked for.
struct Asked {
    workflow::ChallengeRef ref;
    Clock::time_point at;
};

/// Takes out those that have ended; milliseconds from the question until it was stored, of each.
std::vector<double> take_ended(const Office& office, std::vector<Asked>& left) {
    return office.store.read([&](store::Reader& reader) {
        std::vector<double> times;
        std::erase_if(left, [&](const Asked& asked) {
            const auto found = store::find_authorization(reader, asked.ref.authorization);
            if (found->status == AuthorizationStatus::pending) return false;
            const std::chrono::duration<double, std::milli> passed = Clock::now() - asked.at;
            times.push_back(passed.count());
            return true;
        });
        return times;
    });
}

double percentile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(static_cast<double>(values.size() - 1) * share)];
}

/// All silent ones at once, then those that answer at the rate; times of the latter.
std::vector<double>
run(const Office& office, workflow::Validator& validator, const Prepared& prepared, int rate) {
    constexpr auto tick = 20ms;
    const auto a_tick = static_cast<std::size_t>(rate) / 50;
    for (const auto& [ref, lease] : prepared.silent)
        validator.ask(ref, lease);
    std::vector<Asked> left;
    std::vector<double> times;
    const auto start = Clock::now();
    auto next = start;
    for (std::size_t asked = 0; times.size() < prepared.answering.size();) {
        for (std::size_t i = 0; i < a_tick && asked < prepared.answering.size(); ++i, ++asked) {
            const auto& [ref, lease] = prepared.answering[asked];
            left.push_back({ref, Clock::now()});
            validator.ask(ref, lease);
        }
        std::this_thread::sleep_until(next += tick);
        const auto ended = take_ended(office, left);
        times.insert(times.end(), ended.begin(), ended.end());
        if (Clock::now() - start > 2min)
            throw Error(Fault::unavailable, "names that answer were not validated in 2 minutes");
    }
    return times;
}

void measure(const std::filesystem::path& directory, int validations, int rate) {
    Responder responder(thumbprint_of);
    Office office(directory, responder.http_port());
    Metrics metrics;
    workflow::Validator validator(
        office.store,
        {.bases = std::string(public_url),
         .resolver =
             {.servers = {fmt::format("127.0.0.1@{}", responder.dns_port())}, .validate = false},
         .clock = now},
        metrics
    );
    const auto prepared = prepare(office, validations / names_a_client);
    auto times = run(office, validator, prepared, rate);
    fmt::print(
        "{}\n",
        json::to_text(json::Object{
            {"silent", static_cast<std::int64_t>(prepared.silent.size())},
            {"answering", static_cast<std::int64_t>(times.size())},
            {"rate", std::int64_t{rate}},
            {"p50", percentile(times, 0.5)},
            {"p99", percentile(times, 0.99)}})
    );
}

} // namespace

} // namespace chancery::bench

int main(int argc, char** argv) {
    int validations = 10'000;
    int rate = 1'000;
    std::string directory;
    CLI::App app("Asks for validations all at once, of which half never answer; prints JSON.");
    app.add_option("--validations", validations, "How many (hundreds)")
        ->check(CLI::Range(100, 60'000));
    app.add_option("--rate", rate, "How many of those that answer are asked for a second")
        ->check(CLI::Range(50, 100'000));
    app.add_option("directory", directory, "An empty directory for the database")->required();
    CLI11_PARSE(app, argc, argv);
    try {
        chancery::bench::measure(directory, validations, rate);
    } catch (const chancery::Error& error) {
        fmt::print(stderr, "chancery-pending: {}\n", error.what());
        return 1;
    }
    return 0;
}
