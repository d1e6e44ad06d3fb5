// SPDX-License-Identifier: Apache-2.0
#pragma once

// The methods table with the knobs of a test CA: validation's own rows, which may be late, ask
// nobody, or give a proof that serves once.

#include "validation/method.hpp"

namespace chancery::testca {

/// For ValidatorOptions::method. The knobs are the process's environment, read once.
validation::Method method(acme::ChallengeType type);

} // namespace chancery::testca
