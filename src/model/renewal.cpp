// SPDX-License-Identifier: Apache-2.0
#include "model/renewal.hpp"

namespace chancery {

using namespace std::chrono_literals;

RenewalWindow usual_renewal_window(Time not_before, Time not_after) {
    const auto lifetime = not_after - not_before;
    const auto start = not_after - lifetime / 3;
    return {start, start + lifetime / 15};
}

RenewalWindow renewal_window_since(Time asked_at) {
    return {asked_at - 1h, asked_at};
}

} // namespace chancery
