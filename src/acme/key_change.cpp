// SPDX-License-Identifier: Apache-2.0
#include "acme/key_change.hpp"

#include "acme/signed_request.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "crypto/jwk.hpp"

namespace chancery::acme {

namespace {

/// The key that signed the inner JWS, which is a JWS as RFC 8555 §7.3.5 wants it.
crypto::PublicKey require_signer(const crypto::Jws& jws, std::string_view url) {
    const json::Reader header(jws.header);
    refuse_extensions(header);
    const auto algorithm = require_algorithm(header);
    if (header.value().find("nonce"))
        throw Error(Fault::malformed, "the inner JWS of a key change must not have a nonce");
    if (header.value().find("kid"))
        throw Error(Fault::malformed, "the inner JWS of a key change must have a jwk, not a kid");
    if (header.at("url").string() != url)
        throw Error(Fault::malformed, "the inner JWS must have the url of the request around it");
    auto key = crypto::parse_jwk(header.at("jwk"));
    require_fit_account_key(key);
    if (crypto::algorithm_for(key) != algorithm ||
        !key.verify(jws.signing_input, jws.signature, crypto::SignatureForm::jws))
        throw Error(Fault::malformed, "the inner JWS signature does not match the new key");
    return key;
}

} // namespace

KeyChange parse_key_change(std::string_view payload, std::string_view url) {
    const auto value = json::parse(payload);
    const auto jws = crypto::parse_jws(json::Reader(value));
    auto new_key = require_signer(jws, url);
    const auto inner = json::parse(jws.payload);
    const json::Reader object(inner);
    return {
        .new_key = std::move(new_key),
        .account = object.at("account").string(),
        .old_key = crypto::parse_jwk(object.at("oldKey")),
    };
}

} // namespace chancery::acme
