// SPDX-License-Identifier: Apache-2.0
#pragma once

// chancery.toml: what one process needs to start. All else lives in the database.

#include "base/log.hpp"
#include "db/driver.hpp"
#include "net/probe/prober.hpp"
#include "net/server/http_server.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace chancery::daemon {

struct Config {
    std::filesystem::path data;
    std::vector<std::string> public_urls; ///< Without a final slash; the first one is printed.
    std::vector<std::string> hostnames;   ///< Of the server's own certificate; the URL's first.
    net::ListenAddress listen;
    net::ListenAddress status_listen;
    std::optional<net::ListenAddress> http_listen; ///< CRLs and issuers' certificates, without TLS.
    std::string public_http_url;                   ///< Their base; empty: certificates name none.
    db::Location store;
    std::filesystem::path master_key;
    std::filesystem::path certificate; ///< One's own, or empty: the built-in CA's.
    std::filesystem::path certificate_key;
    std::string website;
    log::Level log_level = log::Level::info;
    log::Form log_form = log::Form::automatic;
    net::Limits limits;
    int requests_per_second = 1000; ///< Of one address, whatever they are for.
    net::ResolverOptions resolver;  ///< Of what validates names.
    net::ProberLimits prober;
};

/// DIR/chancery.toml. Throws invalid with the file, the line and what is expected: for a setting
/// that is not known, too.
Config read_config(const std::filesystem::path& data);

/// Settings that are right one by one and not together. Throws invalid.
void require_consistent(const Config& config);

/// What may be meant, and mostly is not; to be told, not refused.
std::optional<std::string> doubt_about(const Config& config);

/// What `init` decides; the rest stands in the file as a comment with its default.
struct FirstConfig {
    std::string public_url;
    std::vector<std::string> hostnames;
    std::string listen;
    std::string http_listen; ///< Empty for none, as the next one.
    std::string public_http_url;
    std::string store; ///< Empty: the SQLite file.
};

/// The file's text, with every setting explained.
std::string first_config_text(const FirstConfig& first);

} // namespace chancery::daemon
