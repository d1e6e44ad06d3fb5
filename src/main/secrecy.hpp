// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a program that holds keys does at its start, so that they stay in its memory. What it frees
// is wiped besides: see wiped_heap.cpp.

namespace chancery::daemon {

/// Whether programs that this one starts may still dump their cores.
enum class Children { dump_no_core, may_dump };

/// No core dumps from now on, and no debugger of the same user: the kernel refuses both for a
/// process that is not dumpable (prctl(2)). Throws unavailable.
void forbid_core_dumps(Children children);

} // namespace chancery::daemon
