// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pebble's configuration file, as Pebble 2.10 reads it.

#include "base/secret.hpp"
#include "crypto/key.hpp"
#include "net/server/http_server.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::testca {

struct ProfileConfig {
    std::string name;
    std::string description;
    std::chrono::seconds lifetime;
};

struct Config {
    net::ListenAddress listen;
    std::optional<net::ListenAddress> management_listen;
    std::string certificate; ///< Files, from the working directory.
    std::string private_key;
    int http_port = 80;
    int tls_port = 443;
    bool eab_required = false;
    std::vector<std::pair<std::string, Secret>> eab_keys; ///< By key id; the key's octets.
    std::vector<std::string> caa_identities;              ///< One at least.
    bool asks_caa = false;                                ///< The configuration named them.
    std::vector<std::string> blocked_domains;
    crypto::KeyType key_kind = crypto::KeyType::rsa2048; ///< Of the CA's own keys.
    int authorization_retry_after = 0;                   ///< Seconds; 0: the header is left out.
    int order_retry_after = 0;
    bool reuse_orders =
        false; ///< Not Pebble's: a client's open order is given back, as Boulder does.
    std::vector<ProfileConfig> profiles; ///< One at least.
};

/// Throws malformed, with the place, or invalid.
Config parse_config(std::string_view text);

/// "0.0.0.0:14000", "[::1]:14000", ":14000", "localhost:14000": as Go listens, where all addresses
/// are those of both families. Throws invalid.
net::ListenAddress parse_listen(std::string_view text);

} // namespace chancery::testca
