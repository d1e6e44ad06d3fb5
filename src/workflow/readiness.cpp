// SPDX-License-Identifier: Apache-2.0
#include "workflow/readiness.hpp"

#include "crypto/random.hpp"
#include "store/registry/endpoints.hpp"
#include "store/write_probe.hpp"

namespace chancery::workflow {

void require_readable(const store::Store& store) {
    store.read([](store::Reader& reader) { (void)store::find_endpoint(reader, ""); });
}

void require_writable(store::Store& store) {
    const auto id = crypto::random_bytes(16);
    store.write([&](store::Transaction& tx) { store::probe_writing(tx, id); });
}

} // namespace chancery::workflow
