# SPDX-License-Identifier: Apache-2.0
"""Fixed keys and signatures without chance, so that the seeds are the same on every run."""

import hashlib
import random

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

# RFC 8037 A.1: the key that the targets know.
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
ED448 = ed448.Ed448PrivateKey.from_private_bytes(bytes(range(57)))
P256 = ec.derive_private_key(0xC0FFEE << 200, ec.SECP256R1())
P384 = ec.derive_private_key(0xC0FFEE << 300, ec.SECP384R1())
P521 = ec.derive_private_key(0xC0FFEE << 400, ec.SECP521R1())

ORDERS = {
    256: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    384: int("f" * 48 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16),
    521: int(
        "1" + "f" * 65 + "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16
    ),
}


def _is_prime(number):
    return all(number % p for p in (3, 5, 7, 11, 13, 17)) and all(
        pow(base, number - 1, number) == 1 for base in (2, 3, 5)
    )


def rsa_key(bits, exponent=65537):
    """Made of a fixed sequence: sound, and secret to nobody."""
    chance = random.Random(bits)
    primes = []
    while len(primes) < 2:
        candidate = chance.getrandbits(bits // 2) | 1 | 3 << (bits // 2 - 2)
        if candidate % exponent != 1 and _is_prime(candidate):
            primes.append(candidate)
    p, q = primes
    d = pow(exponent, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(exponent, p * q)
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), public
    )
    return numbers.private_key()


RSA = rsa_key(2048)
RSA_SMALL = rsa_key(1024)


def sign(key, message, digest="sha256"):
    """For an elliptic key (r, s), for others the octets."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), getattr(hashes, digest.upper())())
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message)
    order = ORDERS[key.curve.key_size]
    hashed = hashlib.new(digest, message)
    beyond = max(0, 8 * hashed.digest_size - order.bit_length())
    z = int.from_bytes(hashed.digest(), "big") >> beyond
    # One nonce for all signatures gives the key away, which is no secret.
    nonce = 0x5EED << 200
    r = ec.derive_private_key(nonce, key.curve).public_key().public_numbers().x % order
    s = pow(nonce, -1, order) * (z + r * key.private_numbers().private_value) % order
    return r, s


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
