// SPDX-License-Identifier: Apache-2.0
#pragma once

// The data directory: its files, and the lock that keeps a second process out.

#include "base/secret.hpp"
#include "crypto/seal.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace chancery::daemon {

/// --data as an absolute path. Throws invalid where there is none.
std::filesystem::path absolute_data(const std::filesystem::path& given);

/// Held as long as this lives.
class DataLock {
public:
    /// Throws unavailable when another process holds it, or the directory cannot be written.
    explicit DataLock(const std::filesystem::path& data);
    ~DataLock();
    DataLock(const DataLock&) = delete;
    DataLock& operator=(const DataLock&) = delete;

private:
    int fd_ = -1;
};

enum class Privacy { private_to_owner, readable };

/// Written whole and durably under another name, then renamed. Throws unavailable with the cause
/// ("no space left on device").
void write_file(const std::filesystem::path& file, std::string_view text, Privacy privacy);

/// Throws unavailable.
std::string read_file(const std::filesystem::path& file);

/// The sealer of the key in this file. Throws invalid when it is not a key, or others may read it.
crypto::Sealer read_master_key(const std::filesystem::path& file);

} // namespace chancery::daemon
