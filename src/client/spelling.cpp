// SPDX-License-Identifier: Apache-2.0
#include "client/spelling.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace chancery::client {

namespace {

constexpr auto ignored_flags = std::to_array<std::string_view>(
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

constexpr auto ignored_options =
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

std::vector<std::string> long_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames())
            names.push_back("--" + name);
    for (const auto name : unsupported)
        if (name.starts_with("--")) names.emplace_back(name);
    return names;
}

const CLI::Option* owner(const CLI::App& app, const std::string& name) {
    return app.get_option_no_throw(name);
}

/// "--preferred-challenge" is what it can alone be the beginning of.
std::string in_full(const CLI::App& app, const std::string& name) {
    std::vector<std::string> found;
    for (const auto& each : long_names(app)) {
        if (each == name) return name;
        if (each.starts_with(name)) found.push_back(each);
    }
    if (found.empty())
        throw Error(
            Fault::invalid,
            fmt::format("unrecognized arguments: {}; --help lists the options", printable(name))
        );
    const bool one = std::ranges::all_of(found, [&](const std::string& each) {
        return owner(app, each) && owner(app, each) == owner(app, found.front());
    });
    if (found.size() > 1 && !one)
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

std::vector<std::string> spelled_out(CLI::App& app, std::span<const std::string> arguments) {
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
        auto name = in_full(app, given);
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

void add_ignored_options(CLI::App& app) {
    for (const auto name : ignored_flags)
        app.add_flag_callback(std::string(name), [] {})->group("");
    for (const auto name : ignored_options)
        app.add_option_function<std::string>(std::string(name), [](const std::string&) {})
            ->take_last()
            ->group("");
}

std::string plain_message(const CLI::ParseError& error) {
    std::string text = error.what();
    if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
    return printable(text);
}

} // namespace chancery::client
