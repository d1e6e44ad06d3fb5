# SPDX-License-Identifier: Apache-2.0
"""Signing requests that do not fit the order or hold what is not issued: the order stays ready."""

import ipaddress
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, ed448, rsa

from harness.acme import b64, client, leaf_of, make_csr

NAMES = ["host0.physics.campus.example", "host1.physics.campus.example"]

# RFC 6979 A.2.5: the private half stands in the document.
PUBLISHED = ec.derive_private_key(
    0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, ec.SECP256R1())


def bad_signature(_):
    der = bytearray(make_csr(NAMES))
    der[-1] ^= 1
    return bytes(der)


def signed_by_another(_):
    """The names of one request under the key and signature of another."""
    return make_csr(NAMES).replace(b"host0", b"host9")


def rsa_of(p, q):
    """From known primes: generating long ones takes many seconds."""
    d = pow(65537, -1, (p - 1) * (q - 1))
    return lambda: rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p),
        rsa.RSAPublicNumbers(65537, p * q)).private_key()


def mersenne(exponent):
    return (1 << exponent) - 1


# Two primes that follow each other: Fermat's method factors their product in a moment.
NEIGHBOURS = [3 * (1 << 1022) + offset for offset in (1037, 1697)]


def sha1(_):
    key = "openssl req -new -sha1 -newkey rsa:2048 -nodes -keyout /dev/null -subj /CN=%s " \
          "-addext subjectAltName=DNS:%s,DNS:%s -outform DER" % (NAMES[0], *NAMES)
    return subprocess.run(key.split(), check=True, capture_output=True).stdout


def with_sans(*more):
    sans = [x509.DNSName(name) for name in NAMES] + list(more)
    return lambda _: make_csr([], sans=sans)


def with_extension(*extensions):
    return lambda _: make_csr(NAMES, extensions=extensions)


def with_key(generate):
    return lambda _: make_csr(NAMES, generate())


BAD = {
    "not DER": lambda _: b"CSR",
    "empty": lambda _: b"",
    "PEM": lambda _: x509.load_der_x509_csr(make_csr(NAMES)).public_bytes(
        serialization.Encoding.PEM),
    "cut off": lambda _: make_csr(NAMES)[:-10],
    "something behind": lambda _: make_csr(NAMES) + b"\0",
    "a name less": lambda _: make_csr(NAMES[:1]),
    "a name more": lambda _: make_csr([*NAMES, "host2.physics.campus.example"]),
    "another name": lambda _: make_csr([NAMES[0], "evil.example"]),
    "wildcard": lambda _: make_csr([*NAMES, "*.physics.campus.example"]),
    "no name": lambda _: make_csr([], sans=[]),
    "CN outside the SANs": lambda _: make_csr(NAMES, common_name="evil.example"),
    "CN that is a sentence": lambda _: make_csr(NAMES, common_name="Host Nought"),
    "changed signature": bad_signature,
    "changed names": signed_by_another,
    "IP address": with_sans(x509.IPAddress(ipaddress.ip_address("192.0.2.1"))),
    "e-mail": with_sans(x509.RFC822Name("ops@campus.example")),
    "URI": with_sans(x509.UniformResourceIdentifier("https://campus.example")),
    "registered id": with_sans(x509.RegisteredID(x509.ObjectIdentifier("1.2.3"))),
    "other name": with_sans(x509.OtherName(x509.ObjectIdentifier("1.2.3"), b"\x0c\x01a")),
    "CA": with_extension(x509.BasicConstraints(ca=True, path_length=0)),
    "must-staple": with_extension(x509.TLSFeature([x509.TLSFeatureType.status_request])),
    "the account's key": lambda c: make_csr(NAMES, c.key.private),
    "key published in RFC 6979": lambda _: make_csr(NAMES, PUBLISHED),
    "RSA 1024": with_key(lambda: rsa.generate_private_key(65537, 1024)),
    "RSA 1886": with_key(rsa_of(mersenne(1279), mersenne(607))),
    "RSA 4484": with_key(rsa_of(mersenne(2281), mersenne(2203))),
    "RSA of close primes": with_key(rsa_of(*NEIGHBOURS)),
    "P-521": with_key(lambda: ec.generate_private_key(ec.SECP521R1())),
    "secp256k1": with_key(lambda: ec.generate_private_key(ec.SECP256K1())),
    "SHA-1": sha1,
}


@pytest.fixture(scope="module")
def order(acme):
    """One for all: nothing that is wrong with a CSR ends it."""
    return acme.order(*NAMES)


# conforms: 8555-7.4-6, 8555-7.4-7, 8555-11.1-2
# conforms-refusal: 8555-7.4-4
@pytest.mark.parametrize("case", BAD)
def test_a_bad_csr_is_refused_and_the_order_stays_ready(office, acme, order, case):
    csr = BAD[case](acme)
    with office.unchanged():
        answer = acme.finalize(order[0], csr)
        assert (answer.status, answer.problem()) == (400, "badCSR"), answer
        assert acme.post(order[1]).json()["status"] == "ready"


@pytest.mark.parametrize("payload, word", [
    ({"csr": b64(make_csr(NAMES)) + "="}, "badCSR"), ({"csr": "+/"}, "badCSR"),
    ({"csr": 1}, "malformed"), ({}, "malformed")])
def test_a_csr_that_is_not_base64url_is_refused(office, acme, order, payload, word):
    with office.unchanged():
        answer = acme.post(order[0]["finalize"], payload)
    assert (answer.status, answer.problem()) == (400, word)


def test_the_order_is_finalized_in_the_end(acme, order):
    answer = acme.finalize(order[0], make_csr(NAMES))
    assert (answer.status, answer.json()["status"]) == (200, "valid")
    assert answer.headers["Location"] == order[1]


GOOD_KEYS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "RSA 2048": lambda: rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("kind", GOOD_KEYS)
def test_each_kind_of_certificate_key_is_taken(office, acme, kind, tmp_path):
    key = GOOD_KEYS[kind]()
    pem = acme.obtain(*NAMES, key=key)
    assert leaf_of(pem).public_key().public_bytes(*SPKI) == key.public_key().public_bytes(*SPKI)
    (tmp_path / "chain.pem").write_text(pem)
    subprocess.run(["openssl", "verify", "-CAfile", office.root, "-untrusted",
                    tmp_path / "chain.pem", tmp_path / "chain.pem"], check=True,
                   capture_output=True)


SPKI = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def test_ed448_is_not_taken(office, acme):
    order, _ = acme.order(*NAMES)
    key = ed448.Ed448PrivateKey.generate()
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name) for name in NAMES]), critical=False)
    csr = builder.sign(key, None).public_bytes(serialization.Encoding.DER)
    with office.unchanged():
        answer = acme.finalize(order, csr)
    assert (answer.status, answer.problem()) == (400, "badCSR")


def test_the_cn_of_the_csr_is_the_subjects_and_else_the_first_name(office):
    with client(office, office.account(*NAMES)) as c:
        for common_name, expected in ((NAMES[1], NAMES[1]), (None, NAMES[0])):
            order, _ = c.order(*NAMES)
            done = c.finalize(order, make_csr(NAMES, common_name=common_name)).json()
            leaf = leaf_of(c.post(done["certificate"]).body.decode())
            subject = {each.oid._name: each.value for each in leaf.subject}
            assert subject == {"commonName": expected, "organizationName": "Campus Example",
                               "countryName": "DE", "stateOrProvinceName": "Bavaria",
                               "localityName": "Munich"}


# conforms-refusal: 8555-7.4-2
def test_nothing_else_is_copied_from_the_csr(acme):
    order, _ = acme.order(*NAMES)
    csr = make_csr(NAMES, extensions=[
        x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.CODE_SIGNING]),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")])
    done = acme.finalize(order, csr).json()
    leaf = leaf_of(acme.post(done["certificate"]).body.decode())
    assert "1.2.3.4" not in [each.oid.dotted_string for each in leaf.extensions]
    usages = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert x509.oid.ExtendedKeyUsageOID.CODE_SIGNING not in usages
