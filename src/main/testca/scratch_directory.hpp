// SPDX-License-Identifier: Apache-2.0
#pragma once

// A place for what ends with the process.

#include <filesystem>

namespace chancery::testca {

/// Removed with what is in it. Those of processes that were killed are removed by the next one.
class ScratchDirectory {
public:
    /// Throws unavailable.
    ScratchDirectory();
    ~ScratchDirectory();

    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

} // namespace chancery::testca
