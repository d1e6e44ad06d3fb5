// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a test CA does only sometimes.

#include <chrono>

namespace chancery::testca {

/// True in so many of a hundred cases.
bool happens(int percent);

/// From nothing up to this long, each as likely.
std::chrono::milliseconds some_of(std::chrono::milliseconds longest);

} // namespace chancery::testca
