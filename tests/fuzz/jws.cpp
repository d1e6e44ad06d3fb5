// SPDX-License-Identifier: Apache-2.0
#include "acme/key_change.hpp"
#include "acme/signed_request.hpp"
#include "base/encoding.hpp"
#include "crypto/jwk.hpp"
#include "fuzz.hpp"
#include "jws_input.hpp"

// A signed request: what is accepted has the form of RFC 8555 §6.2, whole, and only its own key's
// signature fits it.
// conforms: 8555-6.2-2, 8555-6.2-4, 8555-6.2-7, 8555-6.2-11
namespace chancery::fuzz {

namespace {

constexpr auto faults = {
    Fault::malformed, Fault::bad_nonce, Fault::bad_signature_algorithm, Fault::bad_public_key};

/// RFC 8037 §A.1.
const crypto::PrivateKey& signing_key() {
    static const auto key = [] {
        const auto jwk = json::parse(R"({"kty":"OKP","crv":"Ed25519",)"
                                     R"("d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",)"
                                     R"("x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
        return crypto::parse_private_jwk(json::Reader(jwk));
    }();
    return key;
}

/// Of the same kind, and nobody's in the inputs.
const crypto::PublicKey& other_key() {
    static const auto key = crypto::PrivateKey::generate(crypto::KeyType::ed25519).public_key();
    return key;
}

/// What fits, fits this key, this request and this signature, and nothing near them.
void check_signature(const acme::SignedRequest& request, const crypto::PublicKey& key) {
    if (!request.is_signed_by(key)) return;
    require(request.algorithm == crypto::algorithm_for(key), "the algorithm is the key's own");
    require(!request.is_signed_by(other_key()), "it fits no other key");
    auto changed = request;
    changed.jws.signing_input.back() ^= 1;
    require(!changed.is_signed_by(key), "it fits no other request");
    auto forged = request;
    require(!forged.jws.signature.empty(), "a signature is there");
    forged.jws.signature.back() ^= 1;
    require(!forged.is_signed_by(key), "no other signature fits");
}

/// Any request that was accepted, with a key of ours: its signature is taken, no other is.
void check_signed_here(acme::SignedRequest request) {
    const auto key = signing_key().public_key();
    request.algorithm = crypto::SignatureAlgorithm::eddsa;
    request.jws.signature =
        signing_key().sign(request.jws.signing_input, crypto::SignatureForm::jws);
    require(request.is_signed_by(key), "the right signature is taken");
    check_signature(request, key);
}

void check_key(const acme::SignedRequest& request) {
    const auto& key = *request.jwk;
    require(
        key.algorithm() != crypto::KeyAlgorithm::rsa || (key.bits() >= 2048 && key.bits() <= 4096),
        "an RSA key of a client has 2048 to 4096 bits"
    );
    const auto jwk = crypto::to_jwk(key);
    require(crypto::parse_jwk(json::Reader(jwk)) == key, "a JWK is read as itself");
    require(crypto::PublicKey::from_spki(key.spki()) == key, "an SPKI is read as itself");
    require(crypto::thumbprint(key).size() == 43, "a thumbprint is a SHA-256");
    check_signature(request, key);
}

/// The same bytes inside another request, as a key change has them (RFC 8555 §7.3.5).
void check_inner(std::string_view body) {
    const auto change = accepted(
        {Fault::malformed,
         Fault::unauthorized,
         Fault::bad_signature_algorithm,
         Fault::bad_public_key},
        [&] { return acme::parse_key_change(body, "https://ca.example/acme/ov/new-order"); }
    );
    require(!change || change->new_key.spki() != "", "a key change has a new key");
}

void check(const acme::SignedRequest& request) {
    const json::Reader header(request.jws.header);
    require(request.jwk.has_value() != request.kid.has_value(), "either jwk or kid");
    require(header.at("alg").string() == to_string(request.algorithm), "the algorithm is alg");
    require(header.at("nonce").string() == request.nonce, "the nonce is the header's");
    require(header.at("url").string() == request.url, "the url is the header's");
    require(!header.value().find("crit") && !header.value().find("b64"), "no extension");
    const auto dot = request.jws.signing_input.find('.');
    require(
        request.jws.signing_input.substr(dot + 1) == to_base64url(request.jws.payload),
        "the payload has one spelling, and it is what was signed"
    );
    require(request.is_post_as_get() == request.jws.payload.empty(), "empty asks to read");
    if (request.jwk) check_key(request);
    check_signed_here(request);
}

} // namespace

void run(std::string_view input) {
    if (is_jws_itself(input)) {
        check_inner(input);
        if (const auto request =
                accepted(faults, [&] { return acme::parse_signed_request(input); }))
            check(*request);
        return;
    }
    const auto parts = parts_of(input);
    const auto body = json::to_text(encoded(parts));
    check_inner(body);
    const auto request = accepted(faults, [&] { return acme::parse_signed_request(body); });
    if (!request) return;
    check(*request);
    require(request->jws.payload == parts.payload, "the payload is what was sent");
    require(request->jws.signature == parts.signature, "the signature is what was sent");
    require(
        request->jws.signing_input ==
            to_base64url(parts.header) + '.' + to_base64url(parts.payload),
        "what was signed is what was sent"
    );
}

} // namespace chancery::fuzz
