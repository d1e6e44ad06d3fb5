// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/settings/options.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::client {

namespace {

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(Fault::invalid, sentence);
}

} // namespace

void require_supported(const Settings& settings) {
    if (!settings.authenticator.empty() && settings.authenticator != "standalone")
        refuse(fmt::format(
            "the authenticator {} is not supported by chancery yet; use --standalone, or certbot",
            printable(settings.authenticator)
        ));
    const auto installer = to_lower(settings.installer);
    if (!installer.empty() && installer != "null" && installer != "none")
        refuse(fmt::format(
            "the installer {} is not supported by chancery yet, so the new certificate would not "
            "be served; use certbot, or --installer null with a --deploy-hook that installs the "
            "certificate",
            printable(settings.installer)
        ));
    const auto& preferred = settings.preferred_challenges;
    if (!preferred.empty() && std::ranges::find(preferred, "http-01") == preferred.end())
        refuse("None of the preferred challenges are supported by the selected plugin: standalone "
               "answers http");
    key_kind(settings);
}

void require_consistent(const Options& options) {
    require_supported(options);
    const bool has_wildcard = std::ranges::any_of(options.domains, [](const std::string& domain) {
        return domain.starts_with("*.");
    });
    if (options.allow_subset_of_names && has_wildcard)
        refuse("Using --allow-subset-of-names with a wildcard domain is not supported.");
}

} // namespace chancery::client
