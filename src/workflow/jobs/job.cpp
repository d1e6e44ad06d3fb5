// SPDX-License-Identifier: Apache-2.0
#include "workflow/jobs/job.hpp"

#include "base/error.hpp"
#include "crypto/random.hpp"

#include <algorithm>

namespace chancery::workflow {

std::chrono::seconds pause_after(const Backoff& backoff, int attempt) {
    auto pause = backoff.first;
    for (int i = 1; i < attempt && pause < backoff.longest; ++i)
        pause *= backoff.factor;
    pause = std::min(pause, backoff.longest);
    const auto share = static_cast<unsigned char>(crypto::random_bytes(1).front());
    return std::max(std::chrono::seconds(1), pause - pause / 2 * share / 255);
}

IdBytes id_bytes_of(BytesView subject) {
    IdBytes bytes;
    ensure(subject.size() == bytes.size(), "the job's subject is an id");
    std::ranges::copy(subject, bytes.begin());
    return bytes;
}

} // namespace chancery::workflow
