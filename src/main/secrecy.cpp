// SPDX-License-Identifier: Apache-2.0
#include "main/secrecy.hpp"

#include "base/error.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace chancery::daemon {

namespace {

// A sanitizer looks at its own process as a debugger does.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_inspected = true;
#else
constexpr bool is_inspected = false;
#endif

} // namespace

void forbid_core_dumps(Children children) {
    const rlimit none{0, 0};
    if (!is_inspected && prctl(PR_SET_DUMPABLE, 0) != 0)
        throw Error(Fault::unavailable, "the system does not let this process forbid core dumps");
    // The limit is inherited.
    if (children == Children::dump_no_core && setrlimit(RLIMIT_CORE, &none) != 0)
        throw Error(Fault::unavailable, "the system does not let this process forbid core dumps");
}

} // namespace chancery::daemon
