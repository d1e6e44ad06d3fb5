// SPDX-License-Identifier: Apache-2.0
#pragma once

// The database, as the use cases see it. What is done in it are plain functions over a Reader or a
// Transaction, one file an aggregate; only `workflow` calls `write`.

#include "model/job.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace chancery::db {

class Database;
class Driver;
struct Location;

} // namespace chancery::db

namespace chancery::store {

class Bell;

/// A consistent view.
class Reader {
public:
    explicit Reader(db::Driver& driver) : driver_(&driver) {}

    db::Driver& driver() const noexcept { return *driver_; }

private:
    db::Driver* driver_;
};

/// A view that may be changed, all or nothing.
class Transaction : public Reader {
public:
    using Reader::Reader;

    /// A job was made, or its time changed: the runner looks once this is committed.
    void note_job() noexcept { has_jobs_ = true; }

    bool has_jobs() const noexcept { return has_jobs_; }

private:
    bool has_jobs_ = false;
};

struct Statistics {
    std::uint64_t commits = 0;
    std::uint64_t writes = 0;  ///< Those that waited were committed together.
    std::uint64_t waiting = 0; ///< Writers that wait at this moment.
    std::uint64_t refused = 0; ///< Because too many waited while the database stood still.
};

class Store {
public:
    explicit Store(std::unique_ptr<db::Database> database);
    ~Store();
    Store(Store&&) noexcept;

    template <class Fn>
    auto read(Fn fn) const -> std::invoke_result_t<Fn, Reader&> {
        using Result = std::invoke_result_t<Fn, Reader&>;
        if constexpr (std::is_void_v<Result>) {
            run_read([&](Reader& reader) { fn(reader); });
        } else {
            std::optional<Result> result;
            run_read([&](Reader& reader) { result.emplace(fn(reader)); });
            return *std::move(result);
        }
    }

    /// Runs `fn(Transaction&)` and returns its value once it is durable. Writers that wait are run
    /// together and committed once. `fn` runs on another thread and may run twice: it reads,
    /// decides and writes, changes nothing outside, and does nothing slow (no signature, no JSON,
    /// no network). What it throws undoes its own writes alone. Throws unavailable when the commit
    /// failed, or at once when the database stands still and too many wait for it already.
    template <class Fn>
    auto write(Fn fn) -> std::invoke_result_t<Fn, Transaction&> {
        using Result = std::invoke_result_t<Fn, Transaction&>;
        if constexpr (std::is_void_v<Result>) {
            run_write([&](Transaction& tx) { fn(tx); });
        } else {
            std::optional<Result> result;
            run_write([&](Transaction& tx) { result.emplace(fn(tx)); });
            return *std::move(result);
        }
    }

    Statistics statistics() const;

    /// Who leases jobs here (store/jobs.hpp).
    JobHolderId job_holder() const { return job_holder_; }

    /// Rung after each commit that made a job, or moved one.
    Bell& bell() { return *bell_; }

private:
    void run_read(const std::function<void(Reader&)>& fn) const;
    void run_write(const std::function<void(Transaction&)>& fn);

    std::unique_ptr<db::Database> database_;
    JobHolderId job_holder_;
    std::unique_ptr<Bell> bell_;
};

/// Opens the database there and brings its schema up to date. Throws unavailable, or conflict when
/// it was written by a newer program. At most so many writers are in the group commit at once.
constexpr auto any_number_of_writers = std::numeric_limits<std::size_t>::max();
Store open(const db::Location& location, std::size_t most_writers = any_number_of_writers);
/// The same, for a file's path or "postgresql://...", where the database's headers are not seen.
Store open_at(const std::string& url);

} // namespace chancery::store
