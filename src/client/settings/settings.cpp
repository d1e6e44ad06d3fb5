// SPDX-License-Identifier: Apache-2.0
#include "client/settings/settings.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/settings/options.hpp"
#include "client/settings/setting_table.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace chancery::client {

namespace {

constexpr auto section = "renewalparams";
// certbot before 0.5 wrote it into every renewal file; it is gone.
constexpr std::string_view first_server = "https://acme-v01.api.letsencrypt.org/directory";

/// certbot writes None for what is not set.
bool is_set(const Values& values) {
    return !values.empty() && !(values.size() == 1 && (values[0].empty() || values[0] == "None"));
}

void take_file(Options& merged, const Options& options, const ConfigObj& renewal) {
    for (const auto& setting : setting_table()) {
        if (!setting.is_kept || options.is_given(setting.key)) continue;
        for (const auto key : {setting.also_kept_as, setting.key}) {
            if (key.empty()) continue;
            const auto values = renewal.find_list(section, key);
            if (is_set(values) && values != Values{std::string(first_server)})
                setting.take(merged, key, values);
        }
    }
}

bool has_effect(const Setting* setting) {
    return setting && setting->is_kept;
}

/// Outside of the section of settings.
constexpr auto references = std::to_array<std::string_view>(
    {"version", "archive_dir", "cert", "privkey", "chain", "fullchain", "renew_before_expiry"}
);

/// There too: what certbot once had, and what it looks for elsewhere.
constexpr auto idle_references =
    std::to_array<std::string_view>({"deploy_before_expiry", "autodeploy", "autorenew"});

constexpr auto sections =
    std::to_array<std::string_view>({section, "acme_renewal_info", "chancery"});

bool is_among(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

[[noreturn]] void refuse_unknown(const std::string& what) {
    throw Error(
        Fault::invalid,
        fmt::format(
            "{} is not known to chancery and could change the certificate; remove it, or renew "
            "this certificate with certbot",
            what
        )
    );
}

bool is_known(std::string_view key) {
    return find_setting(key) || is_leftover(key);
}

/// Throws for a setting that nobody knows, wherever it stands.
void require_known(const ConfigObj& renewal) {
    for (const auto& key : renewal.keys(""))
        if (!is_among(references, key) && !is_among(idle_references, key))
            refuse_unknown(fmt::format("the setting {} above all sections", printable(key)));
    for (const auto& key : renewal.keys(section))
        if (!is_known(key) && is_set(renewal.find_list(section, key)))
            refuse_unknown(fmt::format("the setting {} in [{}]", printable(key), section));
    for (const auto& name : renewal.sections()) {
        const auto slash = name.find('/');
        const bool known =
            slash == name.npos ? is_among(sections, name) : is_known(name.substr(slash + 1));
        if (!known) refuse_unknown(fmt::format("the section [{}]", printable(name)));
    }
}

/// The copies of a setting's other name would contradict it.
void write(ConfigObj& renewal, const Setting& setting, const Settings& settings) {
    const std::string key(setting.key);
    auto values = setting.tell(settings);
    if (setting.is_list)
        renewal.set_list(section, key, std::move(values));
    else
        renewal.set(section, key, values.front());
    if (!setting.also_kept_as.empty()) renewal.erase(section, setting.also_kept_as);
}

bool is_recorded(const Setting& setting, const Options& options) {
    constexpr std::array<std::string_view, 4> always{
        "server", "account", "authenticator", "key_type"};
    return setting.is_kept && (options.is_given(setting.key) ||
                               std::ranges::find(always, setting.key) != always.end());
}

} // namespace

Settings settings_for_renewal(const Options& options, const ConfigObj& renewal) {
    require_known(renewal);
    Options merged;
    static_cast<Settings&>(merged) = options;
    // certbot before 1.25 did not write it, and made RSA keys.
    if (!options.is_given("key_type")) merged.key_type = "rsa";
    take_file(merged, options, renewal);
    // An account belongs to its server.
    const auto server = renewal.find(section, "server");
    if (options.is_given("server") && !options.is_given("account") && server != options.server)
        merged.account.reset();
    require_supported(merged);
    return merged;
}

Settings settings_for_replacement(const Options& options, const std::string& key_type) {
    Settings settings = options;
    if (!options.is_given("key_type")) settings.key_type = key_type;
    return settings;
}

std::vector<std::string> settings_without_effect(const ConfigObj& renewal) {
    std::vector<std::string> result;
    for (const auto& key : renewal.keys(""))
        if (is_among(idle_references, key)) result.push_back(key);
    for (const auto& key : renewal.keys(section)) {
        const auto values = renewal.find_list(section, key);
        if (!has_effect(find_setting(key)) && is_set(values) && values != Values{"False"})
            result.push_back(key);
    }
    return result;
}

crypto::KeyType key_kind(const Settings& settings) {
    if (settings.key_type == "ecdsa") {
        const auto curve = to_lower(settings.elliptic_curve);
        if (curve == "secp256r1") return crypto::KeyType::ecdsaP256;
        if (curve == "secp384r1") return crypto::KeyType::ecdsaP384;
        if (curve == "secp521r1") return crypto::KeyType::ecdsaP521;
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
    case 2048: return crypto::KeyType::rsa2048;
    case 3072: return crypto::KeyType::rsa3072;
    case 4096: return crypto::KeyType::rsa4096;
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
    for (const auto& setting : setting_table())
        if (is_recorded(setting, options)) write(renewal, setting, settings);
}

void record_anew(ConfigObj& renewal, const Options& options, const Settings& settings) {
    for (const auto& key : renewal.keys(section)) {
        const auto* setting = find_setting(key);
        if (!setting || !is_recorded(*setting, options)) renewal.erase(section, key);
    }
    for (const auto& name : renewal.sections())
        if (name.starts_with(std::string(section) + "/")) renewal.erase_section(name);
    record(renewal, options, settings);
}

} // namespace chancery::client
