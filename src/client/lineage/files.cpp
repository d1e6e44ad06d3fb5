// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/files.hpp"

#include "base/error.hpp"
#include "client/lineage/descriptor.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace chancery::client::files {

namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

std::string_view remedy(int error) {
    switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
        return "run as root, or set --config-dir, --work-dir and --logs-dir to directories that "
               "you may write";
    case ENOSPC:
    case EDQUOT: return "make room there and run the same command again";
    case EEXIST: return "move it away and run the same command again";
    default: return "fix that and run the same command again";
    }
}

std::string read_all(const Descriptor& file, const std::string& path) {
    std::string content;
    char buffer[16 * 1024];
    for (;;) {
        const auto count = ::read(file.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("read", path, errno);
        if (count == 0) return content;
        content.append(buffer, static_cast<std::size_t>(count));
        if (content.size() > most_bytes) fail("read", path, EFBIG);
    }
}

void write_all(const Descriptor& file, std::string_view content, const std::string& path) {
    while (!content.empty()) {
        const auto count = ::write(file.get(), content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("write", path, errno);
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (fsync(file.get()) != 0) fail("write", path, errno);
}

/// `exact` is set whatever the umask is.
void write_file(
    const std::string& path, std::string_view content, mode_t mode, std::optional<mode_t> exact
) {
    const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.get() < 0) fail("write", path, errno);
    Unfinished unfinished;
    unfinished.note(path);
    write_all(file, content, path);
    if (exact && fchmod(file.get(), *exact) != 0) fail("write", path, errno);
    unfinished.finish();
}

std::string parent(const std::string& path) {
    return std::filesystem::path(path).parent_path();
}

} // namespace

void fail(std::string_view what, const std::string& path, int error) {
    throw Error(
        Fault::unavailable,
        fmt::format(
            "cannot {} {}: {}; {}",
            what,
            path,
            std::generic_category().message(error),
            remedy(error)
        )
    );
}

std::string read(const std::string& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) fail("read", path, errno);
    return read_all(file, path);
}

std::optional<std::string> find(const std::string& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    if (file.get() < 0) fail("read", path, errno);
    return read_all(file, path);
}

bool exists(const std::string& path) {
    struct stat status {};

    return stat(path.c_str(), &status) == 0;
}

bool is_link(const std::string& path) {
    struct stat status {};

    return lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

std::string link_target(const std::string& path) {
    std::error_code error;
    const auto target = std::filesystem::read_symlink(path, error);
    if (error) fail("read the link", path, error.value());
    return (std::filesystem::path(path).parent_path() / target).lexically_normal();
}

std::vector<std::string> list(const std::string& directory) {
    std::error_code error;
    std::vector<std::string> names;
    std::filesystem::directory_iterator each(directory, error);
    for (; !error && each != std::filesystem::directory_iterator(); each.increment(error))
        names.push_back(each->path().filename());
    if (error && error.value() != ENOENT && error.value() != ENOTDIR)
        fail("read", directory, error.value());
    std::ranges::sort(names);
    return names;
}

void make_directory(const std::string& path, mode_t mode) {
    if (exists(path)) return;
    if (const auto above = parent(path); !above.empty() && above != path)
        make_directory(above, mode);
    if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST) fail("make", path, errno);
}

void write_new(const std::string& path, std::string_view content, mode_t mode) {
    write_file(path, content, mode, std::nullopt);
}

void write_key(const std::string& path, std::string_view content, mode_t mode) {
    write_file(path, content, 0600, mode);
}

void replace(const std::string& path, std::string_view content, mode_t mode) {
    struct stat old {};

    const bool there = stat(path.c_str(), &old) == 0;
    const auto fresh = path + ".new";
    remove_all(fresh); // What a crash left; the lock says that nobody else is at it.
    Unfinished unfinished;
    unfinished.note(fresh);
    // What somebody has set stays, whatever the umask is now.
    if (there)
        write_file(fresh, content, 0600, old.st_mode & 07777);
    else
        write_new(fresh, content, mode);
    if (there && chown(fresh.c_str(), old.st_uid, old.st_gid) != 0 && errno != EPERM)
        fail("write", fresh, errno);
    rename(fresh, path);
    unfinished.finish();
    sync_directory(parent(path));
}

void make_link(const std::string& target, const std::string& path) {
    if (symlink(target.c_str(), path.c_str()) != 0) fail("make the link", path, errno);
}

void replace_link(const std::string& target, const std::string& path) {
    const auto fresh = path + ".new";
    remove_all(fresh);
    Unfinished unfinished;
    unfinished.note(fresh);
    make_link(target, fresh);
    rename(fresh, path);
    unfinished.finish();
}

void rename(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) fail("write", to, errno);
}

void remove_all(const std::string& path) noexcept {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

void sync_directory(const std::string& path) {
    const Descriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() < 0 || fsync(directory.get()) != 0) fail("write", path, errno);
}

Unfinished::~Unfinished() {
    for (auto path = paths_.rbegin(); path != paths_.rend(); ++path)
        remove_all(*path);
}

} // namespace chancery::client::files
