// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a store on a database that is there already, which fails at a chosen statement.

#include "db/database.hpp"
#include "db/failing_driver.hpp"
#include "store/schema/schema.hpp"
#include "store/store.hpp"

#include <memory>
#include <string>

namespace chancery::workflow {

struct FailingStore {
    std::shared_ptr<db::Failure> failure = std::make_shared<db::Failure>();
    store::Store store;

    explicit FailingStore(const std::string& url)
        : store(db::open_database(db::Location{url}, store::migrations(), {.wrap = wrap()})) {}

private:
    std::function<std::unique_ptr<db::Driver>(std::unique_ptr<db::Driver>)> wrap() const {
        return [failure = failure](std::unique_ptr<db::Driver> driver) {
            return std::make_unique<db::FailingDriver>(std::move(driver), failure);
        };
    }
};

} // namespace chancery::workflow
