// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include "store/schema.hpp"

namespace chancery::store {

Store open(const db::Location& location) {
    return Store(db::open_database(location, migrations()));
}

} // namespace chancery::store
