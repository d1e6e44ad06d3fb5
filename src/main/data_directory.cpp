// SPDX-License-Identifier: Apache-2.0
#include "main/data_directory.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery::daemon {

namespace {

using std::filesystem::path;

constexpr std::size_t master_key_size = 32;

[[noreturn]] void fail(const std::string& what, const path& file) {
    throw Error(Fault::unavailable, what + " " + file.string() + ": " + std::strerror(errno));
}

/// Closes its file.
struct File {
    int fd;

    ~File() { close(fd); }
};

void write_all(int fd, std::string_view text, const path& file) {
    while (!text.empty()) {
        const auto written = write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("cannot write", file);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

void sync_directory(const path& directory) {
    const File file{open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (file.fd < 0 || fsync(file.fd) != 0) fail("cannot make durable", directory);
}

} // namespace

path absolute_data(const path& given) {
    std::error_code error;
    const auto absolute = std::filesystem::absolute(given, error);
    if (error)
        throw Error(
            Fault::invalid,
            "--data \"" + printable(given.string()) +
                "\" is below the working directory, which is not available: " + error.message()
        );
    return absolute.lexically_normal();
}

DataLock::DataLock(const path& data) {
    const auto file = data / "lock";
    fd_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0) fail("cannot write to the data directory:", file);
    if (flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
    const bool taken = errno == EWOULDBLOCK;
    close(fd_);
    if (!taken) fail("cannot lock", file);
    throw Error(
        Fault::unavailable,
        "another chanceryd is using the data directory " + data.string() +
            "; stop it first, or use another directory"
    );
}

DataLock::~DataLock() {
    close(fd_);
}

void write_file(const path& file, std::string_view text, Privacy privacy) {
    auto fresh = file;
    fresh += ".new";
    const mode_t mode = privacy == Privacy::readable ? 0644 : 0600;
    {
        const File out{
            open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)};
        if (out.fd < 0) fail("cannot make", fresh);
        if (fchmod(out.fd, mode) != 0) fail("cannot set the mode of", fresh);
        write_all(out.fd, text, fresh);
        if (fsync(out.fd) != 0) fail("cannot make durable", fresh);
    }
    if (rename(fresh.c_str(), file.c_str()) != 0) fail("cannot rename to", file);
    sync_directory(file.parent_path());
}

std::string read_file(const path& file) {
    const File in{open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (in.fd < 0) fail("cannot read", file);
    std::string text;
    constexpr std::size_t step = 8192;
    for (;;) {
        const auto size = text.size();
        text.resize(size + step);
        const auto got = read(in.fd, text.data() + size, step);
        text.resize(size + (got > 0 ? static_cast<std::size_t>(got) : 0));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("cannot read", file);
        if (got == 0) return text;
    }
}

crypto::Sealer read_master_key(const path& file) {
    struct stat status {};

    if (stat(file.c_str(), &status) != 0) fail("cannot read the master key", file);
    if ((status.st_mode & 077) != 0)
        throw Error(
            Fault::invalid,
            "other users can read the master key " + file.string() + "; protect it: chmod 600 " +
                file.string()
        );
    const Secret text(read_file(file));
    auto key = parse_base64(trim(text.reveal()));
    if (!key || key->size() != master_key_size)
        throw Error(
            Fault::invalid,
            file.string() +
                " is not a master key: it must contain 32 octets in base64, as `chanceryd "
                "init` wrote it"
        );
    return crypto::Sealer(Secret(*std::move(key)));
}

} // namespace chancery::daemon
