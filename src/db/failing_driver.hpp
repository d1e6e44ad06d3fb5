// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a driver around another one that fails at the n-th statement from now, on whichever
// connection of a database that is. Goes in through Options::wrap.

#include "db/driver.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace chancery::db {

/// When the drivers that share it fail. A statement is an `execute`, a script, a begin or a commit.
class Failure {
public:
    /// What a failure leaves: as most errors do, the transaction; as a full disk may, nothing.
    enum class Leaves { transaction, nothing };

    /// The next statement is the first. Once it has failed, all goes on as if nothing had happened.
    void fail_at(int statement, Leaves leaves = Leaves::transaction) {
        leaves_ = leaves;
        left_ = statement;
    }

    /// False when no statement has failed since `fail_at`.
    bool has_failed() const { return left_ <= 0; }

    /// Throws unavailable at the chosen statement.
    void count(Driver& driver) {
        if (--left_ != 0) return;
        if (leaves_ == Leaves::nothing) driver.rollback();
        throw Error(Fault::unavailable, "this statement was to fail");
    }

private:
    std::atomic<std::int64_t> left_{INT64_MAX};
    std::atomic<Leaves> leaves_{Leaves::transaction};
};

class FailingDriver : public Driver {
public:
    FailingDriver(std::unique_ptr<Driver> driver, std::shared_ptr<Failure> failure)
        : driver_(std::move(driver)),
          failure_(std::move(failure)) {}

    using Driver::execute;

    const Dialect& dialect() const override { return driver_->dialect(); }

    std::int64_t execute(Sql sql, std::span<const Param> params, const RowHandler& row) override {
        failure_->count(*driver_);
        return driver_->execute(sql, params, row);
    }

    void execute_script(const std::string& sql) override {
        failure_->count(*driver_);
        driver_->execute_script(sql);
    }

    void begin(Access access) override {
        failure_->count(*driver_);
        driver_->begin(access);
    }

    void commit() override {
        failure_->count(*driver_);
        driver_->commit();
    }

    void rollback() noexcept override { driver_->rollback(); }

    void savepoint() override { driver_->savepoint(); }

    void release() override { driver_->release(); }

    void rollback_to_savepoint() override { driver_->rollback_to_savepoint(); }

    bool in_transaction() const override { return driver_->in_transaction(); }

private:
    std::unique_ptr<Driver> driver_;
    std::shared_ptr<Failure> failure_;
};

} // namespace chancery::db
