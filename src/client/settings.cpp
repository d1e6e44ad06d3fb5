// SPDX-License-Identifier: Apache-2.0
#include "client/settings.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <charconv>
#include <fmt/format.h>

namespace chancery::client {

namespace {

constexpr auto section = "renewalparams";
constexpr auto default_server = "https://acme-v02.api.letsencrypt.org/directory";

/// certbot writes None for what is not set.
std::optional<std::string> find_text(const ConfigObj& renewal, std::string_view key) {
    auto value = renewal.find(section, key);
    return value && *value != "None" && !value->empty() ? value : std::nullopt;
}

int number(std::string_view key, const std::string& text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw Error(Fault::invalid, fmt::format("Expected a numeric value for {}", key));
    return value;
}

bool truth(std::string_view key, const std::string& text) {
    const auto word = to_lower(text);
    if (word != "true" && word != "false")
        throw Error(
            Fault::invalid,
            fmt::format("Expected True or False for {} but found {}", key, printable(text))
        );
    return word == "true";
}

void take_file(Settings& settings, const ConfigObj& renewal) {
    const auto text = [&](std::string_view key, auto& into) {
        if (auto value = find_text(renewal, key)) into = *value;
    };
    text("server", settings.server);
    text("account", settings.account);
    text("authenticator", settings.authenticator);
    text("http01_address", settings.http01_address);
    // certbot before 1.25 did not write it, and made RSA keys.
    settings.key_type = "rsa";
    text("key_type", settings.key_type);
    text("elliptic_curve", settings.elliptic_curve);
    text("pre_hook", settings.pre_hook);
    text("post_hook", settings.post_hook);
    text("renew_hook", settings.deploy_hook);
    if (const auto value = find_text(renewal, "rsa_key_size"))
        settings.rsa_key_size = number("rsa_key_size", *value);
    if (const auto value = find_text(renewal, "http01_port")) {
        const int port = number("http01_port", *value);
        if (port < 1 || port > 65535)
            throw Error(Fault::invalid, "Expected a port number for http01_port");
        settings.http01_port = static_cast<unsigned short>(port);
    }
    if (const auto value = find_text(renewal, "reuse_key"))
        settings.reuse_key = truth("reuse_key", *value);
    if (const auto value = find_text(renewal, "autorenew"))
        settings.autorenew = truth("autorenew", *value);
    settings.renew_before_expiry = renewal.find("", "renew_before_expiry");
}

void take_options(Settings& settings, const Options& options) {
    const auto take = [](const auto& given, auto& into) {
        if (given) into = *given;
    };
    // An account belongs to its server.
    if (options.server && *options.server != settings.server) settings.account.reset();
    take(options.server, settings.server);
    take(options.account, settings.account);
    take(options.authenticator, settings.authenticator);
    take(options.http01_port, settings.http01_port);
    take(options.http01_address, settings.http01_address);
    take(options.key_type, settings.key_type);
    take(options.rsa_key_size, settings.rsa_key_size);
    take(options.elliptic_curve, settings.elliptic_curve);
    take(options.reuse_key, settings.reuse_key);
    take(options.pre_hook, settings.pre_hook);
    take(options.post_hook, settings.post_hook);
    take(options.deploy_hook, settings.deploy_hook);
}

} // namespace

Settings settings_for(const Options& options, const ConfigObj* renewal) {
    Settings settings{.server = default_server};
    if (renewal) take_file(settings, *renewal);
    take_options(settings, options);
    return settings;
}

crypto::KeyKind key_kind(const Settings& settings) {
    if (settings.key_type == "ecdsa") {
        const auto curve = to_lower(settings.elliptic_curve);
        if (curve == "secp256r1") return crypto::KeyKind::ecdsaP256;
        if (curve == "secp384r1") return crypto::KeyKind::ecdsaP384;
        if (curve == "secp521r1") return crypto::KeyKind::ecdsaP521;
        throw Error(
            Fault::invalid,
            fmt::format(
                "the curve {} is not supported; use --elliptic-curve secp256r1, secp384r1 or "
                "secp521r1",
                printable(settings.elliptic_curve)
            )
        );
    }
    if (settings.key_type != "rsa")
        throw Error(
            Fault::invalid,
            fmt::format(
                "Invalid key_type specified: {}.  Use [rsa|ecdsa]", printable(settings.key_type)
            )
        );
    switch (settings.rsa_key_size) {
    case 2048: return crypto::KeyKind::rsa2048;
    case 3072: return crypto::KeyKind::rsa3072;
    case 4096: return crypto::KeyKind::rsa4096;
    }
    throw Error(
        Fault::invalid,
        fmt::format(
            "RSA keys of {} bits are not supported; use --rsa-key-size 2048, 3072 or 4096",
            settings.rsa_key_size
        )
    );
}

void record(ConfigObj& renewal, const Options& options, const Settings& settings) {
    renewal.add_section(section, "Options used in the renewal process");
    const auto set = [&](const char* key, const std::string& value) {
        renewal.set(section, key, value);
    };
    if (settings.account) set("account", *settings.account);
    set("authenticator", settings.authenticator);
    set("server", settings.server);
    set("key_type", settings.key_type);
    if (options.config_directory_given) set("config_dir", options.directories.config);
    if (options.work_directory_given) set("work_dir", options.directories.work);
    if (options.logs_directory_given) set("logs_dir", options.directories.logs);
    if (options.http01_port) set("http01_port", std::to_string(*options.http01_port));
    if (options.http01_address) set("http01_address", *options.http01_address);
    if (options.rsa_key_size) set("rsa_key_size", std::to_string(*options.rsa_key_size));
    if (options.elliptic_curve) set("elliptic_curve", *options.elliptic_curve);
    if (options.reuse_key) set("reuse_key", *options.reuse_key ? "True" : "False");
    if (!options.autorenew) set("autorenew", "False");
    if (options.pre_hook) set("pre_hook", *options.pre_hook);
    if (options.post_hook) set("post_hook", *options.post_hook);
    // certbot's own name for it.
    if (options.deploy_hook) set("renew_hook", *options.deploy_hook);
    if (!options.preferred_challenges.empty())
        renewal.set_list(section, "pref_challs", options.preferred_challenges);
}

} // namespace chancery::client
