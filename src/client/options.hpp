// SPDX-License-Identifier: Apache-2.0
#pragma once

// The command line, with certbot's spellings, aliases and abbreviations. What was not given is
// absent: the renewal file has its say before a default has.

#include "base/secret.hpp"
#include "client/directories.hpp"
#include "crypto/digest.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace chancery::client {

struct Options {
    std::string verb;

    std::vector<std::string> domains = {}; ///< Lower case, each once, in the order given.
    std::optional<std::string> cert_name = std::nullopt;

    bool non_interactive = false;
    bool agree_tos = false;
    std::optional<std::string> email = std::nullopt;
    bool register_without_email = false;
    std::optional<std::string> account = std::nullopt;
    std::optional<std::string> server = std::nullopt;
    std::optional<std::string> eab_key_id = std::nullopt;
    Secret eab_hmac_key = {}; ///< As it was pasted.
    std::optional<std::string> eab_hmac_key_file = std::nullopt;
    crypto::Hash eab_hash = crypto::Hash::sha256;

    std::optional<std::string> authenticator = std::nullopt;
    std::vector<std::string> preferred_challenges = {};
    std::optional<unsigned short> http01_port = std::nullopt;
    std::optional<std::string> http01_address = std::nullopt;

    std::optional<std::string> key_type = std::nullopt; ///< "rsa", "ecdsa".
    std::optional<int> rsa_key_size = std::nullopt;
    std::optional<std::string> elliptic_curve = std::nullopt;
    std::optional<bool> reuse_key = std::nullopt;
    bool new_key = false;

    bool expand = false;
    bool force_renewal = false;
    bool renew_with_new_domains = false;
    bool duplicate = false;
    bool autorenew = true;

    std::optional<std::string> pre_hook = std::nullopt;
    std::optional<std::string> post_hook = std::nullopt;
    std::optional<std::string> deploy_hook = std::nullopt;
    bool directory_hooks = true;

    Directories directories = {};
    bool config_directory_given = false;
    bool work_directory_given = false;
    bool logs_directory_given = false;

    bool verify_tls = true;
    std::chrono::seconds issuance_timeout{90};
    unsigned log_backups = 1000;
    bool quiet = false;
    int verbosity = 0;
};

/// Nothing is to be done but to print.
struct Answer {
    int exit_code;
    std::string text; ///< For standard output when the code is 0, else for standard error.
};

/// `arguments` are those behind the program's name.
std::variant<Options, Answer> parse_options(std::span<const std::string> arguments);

/// Throws invalid for values that no verb can work with.
void require_consistent(const Options& options);

/// As certbot takes it: lower case, without the dot at the end. Throws invalid for what is no DNS
/// name, with certbot's sentence.
std::string checked_domain(const std::string& text);

} // namespace chancery::client
