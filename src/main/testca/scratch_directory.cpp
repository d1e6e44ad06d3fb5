// SPDX-License-Identifier: Apache-2.0
#include "main/testca/scratch_directory.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace chancery::testca {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "chancery-testca-";

/// The open lock file; -1 where another process holds it, or it is not ours.
int take_lock(const fs::path& directory) {
    const int lock = ::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock >= 0 && ::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
    if (lock >= 0) ::close(lock);
    return -1;
}

/// What cannot be removed stays: it is somebody else's, or was removed meanwhile.
void remove_left_over(const fs::path& parent) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        if (!entry.path().filename().string().starts_with(prefix)) continue;
        const int lock = take_lock(entry.path());
        if (lock < 0) continue;
        fs::remove_all(entry.path(), ignored);
        ::close(lock);
    }
}

} // namespace

ScratchDirectory::ScratchDirectory() {
    const auto parent = fs::temp_directory_path();
    remove_left_over(parent);
    auto name = (parent / (std::string(prefix) + "XXXXXX")).string();
    if (!::mkdtemp(name.data()))
        throw Error(
            Fault::unavailable,
            "cannot make a directory in " + parent.string() + ": " + std::strerror(errno)
        );
    path_ = name;
    lock_ = take_lock(path_);
}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
    if (lock_ >= 0) ::close(lock_);
}

} // namespace chancery::testca
