#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes corpus/<target>/: the examples of the unit tests, those that are accepted and those that
are refused, each a small file. The same files on every run."""

import base64
import hmac
import json
import pathlib
import shutil

import seed_challenge_server
import seed_judge
import seed_keys as keys
import seed_probe
import seed_proxy
import seed_requests
import seed_texts

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
URL = "https://ca.example/acme/ov/new-order"
EAB_URL = "https://ca.example/acme/ov/new-account"
ACCOUNT_URL = "https://ca.example/acme/ov/account/1"
HMAC_KEY = b"the HMAC key of the fuzz targets"


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def number(value, size=None):
    return base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def elliptic_jwk(key):
    size = (key.curve.key_size + 7) // 8
    point = key.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": f"P-{key.curve.key_size}",
        "x": number(point.x, size),
        "y": number(point.y, size),
    }


def rsa_jwk(key):
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}


ED25519_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
SIGNERS = {
    "ES256": (keys.P256, elliptic_jwk(keys.P256), "sha256"),
    "ES384": (keys.P384, elliptic_jwk(keys.P384), "sha384"),
    "EdDSA": (keys.ED25519, ED25519_JWK, ""),
    "RS256": (keys.RSA, rsa_jwk(keys.RSA), "sha256"),
}


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


def signature_of(alg, message):
    if alg == "HS256":
        return hmac.digest(HMAC_KEY, message, "sha256")
    if alg not in SIGNERS:
        return b"none"
    key, _, digest = SIGNERS[alg]
    made = keys.sign(key, message, digest)
    if isinstance(made, bytes):
        return made
    size = key.curve.key_size // 8
    return made[0].to_bytes(size, "big") + made[1].to_bytes(size, "big")


def jws(header, payload=b"{}", **more):
    """As it is on the wire."""
    protected = base64url(compact(header))
    body = base64url(payload)
    signature = signature_of(header["alg"], f"{protected}.{body}".encode())
    whole = {"protected": protected, "payload": body, "signature": base64url(signature)}
    return compact({**whole, **more})


def parts(header, payload=b"{}", signature=b"signature"):
    """As the targets encode it: jws_input.hpp."""
    protected = header if isinstance(header, bytes) else compact(header)
    return b"\n".join((protected, payload, signature))


def signed_requests():
    made = {}
    for alg, (_, jwk, _) in SIGNERS.items():
        with_jwk = {"alg": alg, "nonce": "n", "url": URL, "jwk": jwk}
        with_kid = {"alg": alg, "nonce": "n", "url": URL, "kid": ACCOUNT_URL}
        made[f"{alg}-jwk"] = jws(with_jwk)
        made[f"{alg}-kid"] = jws(with_kid, b"")
        made[f"{alg}-parts"] = parts(with_jwk)
    kid = {"alg": "ES256", "nonce": "n", "url": URL, "kid": "k"}
    p256 = SIGNERS["ES256"][1]
    headers = {
        "kid": kid,
        "none": {**kid, "alg": "none"},
        "HS256": {**kid, "alg": "HS256"},
        "ES512": {**kid, "alg": "ES512"},
        "jwk-and-kid": {**kid, "jwk": p256},
        "neither": {"alg": "ES256", "nonce": "n", "url": URL},
        "crit": {**kid, "crit": ["exp"]},
        "b64": {**kid, "b64": False},
        "without-nonce": {"alg": "ES256", "url": URL, "kid": "k"},
        "without-url": {"alg": "ES256", "nonce": "n", "kid": "k"},
        "alg-a-number": {**kid, "alg": 7},
        "kid-null": {**kid, "kid": None},
        "jwk-a-string": {"alg": "ES256", "nonce": "n", "url": URL, "jwk": "x"},
    }
    bad_keys = {
        "not-on-curve": {**p256, "y": p256["x"]},
        "short-coordinate": {**p256, "x": "AA"},
        "P-521": {**p256, "crv": "P-521"},
        "rsa-1024": rsa_jwk(keys.RSA_SMALL),
        "rsa-exponent-1": {**rsa_jwk(keys.RSA), "e": "AQ"},
        "rsa-exponent-long": {**rsa_jwk(keys.RSA), "e": "AQAAAAAB"},
        "rsa-leading-zero": {**rsa_jwk(keys.RSA), "n": base64url(b"\0" * 256)},
        "rsa-tiny": {"kty": "RSA", "n": "Aw", "e": "Aw"},
        "small-order": {**ED25519_JWK, "x": base64url(b"\1" + bytes(31))},
        "X25519": {**ED25519_JWK, "crv": "X25519"},
        "symmetric": {"kty": "oct", "k": "AA"},
        "with-private-half": {**p256, "d": "AA"},
    }
    for which, jwk in bad_keys.items():
        headers["key-" + which] = {"alg": "ES256", "nonce": "n", "url": URL, "jwk": jwk}
    for which, header in headers.items():
        made["parts-" + which] = parts(header)
    consent = compact({"account": ACCOUNT_URL, "oldKey": ED25519_JWK})
    made["key-change"] = jws({"alg": "ES256", "url": URL, "jwk": p256}, consent)
    made["key-change-with-nonce"] = jws(
        {"alg": "ES256", "url": URL, "jwk": p256, "nonce": "n"}, consent
    )
    good = jws(kid)
    text = json.loads(good)
    made["member-twice"] = good.replace(b"{", b'{"payload":"",', 1)
    made["header-member-twice"] = parts(b'{"alg":"ES256","alg":"none"}')
    made["several-signatures"] = compact({**text, "signatures": []})
    made["unprotected-header"] = compact({**text, "header": {"kid": "x"}})
    made["unknown-member"] = compact({**text, "extra": 1})
    made["padded"] = compact({**text, "payload": text["payload"] + "="})
    made["not-base64url"] = compact({**text, "payload": "f+/0"})
    made["bits-left-over"] = compact({**text, "payload": "e31"})
    made["without-signature"] = compact({"protected": text["protected"], "payload": ""})
    made["header-an-array"] = compact({**text, "protected": "W10"})
    made["something-follows"] = good + b"x"
    made["compact-form"] = b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA"
    return made


def external_accounts():
    good = {"alg": "HS256", "kid": "key-1", "url": EAB_URL}
    jwk = compact(ED25519_JWK)
    made = {
        "good": parts(good, jwk),
        "itself": jws(good, jwk),
        "itself-another-member": jws(good, jwk, extra=None),
        "with-our-mac": parts(good, b"", b""),
        "with-our-mac-384": parts({**good, "alg": "HS384"}, b"", b""),
        "with-our-mac-512": parts({**good, "alg": "HS512"}, b"", b""),
        "key-with-more": parts(good, compact({**ED25519_JWK, "kid": "x", "use": "sig"})),
        "another-key": parts(good, compact(SIGNERS["ES256"][1])),
        "no-key": parts(good, b"{}"),
        "not-json": parts(good, b"text"),
        "nonce": parts({**good, "nonce": "n"}, b""),
        "another-url": parts({**good, "url": URL}, b""),
        "ES256": parts({**good, "alg": "ES256"}, b""),
        "none": parts({**good, "alg": "none"}, b""),
        "crit": parts({**good, "crit": []}, b""),
        "b64": parts({**good, "b64": True}, b""),
        "without-kid": parts({"alg": "HS256", "url": EAB_URL}, b""),
        "kid-a-number": parts({**good, "kid": 1}, b""),
        "empty-object": b"{}",
        "several-signatures": jws(good, jwk, signatures=[]),
        "unprotected-header": compact({**json.loads(jws(good, jwk)), "header": {}}),
    }
    return made


def write(target, seeds):
    folder = CORPUS / target
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, seed in seeds.items():
        (folder / name).write_bytes(seed if isinstance(seed, bytes) else seed.encode())
    print(f"{target}: {len(seeds)} seeds")


def main():
    write("jws", signed_requests())
    write("eab", external_accounts())
    write("json", seed_texts.payloads())
    write("csr", {**seed_requests.requests(), **seed_requests.parts()})
    write("der", seed_requests.certificates())
    write("http_head", seed_texts.heads())
    write("judge", seed_judge.answers())
    write("links", seed_texts.links())
    write("name", seed_texts.names())
    write("probe", seed_probe.answers())
    write("proxy", seed_proxy.all_seeds())
    write("challenge_server", seed_challenge_server.all_seeds())


if __name__ == "__main__":
    main()
