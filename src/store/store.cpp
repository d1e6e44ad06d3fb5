// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include "crypto/random.hpp"
#include "db/database.hpp"
#include "store/bell.hpp"
#include "store/schema/schema.hpp"

namespace chancery::store {

Store::Store(std::unique_ptr<db::Database> database)
    : database_(std::move(database)),
      job_holder_(crypto::new_id<JobHolderId>(Time())),
      bell_(std::make_unique<Bell>()) {}

Store::~Store() = default;

Store::Store(Store&&) noexcept = default;

void Store::run_read(const std::function<void(Reader&)>& fn) const {
    database_->read([&](db::Driver& driver) {
        Reader reader(driver);
        fn(reader);
    });
}

void Store::run_write(const std::function<void(Transaction&)>& fn) {
    bool has_jobs = false;
    database_->write([&](db::Driver& driver) {
        Transaction tx(driver);
        fn(tx);
        has_jobs = tx.has_jobs();
    });
    if (has_jobs) bell_->ring();
}

Statistics Store::statistics() const {
    const auto statistics = database_->statistics();
    return {
        .commits = statistics.commits,
        .writes = statistics.writes,
        .waiting = statistics.waiting,
        .refused = statistics.refused,
    };
}

Store open(const db::Location& location, std::size_t most_writers) {
    return Store(db::open_database(location, migrations(), {.most_writers = most_writers}));
}

Store open_at(const std::string& url) {
    return open(db::Location{url});
}

} // namespace chancery::store
