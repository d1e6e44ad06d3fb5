// SPDX-License-Identifier: Apache-2.0
#include "fuzz.hpp"

// libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    chancery::fuzz::run({reinterpret_cast<const char*>(data), size});
    return 0;
}
