// SPDX-License-Identifier: Apache-2.0
#include "client/spelling.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace chancery::client {

namespace {

constexpr auto flags_to_ignore = std::to_array<std::string_view>(
    {"--eff-email",
     "--no-eff-email",
     "--keep-until-expiring",
     "--keep",
     "--reinstall",
     "--no-random-sleep-on-renew",
     "--disable-hook-validation",
     "--disable-renew-updates",
     "--preconfigured-renewal",
     "--strict-permissions",
     "--os-packages-only",
     "--no-self-upgrade",
     "--no-bootstrap",
     "--no-permissions-check",
     "-t",
     "--text",
     "--debug"}
);

constexpr auto options_to_ignore =
    std::to_array<std::string_view>({"--user-agent", "--user-agent-comment", "--verbose-level"});

/// certbot's, and not yet ours: to pass them over would do something else than what was asked for.
constexpr auto unsupported = std::to_array<std::string_view>(
    {"--dry-run",
     "--staging",
     "--test-cert",
     "--webroot",
     "--webroot-path",
     "--webroot-map",
     "-w",
     "--manual",
     "--manual-auth-hook",
     "--manual-cleanup-hook",
     "--nginx",
     "--apache",
     "--installer",
     "-i",
     "--configurator",
     "--csr",
     "--must-staple",
     "--preferred-chain",
     "--preferred-profile",
     "--required-profile",
     "--allow-subset-of-names",
     "--break-my-certs",
     "--debug-challenges",
     "--ip-address",
     "--config",
     "-c",
     "--run-deploy-hooks",
     "--cert-path",
     "--key-path",
     "--fullchain-path",
     "--chain-path",
     "--https-port"}
);

/// Those whose value may begin with '-': key ids and keys that another CA made.
constexpr auto dashed = std::to_array<std::string_view>({"--eab-kid", "--eab-hmac-key"});

/// "--preferred-challenge" is what it can alone be the beginning of.
std::string in_full(std::span<const LongNames> known, const std::string& name) {
    std::vector<std::string> found;
    std::size_t options = 0; // One may have several names that begin so.
    for (const auto& names : known) {
        const auto before = found.size();
        for (const auto& each : names) {
            const auto spelled = "--" + each;
            if (spelled == name) return name;
            if (spelled.starts_with(name)) found.push_back(spelled);
        }
        if (found.size() > before) ++options;
    }
    for (const auto each : unsupported) {
        if (each == name) return name;
        if (!each.starts_with(name)) continue;
        found.emplace_back(each);
        ++options;
    }
    if (found.empty())
        throw Error(
            Fault::invalid,
            fmt::format("unrecognized arguments: {}; --help lists the options", printable(name))
        );
    if (options > 1)
        throw Error(
            Fault::invalid,
            fmt::format("ambiguous option: {} could match {}", printable(name), join(found, ", "))
        );
    return found.front();
}

void refuse_unsupported(const std::string& name) {
    if (std::ranges::find(unsupported, name) != unsupported.end() || name.starts_with("--dns-"))
        throw Error(
            Fault::invalid, fmt::format("{} is not supported by chancery yet", printable(name))
        );
}

} // namespace

std::vector<std::string>
spelled_out(std::span<const LongNames> known, std::span<const std::string> arguments) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument == "--") {
            result.insert(result.end(), arguments.begin() + static_cast<long>(i), arguments.end());
            break;
        }
        if (!argument.starts_with("--")) {
            refuse_unsupported(argument);
            result.push_back(argument);
            continue;
        }
        const auto equals = argument.find('=');
        const auto given = argument.substr(0, equals);
        if (given.starts_with("--dns-")) refuse_unsupported(given);
        auto name = in_full(known, given);
        refuse_unsupported(name);
        if (equals != std::string::npos) {
            result.push_back(name + argument.substr(equals));
        } else if (std::ranges::find(dashed, name) != dashed.end() && i + 1 < arguments.size()) {
            result.push_back(name + "=" + arguments[++i]);
        } else {
            result.push_back(std::move(name));
        }
    }
    return result;
}

std::span<const std::string_view> ignored_flags() {
    return flags_to_ignore;
}

std::span<const std::string_view> ignored_options() {
    return options_to_ignore;
}

std::string plain_message(std::string_view said) {
    return printable(said.substr(0, said.find('\n')));
}

} // namespace chancery::client
