// SPDX-License-Identifier: Apache-2.0
#include "acme/external_account.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/disclosed_key.hpp"
#include "crypto/jwk.hpp"

namespace chancery::acme {

namespace {

constexpr std::string_view place = "the externalAccountBinding's ";

[[noreturn]] void refuse(const std::string& what) {
    throw Error(Fault::malformed, std::string(place) + what);
}

/// RFC 8555 §7.3.4: the payload is the account key, the same as the outer JWS's.
bool holds_key(const Bytes& payload, const crypto::PublicKey& account_key) {
    try {
        const auto jwk = json::parse(payload);
        return crypto::parse_jwk(json::Reader(jwk)) == account_key;
    } catch (const Error& error) {
        if (error.fault() == Fault::bad_public_key) throw;
        return false;
    }
}

} // namespace

bool ExternalAccountBinding::is_made_with(const Secret& hmac_key) const {
    return crypto::equal_in_constant_time(
        crypto::hmac(hash, hmac_key, jws.signing_input), jws.signature
    );
}

ExternalAccountBinding parse_external_account(
    const json::Reader& binding, std::string_view url, const crypto::PublicKey& account_key
) {
    auto jws = crypto::parse_jws(binding);
    const json::Reader header(jws.header);
    const auto& algorithm = header.at("alg").string();
    const auto hash = crypto::find_hmac_algorithm(algorithm);
    if (!hash)
        throw Error(
            Fault::malformed,
            std::string(place) + "alg must be HS256, HS384 or HS512, not \"" +
                printable(algorithm, 32) + "\""
        );
    if (header.value().find("nonce")) refuse("header must not have a nonce");
    if (header.value().find("crit") || header.value().find("b64"))
        refuse("header must not have \"crit\" or \"b64\"");
    if (header.at("url").string() != url) refuse("url is not the URL of this request");
    if (!holds_key(jws.payload, account_key))
        refuse("payload is not the account key of this request");
    auto key_id = header.at("kid").string();
    return {.key_id = std::move(key_id), .hash = *hash, .jws = std::move(jws)};
}

std::optional<ExternalAccountBinding> find_external_account(
    const json::Reader& new_account, std::string_view url, const crypto::PublicKey& account_key
) {
    const auto binding = new_account.find("externalAccountBinding");
    if (!binding) return std::nullopt;
    try {
        return parse_external_account(*binding, url, account_key);
    } catch (const crypto::DisclosedKey&) {
        throw;
    } catch (const Error&) {
        return std::nullopt;
    }
}

} // namespace chancery::acme
