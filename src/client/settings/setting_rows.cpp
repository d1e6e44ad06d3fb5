// SPDX-License-Identifier: Apache-2.0
// The rows of the table of settings, in the order of the help text.
#include "client/settings/setting_table.hpp"
#include "client/settings/setting_values.hpp"

namespace chancery::client {

namespace {

using namespace values;

constexpr std::array<std::string_view, 2> key_types{"ecdsa", "rsa"};
constexpr std::array<std::string_view, 3> curves{"secp256r1", "secp384r1", "secp521r1"};

/// The rest of certbot's settings, of which chancery takes no value.
constexpr Setting row(std::string_view key, const Spelling& first, const Spelling& second = {}) {
    return {.key = key, .spellings = {first, second}};
}

constexpr Setting flag_without_effect(std::string_view key, std::string_view names) {
    return row(key, {.names = names, .stands_for = "True", .effect = Effect::none});
}

constexpr Setting option_without_effect(std::string_view key, std::string_view names) {
    return row(key, {.names = names, .effect = Effect::none});
}

constexpr Setting flag_that_is_so(std::string_view key, std::string_view names) {
    return row(key, {.names = names, .stands_for = "True", .effect = Effect::is_so});
}

constexpr Setting
without_effect_or_so(std::string_view key, std::string_view yes, std::string_view no) {
    return row(
        key,
        {.names = yes, .stands_for = "True", .effect = Effect::none},
        {.names = no, .stands_for = "False", .effect = Effect::is_so}
    );
}

constexpr Setting flag_not_supported(std::string_view key, std::string_view names) {
    return row(key, {.names = names, .stands_for = "True", .effect = Effect::refused});
}

constexpr Setting option_not_supported(std::string_view key, std::string_view names) {
    return row(key, {.names = names, .effect = Effect::refused});
}

constexpr auto table = std::to_array<Setting>({
    {.key = "domains",
     .topic = Topic::certificate,
     .value = "NAME",
     .take = take_domains,
     .is_list = true,
     .spellings = {Spelling{
         .names = "-d,--domain,--domains",
         .help = "DNS name of the certificate; may be repeated, or a list with commas"}}},
    {.key = "ip_addresses",
     .topic = Topic::certificate,
     .value = "ADDRESS",
     .take = take_addresses,
     .is_list = true,
     .spellings = {Spelling{
         .names = "--ip-address", .help = "IP address of the certificate; may be repeated"}}},
    {.key = "certname",
     .topic = Topic::certificate,
     .value = "NAME",
     .take = take_cert_name,
     .spellings = {Spelling{
         .names = "--cert-name",
         .help = "Name of the certificate's files (default: its first name)"}}},
    {.key = "expand",
     .topic = Topic::certificate,
     .take = take_truth<&Options::expand>,
     .spellings = {Spelling{
         .names = "--expand",
         .stands_for = "True",
         .help = "Replace a certificate that has some of the names"}}},
    {.key = "renew_by_default",
     .topic = Topic::certificate,
     .take = take_truth<&Options::force_renewal>,
     .spellings = {Spelling{
         .names = "--force-renewal,--renew-by-default",
         .stands_for = "True",
         .help = "Get a new certificate whether or not it is due"}}},
    {.key = "renew_with_new_domains",
     .topic = Topic::certificate,
     .take = take_truth<&Options::renew_with_new_domains>,
     .spellings = {Spelling{
         .names = "--renew-with-new-domains",
         .stands_for = "True",
         .help = "Let the certificate of --cert-name change its names"}}},
    {.key = "duplicate",
     .topic = Topic::certificate,
     .take = take_truth<&Options::duplicate>,
     .spellings = {Spelling{
         .names = "--duplicate",
         .stands_for = "True",
         .help = "Get a second certificate for names that have one"}}},
    flag_that_is_so("reinstall", "--keep-until-expiring,--keep,--reinstall"),
    {.key = "allow_subset_of_names",
     .topic = Topic::certificate,
     .is_kept = true,
     .take = take_truth<&Options::allow_subset_of_names>,
     .tell = tell_truth<&Settings::allow_subset_of_names>,
     .spellings = {Spelling{
         .names = "--allow-subset-of-names",
         .stands_for = "True",
         .help = "Get a certificate for those names that the server accepts"}}},
    {.key = "must_staple",
     .topic = Topic::certificate,
     .is_kept = true,
     .take = take_truth<&Options::must_staple>,
     .tell = tell_truth<&Settings::must_staple>,
     .spellings = {Spelling{
         .names = "--must-staple",
         .stands_for = "True",
         .help = "Ask for the OCSP must-staple extension (RFC 7633)"}}},
    {.key = "preferred_chain",
     .topic = Topic::certificate,
     .is_kept = true,
     .value = "NAME",
     .take = take_text<&Options::preferred_chain>,
     .tell = tell_text<&Settings::preferred_chain>,
     .spellings = {Spelling{
         .names = "--preferred-chain",
         .help =
             "Common name of the issuer at the top of the chain, if the server offers several"}}},
    {.key = "preferred_profile",
     .topic = Topic::certificate,
     .is_kept = true,
     .value = "NAME",
     .take = take_text<&Options::preferred_profile>,
     .tell = tell_text<&Settings::preferred_profile>,
     .spellings = {Spelling{
         .names = "--preferred-profile",
         .help = "Profile to order; the server's default if it does not offer this profile"}}},
    {.key = "required_profile",
     .topic = Topic::certificate,
     .is_kept = true,
     .value = "NAME",
     .take = take_text<&Options::required_profile>,
     .tell = tell_text<&Settings::required_profile>,
     .spellings = {Spelling{
         .names = "--required-profile",
         .help = "Profile to order; an error if the server does not offer this profile"}}},
    {.key = "break_my_certs",
     .topic = Topic::certificate,
     .take = take_truth<&Options::break_my_certs>,
     .spellings = {Spelling{
         .names = "--break-my-certs",
         .stands_for = "True",
         .help = "Replace a valid certificate with one from a staging server"}}},
    option_not_supported("csr", "--csr"),
    flag_not_supported("dry_run", "--dry-run"),

    {.key = "server",
     .topic = Topic::account,
     .is_kept = true,
     .value = "URL",
     .take = take_text<&Options::server>,
     .tell = tell_text<&Settings::server>,
     .spellings = {Spelling{
         .names = "--server",
         .help = "Directory URL of the ACME server (default: Let's Encrypt)"}}},
    {.key = "staging",
     .topic = Topic::account,
     .take = take_truth<&Options::staging>,
     .spellings = {Spelling{
         .names = "--staging,--test-cert",
         .stands_for = "True",
         .help = "Use the staging server of Let's Encrypt"}}},
    {.key = "tos",
     .topic = Topic::account,
     .take = take_truth<&Options::agree_tos>,
     .spellings = {Spelling{
         .names = "--agree-tos",
         .stands_for = "True",
         .help = "Agree to the terms of service of the server"}}},
    {.key = "email",
     .topic = Topic::account,
     .value = "MAIL",
     .take = take_emails,
     .spellings = {Spelling{
         .names = "-m,--email",
         .help = "E-mail address for notices from the server; separate several with commas"}}},
    flag_that_is_so("register_unsafely_without_email", "--register-unsafely-without-email"),
    without_effect_or_so("eff_email", "--eff-email", "--no-eff-email"),
    {.key = "account",
     .topic = Topic::account,
     .is_kept = true,
     .value = "ID",
     .take = take_text<&Options::account>,
     .tell = tell_text<&Settings::account>,
     .spellings = {Spelling{
         .names = "--account", .help = "Account to use: the name of its directory"}}},
    {.key = "eab_kid",
     .topic = Topic::account,
     .value = "KID",
     .take = take_text<&Options::eab_key_id>,
     .spellings = {Spelling{.names = "--eab-kid", .help = "Key id of the external account"}}},
    {.key = "eab_hmac_key",
     .topic = Topic::account,
     .value = "KEY",
     .take = take_hmac_key,
     .spellings = {Spelling{
         .names = "--eab-hmac-key",
         .help = "HMAC key of the external account; CHANCERY_EAB_HMAC_KEY in the environment and "
                 "--eab-hmac-key-file keep it out of the process list"}}},
    {.key = "eab_hmac_key_file",
     .topic = Topic::account,
     .value = "FILE",
     .take = take_text<&Options::eab_hmac_key_file>,
     .spellings = {Spelling{
         .names = "--eab-hmac-key-file",
         .help = "File with the HMAC key of the external account"}}},
    {.key = "eab_hmac_alg",
     .topic = Topic::account,
     .value = "ALG",
     .take = take_hmac_algorithm,
     .spellings = {Spelling{
         .names = "--eab-hmac-alg",
         .help =
             "HMAC algorithm of the external account: HS256, HS384 or HS512 (default: HS256)"}}},

    {.key = "authenticator",
     .topic = Topic::authentication,
     .is_kept = true,
     .value = "NAME",
     .take = take_text<&Options::authenticator>,
     .tell = tell_text<&Settings::authenticator>,
     .spellings =
         {Spelling{
              .names = "--standalone",
              .stands_for = "standalone",
              .help = "Answer http-01 with a small web server, if the server asks for a proof"},
          Spelling{
              .names = "-a,--authenticator",
              .help = "How to prove control of the names: standalone"}}},
    {.key = "installer",
     .topic = Topic::authentication,
     .is_kept = true,
     .value = "NAME",
     .take = take_text<&Options::installer>,
     .tell = tell_text<&Settings::installer>,
     .spellings = {Spelling{
         .names = "-i,--installer", .help = "How to install the certificate: null (not at all)"}}},
    {.key = "pref_challs",
     .topic = Topic::authentication,
     .is_kept = true,
     .value = "TYPES",
     .take = take_challenges,
     .tell = tell_challenges,
     .is_list = true,
     .spellings = {Spelling{
         .names = "--preferred-challenges",
         .help = "Challenge types in the order of preference: http"}}},
    {.key = "http01_port",
     .topic = Topic::authentication,
     .is_kept = true,
     .value = "PORT",
     .take = take_number<&Options::http01_port, 1, 65535>,
     .tell = tell_number<&Settings::http01_port>,
     .spellings = {Spelling{
         .names = "--http-01-port", .help = "Port that --standalone listens on (default: 80)"}}},
    {.key = "http01_address",
     .topic = Topic::authentication,
     .is_kept = true,
     .value = "ADDRESS",
     .take = take_text<&Options::http01_address>,
     .tell = tell_text<&Settings::http01_address>,
     .spellings = {Spelling{
         .names = "--http-01-address",
         .help = "Address that --standalone listens on (default: all addresses)"}}},
    flag_not_supported("webroot", "--webroot"),
    option_without_effect("webroot_path", "-w,--webroot-path"),
    option_without_effect("webroot_map", "--webroot-map"),
    flag_not_supported("manual", "--manual"),
    option_without_effect("manual_auth_hook", "--manual-auth-hook"),
    option_without_effect("manual_cleanup_hook", "--manual-cleanup-hook"),
    flag_without_effect("manual_public_ip_logging_ok", "--manual-public-ip-logging-ok"),
    flag_not_supported("nginx", "--nginx"),
    flag_not_supported("apache", "--apache"),
    option_not_supported("configurator", "--configurator"),
    flag_not_supported("debug_challenges", "--debug-challenges"),

    {.key = "key_type",
     .topic = Topic::key,
     .is_kept = true,
     .value = "TYPE",
     .take = take_choice<&Options::key_type, key_types>,
     .tell = tell_text<&Settings::key_type>,
     .spellings = {Spelling{
         .names = "--key-type", .help = "Type of the key: ecdsa or rsa (default: ecdsa)"}}},
    {.key = "rsa_key_size",
     .topic = Topic::key,
     .is_kept = true,
     .value = "BITS",
     .take = take_number<&Options::rsa_key_size, 2048, 4096>,
     .tell = tell_number<&Settings::rsa_key_size>,
     .spellings = {Spelling{
         .names = "--rsa-key-size",
         .help = "Size of an RSA key: 2048, 3072 or 4096 (default: 2048)"}}},
    {.key = "elliptic_curve",
     .topic = Topic::key,
     .is_kept = true,
     .value = "CURVE",
     .take = take_choice<&Options::elliptic_curve, curves>,
     .tell = tell_text<&Settings::elliptic_curve>,
     .spellings = {Spelling{
         .names = "--elliptic-curve",
         .help = "Curve of an ECDSA key: secp256r1, secp384r1 or secp521r1 (default: secp256r1)"}}},
    {.key = "reuse_key",
     .topic = Topic::key,
     .is_kept = true,
     .take = take_truth<&Options::reuse_key>,
     .tell = tell_truth<&Settings::reuse_key>,
     .spellings =
         {Spelling{
              .names = "--reuse-key",
              .stands_for = "True",
              .help = "Keep the key when the certificate is renewed"},
          Spelling{
              .names = "--no-reuse-key",
              .stands_for = "False",
              .help = "Make a new key at each renewal (default)"}}},
    {.key = "new_key",
     .topic = Topic::key,
     .take = take_truth<&Options::new_key>,
     .spellings = {Spelling{
         .names = "--new-key",
         .stands_for = "True",
         .help = "Make a new key this time, even with --reuse-key"}}},

    {.key = "pre_hook",
     .topic = Topic::hooks,
     .is_kept = true,
     .value = "COMMAND",
     .take = take_text<&Options::pre_hook>,
     .tell = tell_text<&Settings::pre_hook>,
     .spellings = {Spelling{
         .names = "--pre-hook", .help = "Shell command to run before certificates are obtained"}}},
    {.key = "post_hook",
     .topic = Topic::hooks,
     .is_kept = true,
     .value = "COMMAND",
     .take = take_text<&Options::post_hook>,
     .tell = tell_text<&Settings::post_hook>,
     .spellings = {Spelling{
         .names = "--post-hook", .help = "Shell command to run after the attempts"}}},
    {.key = "renew_hook", // certbot 5 calls it deploy_hook, and still writes the old name.
     .topic = Topic::hooks,
     .is_kept = true,
     .also_kept_as = "deploy_hook",
     .value = "COMMAND",
     .take = take_text<&Options::deploy_hook>,
     .tell = tell_text<&Settings::deploy_hook>,
     .spellings = {Spelling{
         .names = "--deploy-hook,--renew-hook",
         .help = "Shell command to run for each new certificate, with RENEWED_LINEAGE and "
                 "RENEWED_DOMAINS in its environment"}}},
    {.key = "validate_hooks",
     .topic = Topic::hooks,
     .take = take_truth<&Options::validate_hooks>,
     .spellings = {Spelling{
         .names = "--disable-hook-validation",
         .stands_for = "False",
         .help = "Do not check beforehand that the commands of hooks exist"}}},
    {.key = "directory_hooks",
     .topic = Topic::hooks,
     .take = take_truth<&Options::directory_hooks>,
     .spellings = {Spelling{
         .names = "--no-directory-hooks",
         .stands_for = "False",
         .help = "Do not run the scripts in renewal-hooks"}}},
    {.key = "autorenew",
     .topic = Topic::hooks,
     .is_kept = true,
     .take = take_truth<&Options::autorenew>,
     .tell = tell_truth<&Settings::autorenew>,
     .spellings = {Spelling{
         .names = "--no-autorenew",
         .stands_for = "False",
         .help = "Let renew skip this certificate"}}},
    flag_that_is_so("random_sleep_on_renew", "--no-random-sleep-on-renew"),
    flag_that_is_so("disable_renew_updates", "--disable-renew-updates"),
    flag_without_effect("run_deploy_hooks", "--run-deploy-hooks"),

    {.key = "noninteractive_mode",
     .take = take_truth<&Options::non_interactive>,
     .spellings = {Spelling{
         .names = "-n,--non-interactive,--noninteractive",
         .stands_for = "True",
         .help = "Never prompt; use the safe default"}}},
    flag_without_effect("force_interactive", "--force-interactive"),
    {.key = "config_dir",
     .is_kept = true,
     .value = "DIR",
     .take = take_directory<&Directories::config>,
     .tell = tell_directory<&Directories::config>,
     .spellings = {Spelling{
         .names = "--config-dir",
         .help = "Directory of certificates, accounts and settings (default: /etc/letsencrypt)"}}},
    {.key = "work_dir",
     .is_kept = true,
     .value = "DIR",
     .take = take_directory<&Directories::work>,
     .tell = tell_directory<&Directories::work>,
     .spellings = {Spelling{
         .names = "--work-dir", .help = "Working directory (default: /var/lib/letsencrypt)"}}},
    {.key = "logs_dir",
     .is_kept = true,
     .value = "DIR",
     .take = take_directory<&Directories::logs>,
     .tell = tell_directory<&Directories::logs>,
     .spellings = {Spelling{
         .names = "--logs-dir", .help = "Directory of logs (default: /var/log/letsencrypt)"}}},
    {.key = "config_file",
     .value = "FILE",
     .take = take_text<&Options::config_file>,
     .spellings = {Spelling{
         .names = "-c,--config",
         .help = "File of settings, read after /etc/letsencrypt/cli.ini and "
                 "$XDG_CONFIG_HOME/letsencrypt/cli.ini"}}},
    {.key = "no_verify_ssl",
     .take = take_truth<&Options::verify_tls>,
     .spellings = {Spelling{
         .names = "--no-verify-ssl",
         .stands_for = "False",
         .help = "Do not verify the server's certificate (for testing only)"}}},
    {.key = "issuance_timeout",
     .value = "SECONDS",
     .take = take_number<&Options::issuance_timeout, 1, 86400>,
     .spellings = {Spelling{
         .names = "--issuance-timeout",
         .help = "Seconds to wait for a certificate (default: 90)"}}},
    {.key = "max_log_backups",
     .value = "N",
     .take = take_number<&Options::log_backups, 0, 100'000>,
     .spellings = {Spelling{
         .names = "--max-log-backups", .help = "Number of old logs to keep (default: 1000)"}}},
    {.key = "quiet",
     .take = take_truth<&Options::quiet>,
     .spellings = {Spelling{
         .names = "-q,--quiet", .stands_for = "True", .help = "Print only errors"}}},
    {.key = "verbose_count",
     .take = take_verbosity,
     .spellings = {Spelling{
         .names = "-v,--verbose",
         .stands_for = "+1",
         .help = "Print each step; given twice, also each request"}}},
    option_without_effect("verbose_level", "--verbose-level"),
    {.key = "user_agent",
     .is_kept = true,
     .value = "TEXT",
     .take = take_user_agent,
     .tell = tell_text<&Settings::user_agent>,
     .spellings = {Spelling{
         .names = "--user-agent", .help = "User-Agent of requests to the server"}}},
    {.key = "user_agent_comment",
     .value = "TEXT",
     .take = take_user_agent_comment,
     .spellings = {Spelling{
         .names = "--user-agent-comment", .help = "Comment in the default User-Agent"}}},
    {.key = "preconfigured_renewal",
     .take = take_truth<&Options::preconfigured_renewal>,
     .spellings = {Spelling{
         .names = "--preconfigured-renewal",
         .stands_for = "True",
         .help = "Do not print how to set up renewal"}}},
    flag_that_is_so("text_mode", "-t,--text"),
    flag_without_effect("debug", "--debug"),
    flag_without_effect("strict_permissions", "--strict-permissions"),
    option_without_effect("https_port", "--https-port"),
    without_effect_or_so("redirect", "--redirect", "--no-redirect"),
    without_effect_or_so("hsts", "--hsts", "--no-hsts"),
    flag_without_effect("auto_hsts", "--auto-hsts"),
    without_effect_or_so("uir", "--uir", "--no-uir"),
    without_effect_or_so("staple", "--staple-ocsp", "--no-staple-ocsp"),
    option_without_effect("cert_path", "--cert-path"),
    option_without_effect("key_path", "--key-path"),
    option_without_effect("fullchain_path", "--fullchain-path"),
    option_without_effect("chain_path", "--chain-path"),
    option_without_effect("reason", "--reason"),
    {.key = "delete_after_revoke",
     .spellings =
         {Spelling{.names = "--delete-after-revoke", .stands_for = "True", .effect = Effect::none},
          Spelling{
              .names = "--no-delete-after-revoke", .stands_for = "False", .effect = Effect::none}}},
    option_without_effect("checkpoints", "--checkpoints"),
    flag_without_effect("init", "--init"),
    flag_without_effect("prepare", "--prepare"),
    {.key = "ifaces",
     .spellings =
         {Spelling{.names = "--authenticators", .stands_for = "True", .effect = Effect::none},
          Spelling{.names = "--installers", .stands_for = "True", .effect = Effect::none}}},
    flag_without_effect("os_packages_only", "--os-packages-only"),
    flag_without_effect("no_self_upgrade", "--no-self-upgrade"),
    flag_without_effect("no_bootstrap", "--no-bootstrap"),
    flag_without_effect("no_permissions_check", "--no-permissions-check"),
});

} // namespace

std::span<const Setting> setting_table() {
    return table;
}

} // namespace chancery::client
