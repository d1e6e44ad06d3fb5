// SPDX-License-Identifier: Apache-2.0
#include "base/standard_error.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace chancery::log {

void StandardError::put(std::string_view line) {
    const std::lock_guard one_at_a_time(writing_);
    std::string text;
    // After the rest of a line that was written in part.
    if (!at_line_start_) text += '\n';
    const auto missing = dropped() - noted_;
    if (missing > 0) text += note_(missing) + '\n';
    text.append(line).append("\n");
    if (write(text))
        noted_ += missing;
    else
        ++failed_;
    {
        const std::lock_guard lock(counting_);
        ++came_;
    }
    one_more_.notify_all();
}

void StandardError::wait_for(
    const std::function<std::uint64_t()>& wanted, std::chrono::milliseconds patience
) {
    std::unique_lock lock(counting_);
    one_more_.wait_for(lock, patience, [&] { return came_ >= wanted(); });
}

bool StandardError::write(std::string_view text) {
    while (!text.empty()) {
        const auto size = ::write(STDERR_FILENO, text.data(), text.size());
        if (size > 0) {
            text.remove_prefix(static_cast<std::size_t>(size));
            at_line_start_ = text.empty();
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN) return false;
        // Somebody who shares the descriptor made it non-blocking.
        pollfd writable{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
        ::poll(&writable, 1, -1);
    }
    return true;
}

} // namespace chancery::log
