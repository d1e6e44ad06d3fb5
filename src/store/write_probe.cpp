// SPDX-License-Identifier: Apache-2.0
#include "store/write_probe.hpp"

#include "db/driver.hpp"

namespace chancery::store {

void probe_writing(Transaction& tx, BytesView id) {
    auto& driver = tx.driver();
    driver.execute("INSERT INTO write_probes (id) VALUES ($1)", {db::Blob{id}});
    driver.execute("DELETE FROM write_probes WHERE id = $1", {db::Blob{id}});
}

} // namespace chancery::store
