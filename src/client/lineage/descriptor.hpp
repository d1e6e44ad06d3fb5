// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>
#include <utility>

namespace chancery::client {

/// A file descriptor that is closed when this goes; -1 for none.
class Descriptor {
public:
    explicit Descriptor(int value = -1) noexcept : value_(value) {}

    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}

    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }

    ~Descriptor() {
        if (value_ >= 0) close(value_);
    }

    int get() const noexcept { return value_; }

private:
    int value_;
};

} // namespace chancery::client
