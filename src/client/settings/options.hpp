// SPDX-License-Identifier: Apache-2.0
#pragma once

// What was asked for on the command line and in cli.ini, with certbot's spellings, aliases and
// abbreviations. `given` tells a value that was asked for from a default, because a renewal file
// overrides the default only.

#include "base/secret.hpp"
#include "client/settings/settings.hpp"
#include "crypto/digest.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery::client {

struct Options : Settings {
    std::string verb = {};
    std::set<std::string_view> given = {};        ///< Keys of setting_table.hpp.
    std::vector<std::string> without_effect = {}; ///< As written, each once, for warnings.
    std::optional<std::string> config_file = std::nullopt;

    std::vector<std::string> domains = {};   ///< Lower case, each once, in the order given.
    std::vector<std::string> addresses = {}; ///< In the spelling of RFC 5952, each once.
    std::optional<std::string> cert_name = std::nullopt;

    bool non_interactive = false;
    bool agree_tos = false;
    std::vector<std::string> emails = {};
    bool staging = false;
    std::optional<std::string> eab_key_id = std::nullopt;
    Secret eab_hmac_key = {}; ///< As it was pasted.
    std::optional<std::string> eab_hmac_key_file = std::nullopt;
    crypto::Hash eab_hash = crypto::Hash::sha256;

    bool new_key = false;
    bool expand = false;
    bool force_renewal = false;
    bool renew_with_new_domains = false;
    bool duplicate = false;
    bool break_my_certs = false;

    bool directory_hooks = true;
    bool validate_hooks = true;

    bool verify_tls = true;
    std::string user_agent_comment = {};
    std::chrono::seconds issuance_timeout{90};
    unsigned log_backups = 1000;
    bool preconfigured_renewal = false;
    bool quiet = false;
    int verbosity = 0;

    bool is_given(std::string_view key) const { return given.contains(key); }

    /// Domains, then addresses: certbot's order.
    std::vector<std::string> names() const;
};

/// Nothing is left to do except to print.
struct Answer {
    int exit_code;
    std::string text; ///< For standard output when the code is 0, else for standard error.
};

/// `arguments` are those behind the program's name. `config_files` are read where they exist, the
/// last one counts most; --config names one more.
std::variant<Options, Answer>
parse_options(std::span<const std::string> arguments, std::span<const std::string> config_files);

/// With certbot's two cli.ini: /etc/letsencrypt/ and $XDG_CONFIG_HOME/letsencrypt/.
std::variant<Options, Answer> parse_options(std::span<const std::string> arguments);

/// Throws invalid for values that no verb can work with.
void require_consistent(const Options& options);

} // namespace chancery::client
