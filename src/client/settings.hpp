// SPDX-License-Identifier: Apache-2.0
#pragma once

// How one lineage is got: the command line's word, else the renewal file's, else the default; and
// back into the renewal file, under certbot's names.

#include "client/config_obj.hpp"
#include "client/options.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::client {

struct Settings {
    std::string server;
    std::optional<std::string> account = std::nullopt;
    std::string authenticator = "standalone";
    unsigned short http01_port = 80;
    std::string http01_address = {};

    std::string key_type = "ecdsa";
    int rsa_key_size = 2048;
    std::string elliptic_curve = "secp256r1";
    bool reuse_key = false;

    bool autorenew = true;
    std::optional<std::string> renew_before_expiry = std::nullopt;

    std::optional<std::string> pre_hook = std::nullopt;
    std::optional<std::string> post_hook = std::nullopt;
    std::optional<std::string> deploy_hook = std::nullopt;
};

/// `renewal` may be null. Throws invalid for a value that the file should not have.
Settings settings_for(const Options& options, const ConfigObj* renewal);

crypto::KeyKind key_kind(const Settings& settings);

/// Notes what was asked for on the command line, and always server, account, authenticator and key
/// type. All else stays as it is.
void record(ConfigObj& renewal, const Options& options, const Settings& settings);

} // namespace chancery::client
