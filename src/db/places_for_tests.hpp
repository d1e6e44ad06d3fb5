// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an empty database of either kind, for a suite that runs on both, and what was thrown.

#include "db/driver.hpp"
#include "db/postgres_for_tests.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace chancery::db {

enum class Kind { sqlite, postgresql };

/// The name of a test's parameter.
inline std::string to_string(Kind kind) {
    return kind == Kind::sqlite ? "sqlite" : "postgresql";
}

/// Gone, with all that is in it, when this goes.
class Place {
public:
    explicit Place(Kind kind) {
        if (kind == Kind::postgresql) {
            location_.url = PostgresForTests::server().new_database();
            return;
        }
        std::array<char, 32> pattern{"/tmp/chancery-sqlite-XXXXXX"};
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
        directory_ = pattern.data();
        location_.url = directory_ / "chancery.db";
    }

    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    ~Place() {
        std::error_code ignored;
        if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
    }

    const Location& location() const { return location_; }

    /// One connection, without a schema.
    std::unique_ptr<Driver> open(Access access = Access::write) const {
        return location_.is_postgres() ? open_postgres(location_.url)
                                       : open_sqlite(location_.url, access);
    }

private:
    std::filesystem::path directory_;
    Location location_;
};

/// What `action` throws; none when it returns.
template <class Action>
std::optional<Problem> problem_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.problem();
    }
    return std::nullopt;
}

template <class Action>
std::optional<Fault> fault_of(Action action) {
    const auto problem = problem_of(action);
    return problem ? std::optional(problem->fault) : std::nullopt;
}

} // namespace chancery::db
