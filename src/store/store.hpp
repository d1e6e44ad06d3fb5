// SPDX-License-Identifier: Apache-2.0
#pragma once

// The database, as the use cases see it. What is done in it are plain functions over a Reader or a
// Transaction, one file an aggregate; only `workflow` calls `write`.

#include "db/database.hpp"

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace chancery::store {

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
};

class Store {
public:
    explicit Store(std::unique_ptr<db::Database> database) : database_(std::move(database)) {}

    template <class Fn>
    auto read(Fn fn) const -> std::invoke_result_t<Fn, Reader&> {
        std::optional<std::invoke_result_t<Fn, Reader&>> result;
        database_->read([&](db::Driver& driver) {
            Reader reader(driver);
            result.emplace(fn(reader));
        });
        return *std::move(result);
    }

    /// Runs `fn(Transaction&)` and returns its value once it is durable. Writers that wait are run
    /// together and committed once. `fn` runs on another thread and may run twice: it reads,
    /// decides and writes, changes nothing outside, and does nothing slow (no signature, no JSON,
    /// no network). What it throws undoes its own writes alone. Throws unavailable when the commit
    /// failed.
    template <class Fn>
    auto write(Fn fn) -> std::invoke_result_t<Fn, Transaction&> {
        using Result = std::invoke_result_t<Fn, Transaction&>;
        if constexpr (std::is_void_v<Result>) {
            database_->write([&](db::Driver& driver) {
                Transaction tx(driver);
                fn(tx);
            });
        } else {
            std::optional<Result> result;
            database_->write([&](db::Driver& driver) {
                Transaction tx(driver);
                result.emplace(fn(tx));
            });
            return *std::move(result);
        }
    }

    db::Statistics statistics() const { return database_->statistics(); }

private:
    std::unique_ptr<db::Database> database_;
};

/// Opens the database there and brings its schema up to date.
Store open(const db::Location& location);

} // namespace chancery::store
