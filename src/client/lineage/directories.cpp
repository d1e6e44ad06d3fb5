// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/directories.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <filesystem>
#include <fmt/format.h>

namespace chancery::client {

std::string Directories::accounts(const std::string& server) const {
    const auto bad = [&] {
        return Error(
            Fault::invalid,
            fmt::format(
                "--server must be the URL of an ACME directory, such as "
                "https://acme.example.org/acme/ov/directory; {} is not one",
                printable(server)
            )
        );
    };
    const auto colon = server.find("://");
    const auto scheme = to_lower(server.substr(0, colon));
    if (colon == std::string::npos || (scheme != "https" && scheme != "http")) throw bad();
    const auto rest = server.substr(colon + 3, server.find_first_of("?#", colon) - colon - 3);
    const auto parts = split(rest, '/');
    if (parts.front().empty()) throw bad();
    std::string path = config + "/accounts";
    for (const auto& part : parts) {
        if (part.empty()) continue;
        if (part == "." || part == ".." || part.find('\0') != std::string_view::npos) throw bad();
        path += "/" + std::string(part);
    }
    return path;
}

std::string absolute_path(const std::string& path) {
    std::error_code error;
    auto text = std::filesystem::absolute(path, error).lexically_normal().string();
    if (error)
        throw Error(
            Fault::invalid,
            fmt::format(
                "{} is below the working directory, which is not available: {}",
                printable(path),
                error.message()
            )
        );
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

} // namespace chancery::client
