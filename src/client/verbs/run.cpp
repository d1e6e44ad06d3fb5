// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "client/settings/options.hpp"
#include "client/verbs.hpp"

namespace chancery::client {

/// certbot's default verb. The only installer here is the one that installs nothing.
int run_and_install(Options& options, Console& console, Time now) {
    if (options.installer != "null")
        throw Error(
            Fault::invalid,
            "chancery cannot install certificates into a web server yet, which is what certbot "
            "does without a verb (run). Obtain the certificate with \"chancery certonly\" and "
            "configure the web server to use it, or add --installer null."
        );
    return certonly(options, console, now);
}

} // namespace chancery::client
