// SPDX-License-Identifier: Apache-2.0
#include "client/settings/setting_table.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::client {

namespace {

/// What certbot up to 0.4 wrote to renewal files beside the settings above: internal names, and
/// options that were removed since.
constexpr auto leftovers = std::to_array<std::string_view>(
    {"agree_dev_preview",
     "dvsni_port",
     "func",
     "no_simple_http_tls",
     "num",
     "rollback_checkpoints",
     "simple_http_port",
     "standalone",
     "standalone_supported_challenges",
     "tls_sni_01_address",
     "tls_sni_01_port",
     "update_registration",
     "verb"}
);

constexpr auto plugins =
    std::to_array<std::string_view>({"apache", "dns", "manual", "nginx", "webroot"});

} // namespace

std::vector<std::string_view> Spelling::each() const {
    return split(names, ',');
}

std::string_view Spelling::long_name() const {
    const auto all = each();
    const auto found =
        std::ranges::find_if(all, [](std::string_view name) { return name.starts_with("--"); });
    return found == all.end() ? std::string_view() : *found;
}

std::span<const Spelling> Setting::ways() const {
    const auto end =
        std::ranges::find_if(spellings, [](const Spelling& each) { return each.names.empty(); });
    return {spellings.begin(), end};
}

const Setting* find_setting(std::string_view key) {
    const auto found = std::ranges::find_if(setting_table(), [&](const Setting& setting) {
        return setting.key == key || (!setting.also_kept_as.empty() && setting.also_kept_as == key);
    });
    return found == setting_table().end() ? nullptr : &*found;
}

bool is_leftover(std::string_view key) {
    return std::ranges::find(leftovers, key) != leftovers.end() ||
           std::ranges::any_of(plugins, [&](std::string_view plugin) {
               return key.starts_with(std::string(plugin) + "_");
           });
}

bool is_plugin_option(std::string_view name) {
    return std::ranges::any_of(plugins, [&](std::string_view plugin) {
        return name.starts_with("--" + std::string(plugin) + "-");
    });
}

Written find_spelling(std::string_view name) {
    for (const auto& setting : setting_table())
        for (const auto& spelling : setting.ways())
            for (const auto each : spelling.each())
                if (each == name) return {&setting, &spelling};
    return {nullptr, nullptr};
}

} // namespace chancery::client
