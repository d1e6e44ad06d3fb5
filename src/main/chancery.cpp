// SPDX-License-Identifier: Apache-2.0
// chancery, the command line of hosts and of the office: certbot's verbs, and `chancery admin`.

#include "admin/admin.hpp"
#include "base/log.hpp"
#include "client/client.hpp"
#include "main/secrecy.hpp"

#include <span>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    // Hooks of certbot's kind keep their own limits.
    chancery::daemon::forbid_core_dumps(chancery::daemon::Children::may_dump);
    // What went well is said by the verbs themselves.
    chancery::log::open(chancery::log::Level::error, chancery::log::Form::text);
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments.front() == "admin")
        return chancery::admin::run(std::span(arguments).subspan(1));
    return chancery::client::run(arguments);
}
