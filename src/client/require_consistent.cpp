// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/options.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::client {

void require_consistent(const Options& options) {
    if (options.cert_name &&
        (options.cert_name->empty() || *options.cert_name == "." || *options.cert_name == ".." ||
         options.cert_name->find('/') != std::string::npos))
        throw Error(Fault::invalid, "--cert-name must be a file's name, without '/'");
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
