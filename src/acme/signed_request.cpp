// SPDX-License-Identifier: Apache-2.0
#include "acme/signed_request.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/jwk.hpp"

namespace chancery::acme {

crypto::SignatureAlgorithm require_algorithm(const json::Reader& header) {
    const auto& word = header.at("alg").string();
    if (const auto algorithm = crypto::find_signature_algorithm(word)) return *algorithm;
    throw Error(
        Fault::bad_signature_algorithm,
        "the JWS is signed with \"" + printable(word, 32) +
            "\", which this server does not take; see \"algorithms\" for those that it does"
    );
}

void refuse_extensions(const json::Reader& header) {
    for (const auto* name : {"crit", "b64"})
        if (header.value().find(name))
            throw Error(
                Fault::malformed, std::string("the protected header must not have \"") + name + "\""
            );
}

bool SignedRequest::is_signed_by(const crypto::PublicKey& key) const {
    return crypto::algorithm_for(key) == algorithm &&
           key.verify(jws.signing_input, jws.signature, crypto::SignatureForm::jws);
}

SignedRequest parse_signed_request(std::string_view body) {
    auto jws = crypto::parse_jws(body);
    const json::Reader header(jws.header);
    refuse_extensions(header);
    const auto algorithm = require_algorithm(header);
    const auto nonce = header.find("nonce");
    // RFC 8555 §6.5: one that is not there is as one that is not taken, and the client tries again.
    if (!nonce)
        throw Error(Fault::bad_nonce, "the protected header has no nonce; use the fresh one");
    auto nonce_text = nonce->string();
    auto url = header.at("url").string();

    const auto jwk = header.find("jwk");
    const auto kid = header.find("kid");
    if (jwk && kid)
        throw Error(Fault::malformed, "the protected header must have jwk or kid, not both");
    if (!jwk && !kid) throw Error(Fault::malformed, "the protected header needs a jwk or a kid");

    auto key = jwk ? std::optional(crypto::parse_jwk(*jwk)) : std::nullopt;
    if (key) require_fit_account_key(*key);
    auto key_id = kid ? std::optional(kid->string()) : std::nullopt;
    // RFC 8555 §6.2: the kid is the account's URL.
    if (key_id && key_id->find("://") == key_id->npos)
        throw Error(
            Fault::malformed, "the kid \"" + printable(*key_id) + "\" is not the URL of an account"
        );
    return {
        .jws = std::move(jws),
        .algorithm = algorithm,
        .nonce = std::move(nonce_text),
        .url = std::move(url),
        .jwk = std::move(key),
        .kid = std::move(key_id),
    };
}

void require_fit_account_key(const crypto::PublicKey& key) {
    if (const auto why = crypto::unfit_for_use(key)) throw Error(Fault::bad_public_key, *why);
    if (const auto why = crypto::weakness(key))
        throw Error(Fault::bad_public_key, "this account key is not safe: " + *why);
}

} // namespace chancery::acme
