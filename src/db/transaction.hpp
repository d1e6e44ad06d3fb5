// SPDX-License-Identifier: Apache-2.0
#pragma once

// A transaction as a scope, and the rule that a write does not start inside another.

#include "db/driver.hpp"

namespace chancery::db {

/// Undone when it goes, unless it was committed.
class Transaction {
public:
    Transaction(Driver& driver, Access access) : driver_(driver) { driver.begin(access); }

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    ~Transaction() { driver_.rollback(); }

    void commit() { driver_.commit(); }

private:
    Driver& driver_;
};

/// While it lives, its thread runs writes and must not ask for another one: it would wait for
/// itself. Throws internal when there is one already.
class NoNesting {
public:
    NoNesting();
    NoNesting(const NoNesting&) = delete;
    NoNesting& operator=(const NoNesting&) = delete;
    ~NoNesting();
};

} // namespace chancery::db
