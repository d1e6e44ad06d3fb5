# SPDX-License-Identifier: Apache-2.0
"""Requests whose signature, header, nonce or URL is wrong: each is refused and changes nothing."""

import json

import pytest

from harness.acme import Client, Key, b64, client, compact, rsa_jwk, unb64

NAME = "host0.physics.campus.example"
ORDER = {"identifiers": [{"type": "dns", "value": NAME}]}


def with_header(**replaced):
    return lambda c, url: c.jws(url, ORDER, **replaced)


def duplicated(name, value):
    """A protected header that names a member twice."""
    def make(c, url):
        text = compact(c.header(url)).decode()
        return c.jws_of(b64(f'{text[:-1]},"{name}":{json.dumps(value)}}}'.encode()), ORDER)
    return make


def with_member(name, value):
    return lambda c, url: c.jws(url, ORDER) | {name: value}


def without_member(name):
    def make(c, url):
        jws = c.jws(url, ORDER)
        del jws[name]
        return jws
    return make


def two_signatures(c, url):
    jws = c.jws(url, ORDER)
    one = {"protected": jws["protected"], "signature": jws["signature"]}
    return {"payload": jws["payload"], "signatures": [one, one]}


def body_with_payload_twice(c, url):
    jws = c.jws(url, ORDER)
    return compact(jws)[:-1] + b',"payload":"e30"}'


def raw(body):
    return lambda c, url: body


def padded(part):
    def make(c, url):
        jws = c.jws(url, ORDER)
        return jws | {part: jws[part] + "="}
    return make


def payload_text(text):
    return lambda c, url: c.jws(url, text)


def changed_payload(c, url):
    return c.jws(url, ORDER) | {"payload": b64(compact({"identifiers": []}))}


UNAUTHORIZED = (403, "unauthorized")
MALFORMED = (400, "malformed")
ALGORITHM = (400, "badSignatureAlgorithm")
NONCE = (400, "badNonce")

BY_A_CLIENT = {
    "alg none": (with_header(alg="none"), *ALGORITHM),
    "alg HS256": (with_header(alg="HS256"), *ALGORITHM),
    "alg ES512": (with_header(alg="ES512"), *ALGORITHM),
    "alg PS256": (with_header(alg="PS256"), *ALGORITHM),
    "alg of another key": (with_header(alg="RS256"), *MALFORMED),
    "no alg": (with_header(alg=None), *MALFORMED),
    "DER signature": (lambda c, url: c.jws(url, ORDER, c.key.sign_as_der), *MALFORMED),
    "63 octets": (lambda c, url: c.jws(url, ORDER, lambda o: c.key.sign(o)[:-1]), *MALFORMED),
    "65 octets": (lambda c, url: c.jws(url, ORDER, lambda o: c.key.sign(o) + b"\0"), *MALFORMED),
    "zeros": (lambda c, url: c.jws(url, ORDER, lambda o: bytes(64)), *MALFORMED),
    "no signature": (lambda c, url: c.jws(url, ORDER, lambda o: b""), *MALFORMED),
    "another's signature": (lambda c, url: c.jws(url, ORDER, Key().sign), *MALFORMED),
    "changed payload": (changed_payload, *MALFORMED),
    "two signatures": (two_signatures, *MALFORMED),
    "unprotected header": (with_member("header", {"alg": "ES256"}), *MALFORMED),
    "no protected": (without_member("protected"), *MALFORMED),
    "no payload": (without_member("payload"), *MALFORMED),
    "signature left out": (without_member("signature"), *MALFORMED),
    "wrong url": (with_header(url="https://localhost/acme/ov/new-order"), *UNAUTHORIZED),
    "url of another": (lambda c, url: c.jws(c.new_account_url, ORDER), *UNAUTHORIZED),
    "url with a query": (lambda c, url: c.jws(url + "?", ORDER), *UNAUTHORIZED),
    "no url": (with_header(url=None), *MALFORMED),
    "jwk and kid": (lambda c, url: c.jws(url, ORDER, jwk=c.key.jwk()), *MALFORMED),
    "neither": (with_header(kid=None), *MALFORMED),
    "jwk for kid": (lambda c, url: c.jws(url, ORDER, kid=None, jwk=c.key.jwk()), *MALFORMED),
    "kid is a number": (with_header(kid=7), *MALFORMED),
    "kid elsewhere": (with_header(kid="https://evil.example/1"), 400, "accountDoesNotExist"),
    "crit": (with_header(crit=["exp"]), *MALFORMED),
    "empty crit": (with_header(crit=[]), *MALFORMED),
    "b64 false": (with_header(b64=False), *MALFORMED),
    "b64 true": (with_header(b64=True), *MALFORMED),
    "alg twice": (duplicated("alg", "ES256"), *MALFORMED),
    "url twice": (duplicated("url", "https://localhost/"), *MALFORMED),
    "payload twice": (body_with_payload_twice, *MALFORMED),
    "name twice in the payload":
        (payload_text('{"identifiers":[{"type":"dns","value":"a.b","value":"%s"}]}' % NAME),
         *MALFORMED),
    "padded protected": (padded("protected"), *MALFORMED),
    "padded payload": (padded("payload"), *MALFORMED),
    "padded signature": (padded("signature"), *MALFORMED),
    "not base64url": (with_member("payload", "+/=="), *MALFORMED),
    "protected is no object": (lambda c, url: c.jws_of(b64(b"[]"), ORDER), *MALFORMED),
    "protected is no JSON": (lambda c, url: c.jws_of(b64(b"{"), ORDER), *MALFORMED),
    "body is no JSON": (raw(b"protected=payload"), *MALFORMED),
    "body is an array": (raw(b"[]"), *MALFORMED),
    "body is empty": (raw(b""), *MALFORMED),
    "body is not UTF-8": (raw(b'{"protected":"\xff"}'), *MALFORMED),
    "body is nested": (raw(b"[" * 30000), *MALFORMED),
    "payload is no JSON": (payload_text("{"), *MALFORMED),
    "payload is a list": (payload_text("[]"), *MALFORMED),
    "payload is empty": (payload_text(""), *MALFORMED),
    "no nonce": (with_header(nonce=None), *NONCE),
    "nonce is no base64url": (with_header(nonce="a/b"), *MALFORMED),
    "nonce is a number": (with_header(nonce=1), *MALFORMED),
    "foreign nonce": (with_header(nonce=b64(bytes(32))), *NONCE),
    "short nonce": (with_header(nonce="abcd"), *NONCE),
}


# conforms: 8555-5-1, 8555-6.1-5, 8555-6.2-1, 8555-6.2-7, 8555-6.2-11, 8555-6.2-13, 8555-6.2-14
# conforms: 8555-6.2-15, 8555-6.4-1, 8555-6.4-2, 8555-6.4-3, 8555-6.4.1-1, 8555-6.5-2, 8555-6.5.2-1
# conforms: 8555-6.5.2-2
# conforms-refusal: 8555-6.2-2, 8555-6.2-3, 8555-6.2-4, 8555-6.2-5, 8555-6.2-6, 8555-6.2-8
# conforms-refusal: 8555-6.5-3
@pytest.mark.parametrize("case", BY_A_CLIENT)
def test_a_bad_request_is_refused_with_the_right_problem(office, acme, case):
    make, status, word = BY_A_CLIENT[case]
    url = acme.new_order_url
    with office.unchanged(audited="payload" in case and word == "malformed"):
        answer = acme.send_jws(url, make(acme, url))
    assert (answer.status, answer.problem()) == (status, word), answer
    assert answer.headers["Replay-Nonce"], "an error carries a fresh nonce too"
    if word == "badSignatureAlgorithm":
        assert sorted(answer.json()["algorithms"]) == ["ES256", "ES384", "EdDSA", "RS256"]


# 4104 and 1024 bits, odd; a key is judged before its signature, so nobody needs the private half.
TOO_LONG = (1 << 4103) + 12345678901
TOO_SHORT = (1 << 1023) + 12345678901
GENERATOR = {"crv": "P-256", "kty": "EC",
             "x": b64(bytes.fromhex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0"
                                    "f4a13945d898c296")),
             "y": b64(bytes.fromhex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ece"
                                    "cbb6406837bf51f5"))}

BAD_KEYS = {
    "RSA of 1024 bits": rsa_jwk(TOO_SHORT),
    "RSA of 2047 bits": rsa_jwk((1 << 2046) + 12345678901),
    "RSA of 4104 bits": rsa_jwk(TOO_LONG),
    "RSA with exponent 1": rsa_jwk((1 << 2047) + 12345678901, 1),
    "RSA with a huge exponent": rsa_jwk((1 << 2047) + 12345678901, (1 << 64) + 1),
    "RSA with an even modulus": rsa_jwk(1 << 2047),
    "point not on the curve": GENERATOR | {"y": GENERATOR["x"]},
    "point at infinity": GENERATOR | {"x": b64(bytes(32)), "y": b64(bytes(32))},
    "short coordinate": GENERATOR | {"x": b64(bytes(31))},
    "P-521": GENERATOR | {"crv": "P-521"},
    "secp256k1": GENERATOR | {"crv": "secp256k1"},
    "X25519": {"crv": "X25519", "kty": "OKP", "x": b64(bytes(31) + b"\x09")},
    "Ed25519 of small order": {"crv": "Ed25519", "kty": "OKP", "x": b64(b"\x01" + bytes(31))},
    "symmetric": {"kty": "oct", "k": b64(bytes(32))},
    "no kty": {"x": GENERATOR["x"]},
    "published in RFC 7515 A.3":
        {"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
}


# conforms: 8555-6.2-16
@pytest.mark.parametrize("case", BAD_KEYS)
def test_an_account_key_that_is_not_fit_is_refused(office, case):
    jwk = BAD_KEYS[case]
    stranger = Client(office)
    alg = {"RSA": "RS256", "OKP": "EdDSA"}.get(jwk.get("kty"), "ES256")
    with office.unchanged(audited=False):
        answer = stranger.post(stranger.new_account_url, {}, lambda octets: bytes(64),
                               alg=alg, jwk=jwk)
    stranger.close()
    assert (answer.status, answer.problem()) == (400, "badPublicKey"), answer


# conforms: 8555-6.2-9, 8555-6.2-10
@pytest.mark.parametrize("alg", ["ES256", "ES384", "EdDSA", "RS256"])
def test_each_kind_of_account_key_is_taken(office, alg):
    with client(office, office.account(NAME), key=Key(alg)) as c:
        assert "BEGIN CERTIFICATE" in c.obtain(NAME)


# conforms: 8555-6.5-4, 8555-6.5-5, 8555-6.5-6
def test_a_nonce_is_taken_once(office, acme):
    jws = acme.jws(acme.new_order_url, ORDER)
    assert acme.send_jws(acme.new_order_url, jws).status == 201
    with office.unchanged():
        again = acme.send_jws(acme.new_order_url, jws)
        other = acme.post(acme.new_order_url, ORDER,
                          nonce=json.loads(unb64(jws["protected"]))["nonce"])
    for answer in (again, other):
        assert (answer.status, answer.problem()) == NONCE
    assert acme.post(acme.kid).status == 200, "the nonce of the refusal is good"


# conforms-refusal: 8555-6.5-3
def test_a_nonce_of_another_server_is_refused(office, own_office, acme):
    foreign = Client(own_office)
    with office.unchanged():
        answer = acme.post(acme.new_order_url, ORDER, nonce=foreign.nonce())
    foreign.close()
    assert (answer.status, answer.problem()) == NONCE


def test_a_nonce_expires(timed_office):
    with client(timed_office, timed_office.account(NAME)) as c:
        nonce = c.nonce()
        timed_office.clock.advance(minutes=61)
        with timed_office.unchanged():
            answer = c.post(c.new_order_url, ORDER, nonce=nonce)
        assert (answer.status, answer.problem()) == NONCE
        assert c.post(c.new_order_url, ORDER, nonce=answer.headers["Replay-Nonce"]).status == 201


def test_a_nonce_dies_with_the_server(own_office):
    with client(own_office, own_office.account(NAME)) as c:
        nonce = c.nonce()
        own_office.stop()
        own_office.start()
        c.close()
        answer = c.post(c.new_order_url, ORDER, nonce=nonce)
        assert (answer.status, answer.problem()) == NONCE


def test_a_wrong_signature_does_not_use_a_nonce_up(acme):
    nonce = acme.nonce()
    assert acme.post(acme.kid, None, Key().sign, nonce=nonce).status == 400
    assert acme.post(acme.kid, None, nonce=nonce).status == 200

