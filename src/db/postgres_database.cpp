// SPDX-License-Identifier: Apache-2.0
#include "db/postgres_database.hpp"

#include "db/transaction.hpp"

#include <chrono>
#include <thread>

namespace chancery::db {
namespace {

constexpr int attempts = 10;

/// A moment that others are unlikely to choose too, longer with each attempt: up to 1 ms, 2 ms,
/// ... 512 ms.
std::chrono::microseconds pause_before(int attempt) {
    const auto clock = std::chrono::steady_clock::now().time_since_epoch().count();
    const auto thread = std::hash<std::thread::id>()(std::this_thread::get_id());
    const auto mixed = (static_cast<std::uint64_t>(clock) ^ thread) * 0x9e3779b97f4a7c15U;
    return std::chrono::microseconds((mixed >> 32U) % (1000U << static_cast<unsigned>(attempt)));
}

} // namespace

void PostgresDatabase::read(const Work& work) {
    run(work, Access::read);
}

void PostgresDatabase::write(const Work& work) {
    const NoNesting no_nesting;
    run(work, Access::write);
    ++commits_;
}

void PostgresDatabase::run(const Work& work, Access access) {
    const auto connection = connections_.lease();
    for (int attempt = 0;; ++attempt) {
        try {
            Transaction transaction(*connection, access);
            work(*connection);
            transaction.commit();
            return;
        } catch (const RunAgain&) {
            if (attempt + 1 == attempts) throw;
        }
        std::this_thread::sleep_for(pause_before(attempt));
    }
}

Statistics PostgresDatabase::statistics() const {
    return {.commits = commits_, .writes = commits_};
}

} // namespace chancery::db
