// SPDX-License-Identifier: Apache-2.0
#include "store/as_is.hpp"

#include "db/transaction.hpp"
#include "store/schema/schema.hpp"

namespace chancery::store {

bool read_as_is(const db::Location& location, const std::function<void(Reader&)>& fn) {
    const auto driver = location.is_postgres() ? db::open_postgres(location.url)
                                               : db::open_sqlite(location.url, db::Access::read);
    const db::Transaction transaction(*driver, db::Access::read);
    std::int64_t version = 0;
    driver->execute("SELECT version FROM schema_version", {}, [&](const db::Row& row) {
        version = row.integer(0);
    });
    if (version != migrations().back().version) return false;
    Reader reader(*driver);
    fn(reader);
    return true;
}

} // namespace chancery::store
