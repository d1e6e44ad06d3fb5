// SPDX-License-Identifier: Apache-2.0
#include "testca/config.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "testca/loose_json.hpp"

#include <algorithm>

namespace chancery::testca {

namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr seconds usual_lifetime = 90 * 24h;
/// The longest that is issued (CA/Browser Forum Baseline Requirements §6.3.2): browsers take none
/// that is valid for longer.
constexpr seconds longest_lifetime = 200 * 24h;

int number(const json::Reader& object, std::string_view name, int otherwise) {
    const auto found = find_member(object, name);
    if (!found) return otherwise;
    const auto value = found->integer();
    if (value < 0 || value > 65535) found->fail("0 to 65535");
    return static_cast<int>(value);
}

bool flag(const json::Reader& object, std::string_view name) {
    const auto found = find_member(object, name);
    return found && found->boolean();
}

seconds lifetime(const json::Reader& object, std::string_view name) {
    const auto found = find_member(object, name);
    const auto value = found ? found->integer() : 0;
    if (value < 0) found->fail("a number of seconds");
    if (value == 0) return usual_lifetime;
    return std::min(seconds(value), longest_lifetime);
}

crypto::KeyType key_kind(const json::Reader& object) {
    const auto found = find_member(object, "keyAlgorithm");
    const auto word = found ? found->string() : std::string();
    if (word.empty() || word == "rsa") return crypto::KeyType::rsa2048;
    if (word != "ecdsa") found->fail("\"rsa\" or \"ecdsa\"");
    return crypto::KeyType::ecdsaP256;
}

std::vector<std::pair<std::string, Secret>> eab_keys(const json::Reader& object) {
    std::vector<std::pair<std::string, Secret>> keys;
    if (const auto found = find_member(object, "externalAccountMACKeys"))
        for (const auto& [key_id, key] : found->members()) {
            auto octets = parse_base64url(key.string());
            if (!octets || octets->empty()) key.fail("an HMAC key in base64url");
            keys.emplace_back(key_id, Secret(*std::move(octets)));
        }
    return keys;
}

std::vector<ProfileConfig> profiles(const json::Reader& object) {
    std::vector<ProfileConfig> profiles;
    if (const auto found = find_member(object, "profiles"))
        for (const auto& [name, profile] : found->members())
            profiles.push_back(
                {.name = name,
                 .description = string_member(profile, "description"),
                 .lifetime = lifetime(profile, "validityPeriod")}
            );
    if (profiles.empty())
        profiles.push_back(
            {.name = "default",
             .description = "The default profile",
             .lifetime = lifetime(object, "certificateValidityPeriod")}
        );
    return profiles;
}

} // namespace

Config parse_config(std::string_view text) {
    const auto value = json::parse(text);
    const auto pebble = find_member(json::Reader(value), "pebble");
    if (!pebble) throw Error(Fault::malformed, "the configuration has no member \"pebble\"");
    Config config{
        .listen = parse_listen(string_member(*pebble, "listenAddress")),
        .management_listen = std::nullopt,
        .certificate = string_member(*pebble, "certificate"),
        .private_key = string_member(*pebble, "privateKey"),
        .http_port = number(*pebble, "httpPort", 80),
        .tls_port = number(*pebble, "tlsPort", 443),
        .eab_keys = eab_keys(*pebble),
        .caa_identities = strings_member(*pebble, "caaIdentities"),
        .blocked_domains = strings_member(*pebble, "domainBlocklist"),
        .key_kind = key_kind(*pebble),
        .profiles = profiles(*pebble),
    };
    if (const auto management = string_member(*pebble, "managementListenAddress");
        !management.empty())
        config.management_listen = parse_listen(management);
    config.eab_required = flag(*pebble, "externalAccountBindingRequired");
    config.reuse_orders = flag(*pebble, "reusePendingOrders");
    if (const auto retry_after = find_member(*pebble, "retryAfter")) {
        config.authorization_retry_after = number(*retry_after, "authz", 0);
        config.order_retry_after = number(*retry_after, "order", 0);
    }
    config.asks_caa = !config.caa_identities.empty();
    if (!config.asks_caa) config.caa_identities.emplace_back("pebble.letsencrypt.org");
    return config;
}

net::ListenAddress parse_listen(std::string_view text) {
    const auto colon = text.rfind(':');
    const auto host = text.substr(0, colon);
    const auto port = colon == text.npos ? std::string_view() : text.substr(colon);
    const bool is_everywhere = host.empty() || host == "0.0.0.0";
    const auto address = is_everywhere         ? std::string_view("[::]")
                         : host == "localhost" ? std::string_view("127.0.0.1")
                                               : host;
    return net::parse_listen_address(std::string(address).append(port));
}

} // namespace chancery::testca
