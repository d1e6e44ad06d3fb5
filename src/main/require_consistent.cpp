// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "main/addresses.hpp"
#include "main/config.hpp"

#include <fmt/format.h>

namespace chancery::daemon {

void require_consistent(const Config& config) {
    struct Listener {
        const char* setting;
        net::ListenAddress endpoint;
    };

    std::vector<Listener> listeners{
        {"listen", config.listen}, {"status_listen", config.status_listen}};
    if (config.http_listen) listeners.push_back({"http_listen", *config.http_listen});
    for (auto one = listeners.begin(); one != listeners.end(); ++one)
        for (auto other = one + 1; other != listeners.end(); ++other)
            if (collide(one->endpoint, other->endpoint))
                throw Error(
                    Fault::invalid,
                    fmt::format(
                        "{}: {} ({}) and {} ({}) conflict: each needs an address or "
                        "a port of its own",
                        (config.data / "chancery.toml").string(),
                        one->setting,
                        net::to_string(one->endpoint),
                        other->setting,
                        net::to_string(other->endpoint)
                    )
                );
}

std::optional<std::string> doubt_about(const Config& config) {
    if (!config.certificate.empty()) return std::nullopt;
    for (const auto& url : config.public_urls)
        if (const auto host = host_of(url, "https://").value_or("");
            !is_among(config.hostnames, host))
            return fmt::format(
                "public_url names {}, which is not among hostnames: a client that comes straight "
                "to this server will not trust its certificate",
                host
            );
    return std::nullopt;
}

} // namespace chancery::daemon
