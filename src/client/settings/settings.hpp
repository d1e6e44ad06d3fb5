// SPDX-License-Identifier: Apache-2.0
#pragma once

// How one lineage is obtained and renewed: what the command line or cli.ini says, else what its
// renewal file says, else the default. The names that certbot has for these settings are in
// setting_table.hpp.

#include "client/lineage/directories.hpp"
#include "client/settings/config_obj.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::client {

struct Options;

inline constexpr std::string_view default_server = "https://acme-v02.api.letsencrypt.org/directory";
inline constexpr std::string_view staging_server =
    "https://acme-staging-v02.api.letsencrypt.org/directory";

struct Settings {
    Directories directories = {};
    std::string server = std::string(default_server);
    std::optional<std::string> account = std::nullopt;
    std::optional<std::string> user_agent = std::nullopt;

    std::string authenticator = {}; ///< Empty: not chosen.
    std::string installer = {};     ///< Empty: none.
    std::vector<std::string> preferred_challenges = {};
    unsigned short http01_port = 80;
    std::string http01_address = {};

    std::string key_type = "ecdsa"; ///< Or "rsa".
    int rsa_key_size = 2048;
    std::string elliptic_curve = "secp256r1";
    bool reuse_key = false;

    bool must_staple = false;
    bool allow_subset_of_names = false;
    std::optional<std::string> preferred_chain = std::nullopt;
    std::optional<std::string> preferred_profile = std::nullopt;
    std::optional<std::string> required_profile = std::nullopt;

    bool autorenew = true;
    std::optional<std::string> pre_hook = std::nullopt;
    std::optional<std::string> post_hook = std::nullopt;
    std::optional<std::string> deploy_hook = std::nullopt;
};

/// For `renew`: what was not given comes from the renewal file. Throws invalid for a value that the
/// file must not have, and for a setting that chancery does not know or does not support.
Settings settings_for_renewal(const Options& options, const ConfigObj& renewal);

/// For `certonly`: like certbot, it does not look at a renewal file, except that a lineage keeps
/// its key type until another one is asked for.
Settings settings_for_replacement(const Options& options, const std::string& key_type);

/// The settings of `[renewalparams]`, and those above all sections, that are set and change nothing
/// here, for a warning.
std::vector<std::string> settings_without_effect(const ConfigObj& renewal);

/// Throws invalid for an authenticator, an installer or challenge types that chancery lacks.
void require_supported(const Settings& settings);

crypto::KeyType key_kind(const Settings& settings);

/// Writes what was given, and always server, account, authenticator and key type. Everything else
/// in the file stays as it is.
void record(ConfigObj& renewal, const Options& options, const Settings& settings);

/// Like `record`, but settings that were not given are removed (certbot's rule for `certonly`).
void record_anew(ConfigObj& renewal, const Options& options, const Settings& settings);

} // namespace chancery::client
