// SPDX-License-Identifier: Apache-2.0
#include "main/left_bases.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "workflow/served_bases.hpp"

#include <fmt/format.h>

namespace chancery::daemon {

namespace {

/// As chancery.toml has it, the old base last: the first one is printed.
std::string setting_with(std::vector<std::string> urls, const std::string& left) {
    urls.push_back(left);
    return "public_url = [\"" + join(urls, "\", \"") + "\"]";
}

std::string warning_of(const workflow::LeftBase& left, const Config& config) {
    const bool is_one = left.clients == 1;
    return fmt::format(
        "public_url does not list {0}, under which the office was served when {1} client{2} "
        "registered: requests that name {3} account by that URL are refused. List it after the "
        "first URL until no host uses it: {4}",
        left.url,
        left.clients,
        is_one ? "" : "s",
        is_one ? "its" : "their",
        setting_with(config.public_urls, left.url)
    );
}

} // namespace

std::vector<std::string>
warnings_of_left_bases(const store::Reader& reader, const Config& config, Time now) {
    std::vector<std::string> warnings;
    for (const auto& left : workflow::find_left_bases(reader, config.public_urls, now))
        warnings.push_back(warning_of(left, config));
    return warnings;
}

void note_served_bases(store::Store& store, const Config& config, Time now) {
    const auto warnings = store.read([&](store::Reader& reader) {
        return warnings_of_left_bases(reader, config, now);
    });
    for (const auto& warning : warnings)
        log::warning(warning);
    try {
        workflow::record_served_bases(store, config.public_urls, now);
    } catch (const Error& error) {
        // A server whose disk is full serves what is read, and says so by itself.
        log::warning(
            "could not record under which URLs this office is served", {{"reason", error.what()}}
        );
    }
}

} // namespace chancery::daemon
