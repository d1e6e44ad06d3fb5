// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/lock.hpp"

#include "base/error.hpp"
#include "client/lineage/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery::client {

DirectoryLock::DirectoryLock(const std::string& directory) : path_(directory + "/.certbot.lock") {
    while (!try_once()) {
    }
}

/// False when the file was removed by the one who held it, between our open and our lock.
bool DirectoryLock::try_once() {
    const int file = open(path_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) files::fail("write", path_, errno);

    struct flock whole {};

    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (fcntl(file, F_SETLK, &whole) != 0) {
        const int error = errno;
        close(file);
        if (error == EACCES || error == EAGAIN)
            throw Error(Fault::conflict, "Another instance of Certbot is already running.");
        files::fail("lock", path_, error);
    }

    struct stat held {};

    struct stat named {};

    if (fstat(file, &held) == 0 && stat(path_.c_str(), &named) == 0 &&
        held.st_dev == named.st_dev && held.st_ino == named.st_ino) {
        descriptor_ = file;
        return true;
    }
    close(file);
    return false;
}

DirectoryLock::~DirectoryLock() {
    // Removed while it is held, as certbot does.
    unlink(path_.c_str());
    close(descriptor_);
}

} // namespace chancery::client
