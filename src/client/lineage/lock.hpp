// SPDX-License-Identifier: Apache-2.0
#pragma once

// certbot's lock on a directory: `.certbot.lock`, fcntl, never waited for. Held as long as this
// lives, and taken from the same file, so that the two programs keep each other out.

#include <string>

namespace chancery::client {

class DirectoryLock {
public:
    /// Throws conflict when another process holds it.
    explicit DirectoryLock(const std::string& directory);
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;
    ~DirectoryLock();

private:
    bool try_once();

    std::string path_;
    int descriptor_ = -1;
};

} // namespace chancery::client
