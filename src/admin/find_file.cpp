// SPDX-License-Identifier: Apache-2.0
#include "admin/find_file.hpp"

#include <cerrno>
#include <fstream>

namespace chancery::admin {

std::optional<std::string> find_file(const std::string& path, std::size_t limit) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string content(limit + 1, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (file.bad()) return std::nullopt;
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.size() <= limit) return content;
    errno = EFBIG;
    return std::nullopt;
}

} // namespace chancery::admin
