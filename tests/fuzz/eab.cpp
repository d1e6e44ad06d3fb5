// SPDX-License-Identifier: Apache-2.0
#include "acme/external_account.hpp"
#include "crypto/jwk.hpp"
#include "fuzz.hpp"
#include "jws_input.hpp"

// An external account binding to one account key and one URL: what is accepted names both, and only
// the MAC of our key fits. An input of parts without a signature is given that MAC.
namespace chancery::fuzz {

namespace {

constexpr std::string_view url = "https://ca.example/acme/ov/new-account";

/// RFC 8037 §A.2.
const crypto::PublicKey& account_key() {
    static const auto key = [] {
        const auto jwk = json::parse(
            R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"
        );
        return crypto::parse_jwk(json::Reader(jwk));
    }();
    return key;
}

const Secret& hmac_key() {
    static const Secret key(Bytes("the HMAC key of the fuzz targets"));
    return key;
}

void check(const acme::ExternalAccountBinding& binding) {
    const json::Reader header(binding.jws.header);
    require(header.at("url").string() == url, "the binding is made for this URL");
    require(header.at("kid").string() == binding.key_id, "the key id is the header's kid");
    require(!header.value().find("nonce"), "the binding has no nonce");
    require(
        crypto::find_hmac_algorithm(header.at("alg").string()) == binding.hash,
        "the hash is that of alg"
    );
    const auto jwk = json::parse(binding.jws.payload);
    require(
        crypto::parse_jwk(json::Reader(jwk)) == account_key(), "the payload is the account key"
    );
    const auto mac = crypto::hmac(binding.hash, hmac_key(), binding.jws.signing_input);
    require(
        binding.is_made_with(hmac_key()) == (mac == binding.jws.signature),
        "the MAC is taken where it is the right one, and nowhere else"
    );
    require(!binding.is_made_with(Secret(Bytes("another key"))), "no other key fits");
}

std::optional<acme::ExternalAccountBinding> parse(const json::Value& value) {
    return accepted({Fault::malformed, Fault::bad_public_key}, [&] {
        return acme::parse_external_account(json::Reader(value), url, account_key());
    });
}

/// The account key's JWK where the payload is left empty.
void run_parts(JwsParts parts) {
    static const auto jwk = json::to_text(crypto::to_jwk(account_key()));
    if (parts.payload.empty()) parts.payload = jwk;
    auto binding = parse(encoded(parts));
    if (!binding) return;
    check(*binding);
    if (!parts.signature.empty()) return;
    binding->jws.signature = crypto::hmac(binding->hash, hmac_key(), binding->jws.signing_input);
    check(*binding);
    require(binding->is_made_with(hmac_key()), "the right MAC is taken");
}

} // namespace

void run(std::string_view input) {
    if (!is_jws_itself(input)) return run_parts(parts_of(input));
    const auto value = accepted({Fault::malformed}, [&] { return json::parse(input); });
    if (!value) return;
    if (const auto binding = parse(*value)) check(*binding);
}

} // namespace chancery::fuzz
