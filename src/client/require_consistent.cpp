// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/options.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::client {

namespace {

/// The name of files and directories beside which others lie: live/README, and hidden ones.
void require_lineage_name(const std::string& name) {
    const bool good = !name.empty() && name.size() <= longest_lineage_name &&
                      !name.starts_with('.') && name != "README" &&
                      name.find('/') == std::string::npos && printable(name, name.size()) == name;
    if (!good)
        throw Error(
            Fault::invalid,
            fmt::format(
                "--cert-name must be a file's name of 1 to {} bytes, without '/' and without '.' "
                "in front, and not README",
                longest_lineage_name
            )
        );
}

} // namespace

void require_consistent(const Options& options) {
    if (options.cert_name) require_lineage_name(*options.cert_name);
    if (options.authenticator && *options.authenticator != "standalone")
        throw Error(
            Fault::invalid,
            fmt::format(
                "the authenticator {} is not supported yet; use --standalone",
                printable(*options.authenticator)
            )
        );
    const auto& preferred = options.preferred_challenges;
    if (!preferred.empty() && std::ranges::find(preferred, "http-01") == preferred.end())
        throw Error(
            Fault::invalid,
            "None of the preferred challenges are supported by the selected plugin: standalone "
            "answers http"
        );
}

} // namespace chancery::client
