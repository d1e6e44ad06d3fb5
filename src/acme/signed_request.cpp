// SPDX-License-Identifier: Apache-2.0
#include "acme/signed_request.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/jwk.hpp"

#include <algorithm>

namespace chancery::acme {

namespace {

std::optional<crypto::SignatureAlgorithm> algorithm_of(const json::Reader& header) {
    return find_value<crypto::SignatureAlgorithm>(header.at("alg").string());
}

/// RFC 8555 §7.6: the certificate's own key, whatever that is, may revoke it.
bool is_of_p521_certificate(const json::Reader& header, KeyOf jwk) {
    return jwk == KeyOf::account_or_certificate && header.find("jwk") &&
           algorithm_of(header) == crypto::SignatureAlgorithm::es512;
}

void require_safe(const crypto::PublicKey& key) {
    if (const auto why = crypto::unfit_for_use(key)) throw Error(Fault::bad_public_key, *why);
    if (const auto why = crypto::weakness(key))
        throw Error(Fault::bad_public_key, "this account key is not safe: " + *why);
}

} // namespace

crypto::SignatureAlgorithm require_algorithm(const json::Reader& header) {
    const auto algorithm = algorithm_of(header);
    const auto taken = crypto::signature_algorithms();
    if (algorithm && std::ranges::find(taken, *algorithm) != taken.end()) return *algorithm;
    throw Error(
        Fault::bad_signature_algorithm,
        "the JWS is signed with \"" + printable(header.at("alg").string(), 32) +
            "\", which this server does not accept; see \"algorithms\" for those that it accepts"
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

SignedRequest parse_signed_request(std::string_view body, KeyOf jwk_of) {
    auto jws = crypto::parse_jws(body);
    const json::Reader header(jws.header);
    refuse_extensions(header);
    const bool is_p521 = is_of_p521_certificate(header, jwk_of);
    const auto algorithm = is_p521 ? crypto::SignatureAlgorithm::es512 : require_algorithm(header);
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
    if (key && is_p521) require_safe(*key);
    if (key && !is_p521) require_fit_account_key(*key);
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
    if (key.algorithm() == crypto::KeyAlgorithm::ec_p521)
        throw Error(
            Fault::bad_public_key, "an account key on a curve is on P-256 or P-384, not on P-521"
        );
    require_safe(key);
}

} // namespace chancery::acme
