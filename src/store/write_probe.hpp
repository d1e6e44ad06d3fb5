// SPDX-License-Identifier: Apache-2.0
#pragma once

// A write that changes nothing: whether the database takes any.

#include "base/bytes.hpp"
#include "store/store.hpp"

namespace chancery::store {

/// Writes a row with this id, which no other one has, and takes it away again. The commit writes as
/// any other does.
void probe_writing(Transaction& tx, BytesView id);

} // namespace chancery::store
