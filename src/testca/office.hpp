// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pebble's configuration as an office of ours: one endpoint, at which anybody may prove any name.

#include "crypto/seal.hpp"
#include "testca/authorities.hpp"
#include "testca/config.hpp"
#include "testca/knobs.hpp"
#include "workflow/setup.hpp"

#include <string_view>

namespace chancery::testca {

inline constexpr std::string_view endpoint_name = "pebble";

workflow::Beginning make_office(
    const crypto::Sealer& sealer,
    const Config& config,
    const Knobs& knobs,
    const Authorities& authorities,
    Time now
);

} // namespace chancery::testca
