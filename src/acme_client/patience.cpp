// SPDX-License-Identifier: Apache-2.0
#include "acme_client/patience.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace chancery::acme_client {

using namespace std::chrono_literals;

Patience::Patience(std::chrono::seconds in_all)
    : in_all_(in_all),
      end_(std::chrono::steady_clock::now() + in_all) {}

void Patience::wait(std::optional<std::chrono::seconds> retry_after) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end_ - std::chrono::steady_clock::now()
    );
    if (left <= 0ms)
        throw Error(
            Fault::unavailable,
            fmt::format(
                "the server had not finished after {} seconds; run the same command again later, "
                "or allow more time with --issuance-timeout",
                in_all_.count()
            )
        );
    // A server that asks for zero seconds is not asked a thousand times a second.
    std::chrono::milliseconds pause = pause_;
    if (retry_after && *retry_after > 0s) pause = std::min<std::chrono::seconds>(*retry_after, 24h);
    pause_ = std::min<std::chrono::milliseconds>(pause_ * 2, 5s);
    std::this_thread::sleep_for(std::min(pause, left));
}

} // namespace chancery::acme_client
