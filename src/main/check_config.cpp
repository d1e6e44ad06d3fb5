// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "main/identity.hpp"
#include "main/left_bases.hpp"
#include "main/missing_contact.hpp"
#include "store/as_is.hpp"

#include <fmt/format.h>

namespace chancery::daemon {

namespace {

/// Nothing is wrong where the database cannot be asked: it may be another host's, or not yet up.
void print_warnings(const Config& config) {
    try {
        store::read_as_is(config.store, [&](const store::Reader& reader) {
            for (const auto& warning : warnings_of_left_bases(reader, config, clock_now()))
                fmt::print(stderr, "chanceryd: {}\n", warning);
            for (const auto& warning : warnings_of_missing_contacts(reader))
                fmt::print(stderr, "chanceryd: {}\n", warning);
        });
    } catch (const Error& error) {
        fmt::print(
            stderr,
            "chanceryd: did not check whether clients know other URLs than those of public_url, "
            "and whether the office has a contact: {}\n",
            error.what()
        );
    }
}

} // namespace

/// Reads all that `serve` would read, the database as it is; opens no port and changes nothing.
int check_config(const std::filesystem::path& data) {
    const auto config = read_config(absolute_data(data));
    const auto sealer = read_master_key(config.master_key);
    check_identity(sealer, config);
    (void)read_file(config.data / "root.pem");
    Metrics metrics;
    const net::Prober prober(config.resolver, config.prober, metrics);
    if (const auto doubt = doubt_about(config)) fmt::print(stderr, "chanceryd: {}\n", *doubt);
    print_warnings(config);
    fmt::print(
        "{} is right: {}\n", (config.data / "chancery.toml").string(), config.public_urls.front()
    );
    return 0;
}

} // namespace chancery::daemon
