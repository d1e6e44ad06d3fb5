// SPDX-License-Identifier: Apache-2.0
#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "net/tls.hpp"

#include <fmt/format.h>

namespace chancery::daemon {

/// Reads all that `serve` would read, and opens neither the database nor a port.
int check_config(const std::filesystem::path& data) {
    const auto config = read_config(std::filesystem::absolute(data).lexically_normal());
    const auto sealer = read_master_key(config.master_key);
    if (!config.certificate.empty())
        const net::TlsServer tls(
            read_file(config.certificate), Secret(read_file(config.certificate_key))
        );
    fmt::print("{} is right: {}\n", (config.data / "chancery.toml").string(), config.public_url);
    return 0;
}

} // namespace chancery::daemon
