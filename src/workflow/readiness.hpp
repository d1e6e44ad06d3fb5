// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether the database serves: it is read, and written to.

#include "store/store.hpp"

namespace chancery::workflow {

/// Throws unavailable. Waits as long as any reader.
void require_readable(const store::Store& store);

/// Throws unavailable. Waits as long as any writer, and leaves nothing behind.
void require_writable(store::Store& store);

} // namespace chancery::workflow
