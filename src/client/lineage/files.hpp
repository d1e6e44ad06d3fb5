// SPDX-License-Identifier: Apache-2.0
#pragma once

// The file system as this program uses it: whole files, written to disk before they get their name.
// Everything throws unavailable with a sentence that names the path, the cause and what to do.

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace chancery::client::files {

/// At most a mebibyte.
std::string read(const std::string& path);
/// None when there is no such file.
std::optional<std::string> find(const std::string& path);
/// Links are followed.
bool exists(const std::string& path);
bool is_link(const std::string& path);
/// Where a link points, absolute; throws when it is none.
std::string link_target(const std::string& path);
/// The names in a directory, sorted by bytes; none when it is not there.
std::vector<std::string> list(const std::string& directory);

/// With its parents, each new one of this mode, less what the umask takes.
void make_directory(const std::string& path, mode_t mode);
/// Throws when the path is taken. On disk when it returns. The umask applies.
void write_new(const std::string& path, std::string_view content, mode_t mode);
/// Like `write_new`, but of exactly this mode whatever the umask is: for private keys.
void write_key(const std::string& path, std::string_view content, mode_t mode);
/// Old or new, never half of it. `mode` is for a new file, less what the umask takes; an old
/// one's is kept as it is.
void replace(const std::string& path, std::string_view content, mode_t mode);
void make_link(const std::string& target, const std::string& path);
/// Old or new, never none.
void replace_link(const std::string& target, const std::string& path);
void rename(const std::string& from, const std::string& to);
/// A file, a link, or a directory with all below it. For cleaning up: what fails is left.
void remove_all(const std::string& path) noexcept;
/// New names in it are on disk when it returns.
void sync_directory(const std::string& path);

/// Throws the sentence for errno.
[[noreturn]] void fail(std::string_view what, const std::string& path, int error);

/// Removes what is still noted when it goes: a step that fails leaves nothing.
class Unfinished {
public:
    Unfinished() = default;
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    ~Unfinished();

    void note(std::string path) { paths_.push_back(std::move(path)); }

    void finish() noexcept { paths_.clear(); }

private:
    std::vector<std::string> paths_;
};

} // namespace chancery::client::files
