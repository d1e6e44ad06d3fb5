// SPDX-License-Identifier: Apache-2.0
#include "client/http_client.hpp"

#include "base/error.hpp"
#include "client/lineage/files.hpp"

#include <cstdlib>
#include <fmt/format.h>

namespace chancery::client {

namespace {

/// What certbot's HTTP library honours comes first, then OpenSSL's; `chancery admin` does the same.
net::Trust trust(const Options& options) {
    if (!options.verify_tls) return {.verify = false};
    for (const auto* name : net::trust_variables) {
        const auto* value = std::getenv(name);
        if (!value || !*value) continue;
        if (!files::exists(value))
            throw Error(
                Fault::invalid, fmt::format("{} names {}, which does not exist", name, value)
            );
        return {.ca_file = value};
    }
    return {};
}

std::string user_agent(const Options& options, const Settings& settings) {
    if (settings.user_agent) return *settings.user_agent;
    const auto& comment = options.user_agent_comment;
    return "chancery/" CHANCERY_VERSION + (comment.empty() ? "" : " (" + comment + ")");
}

} // namespace

net::HttpClient http_client(const Options& options, const Settings& settings) {
    return net::HttpClient({.trust = trust(options), .user_agent = user_agent(options, settings)});
}

} // namespace chancery::client
