// SPDX-License-Identifier: Apache-2.0
#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "main/identity.hpp"

#include <fmt/format.h>

namespace chancery::daemon {

/// Reads all that `serve` would read, and opens neither the database nor a port.
int check_config(const std::filesystem::path& data) {
    const auto config = read_config(absolute_data(data));
    const auto sealer = read_master_key(config.master_key);
    check_identity(sealer, config);
    (void)read_file(config.data / "root.pem");
    Metrics metrics;
    const net::Prober prober(config.resolver, config.prober, metrics);
    if (const auto doubt = doubt_about(config)) fmt::print(stderr, "chanceryd: {}\n", *doubt);
    fmt::print(
        "{} is right: {}\n", (config.data / "chancery.toml").string(), config.public_urls.front()
    );
    return 0;
}

} // namespace chancery::daemon
