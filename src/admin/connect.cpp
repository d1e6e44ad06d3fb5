// SPDX-License-Identifier: Apache-2.0
#include "admin/connect.hpp"

#include "admin/find_file.hpp"
#include "base/text.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <system_error>

namespace chancery::admin {

namespace {

constexpr std::size_t token_limit = 4096;
constexpr std::size_t root_limit = 64 * 1024;

Secret read_token(const std::string& path) {
    const Secret content(find_file(path, token_limit).value_or(""));
    const auto token = trim(content.reveal());
    if (token.empty())
        throw Error(
            Fault::invalid,
            fmt::format(
                "cannot read an API token from {}: {}",
                path,
                errno != 0 ? std::generic_category().message(errno) : "it is empty"
            )
        );
    for (const char c : token)
        if (c <= ' ' || c > '~')
            throw Error(
                Fault::invalid,
                fmt::format(
                    "{} does not contain an API token: a token is one line, e.g. chy_...", path
                )
            );
    return Secret(Bytes(token));
}

std::string without_slash(std::string url) {
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

} // namespace

std::optional<std::string> complete(Globals& globals, const Surroundings& surroundings) {
    if (globals.data && globals.server)
        return "--data and --server name two offices; give one of them";
    if (!globals.data && !globals.server) globals.data = surroundings.environment("CHANCERY_DATA");
    if (!globals.data && !globals.server)
        return "which office? On its server, give --data DIR (or set CHANCERY_DATA); from "
               "elsewhere, --server URL --token-file F";
    if (globals.data && globals.token_file)
        return "--token-file goes with --server; the socket of --data needs no token";
    if (globals.server && !globals.token_file) return "--server needs --token-file";
    if (globals.server && !to_lower(*globals.server).starts_with("https://"))
        return "--server must be an https URL: the token must not be sent unencrypted";
    return std::nullopt;
}

Office office_of(const Globals& globals, const Surroundings& surroundings) {
    if (globals.data) return {.socket = *globals.data + "/api.sock"};
    auto ca_file = globals.ca_file;
    for (const auto* variable : net::trust_variables)
        if (!ca_file) ca_file = surroundings.environment(variable);
    return {
        .url = without_slash(*globals.server),
        .token = read_token(*globals.token_file),
        .trust = {.ca_file = ca_file.value_or("")}};
}

std::optional<std::string> find_root(const Globals& globals, Api& api) {
    if (globals.data) return find_file(*globals.data + "/root.pem", root_limit);
    auto response = api.get_public("/ca/root.pem");
    if (response.status != 200) return std::nullopt;
    return std::move(response.body);
}

} // namespace chancery::admin
