# SPDX-License-Identifier: Apache-2.0
"""An ACME client that can do everything wrong: each part of a request may be replaced.

Independent of the server's code: keys and signatures are python3-cryptography's.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.x509.oid import NameOID

from .office import PATIENCE

URN = "urn:ietf:params:acme:error:"


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()


class Key:
    """An account key of one of the four kinds, by the name of its algorithm."""

    def __init__(self, alg="ES256", private=None):
        self.alg = alg
        self.private = private or {
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
            "RS256": lambda: rsa.generate_private_key(65537, 2048),
        }[alg]()

    def jwk(self):
        public = self.private.public_key()
        if self.alg == "EdDSA":
            raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            return {"crv": "Ed25519", "kty": "OKP", "x": b64(raw)}
        numbers = public.public_numbers()
        if self.alg == "RS256":
            return rsa_jwk(numbers.n, numbers.e)
        size, curve = (32, "P-256") if self.alg == "ES256" else (48, "P-384")
        return {"crv": curve, "kty": "EC", "x": b64(numbers.x.to_bytes(size, "big")),
                "y": b64(numbers.y.to_bytes(size, "big"))}

    def thumbprint(self):
        """RFC 7638."""
        return b64(hashlib.sha256(compact(dict(sorted(self.jwk().items())))).digest())

    def sign(self, octets):
        if self.alg == "EdDSA":
            return self.private.sign(octets)
        if self.alg == "RS256":
            return self.private.sign(octets, padding.PKCS1v15(), hashes.SHA256())
        size = 32 if self.alg == "ES256" else 48
        r, s = utils.decode_dss_signature(self.sign_as_der(octets))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    def sign_as_der(self, octets):
        digest = hashes.SHA256() if self.alg == "ES256" else hashes.SHA384()
        return self.private.sign(octets, ec.ECDSA(digest))


def rsa_jwk(modulus, exponent=65537):
    def number(value):
        return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))
    return {"e": number(exponent), "kty": "RSA", "n": number(modulus)}


def make_csr(names, key=None, *, common_name=None, extensions=(), sans=None):
    """DER. `sans` replaces the DNS names of `names`."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
    sans = [x509.DNSName(name) for name in names] if sans is None else sans
    if sans:
        builder = builder.add_extension(x509.SubjectAlternativeName(sans), critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, digest).public_bytes(serialization.Encoding.DER)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def problem(self):
        """The word of an ACME problem document, whose form is checked."""
        assert self.headers["Content-Type"] == "application/problem+json", self
        document = self.json()
        assert document["type"].startswith(URN), self
        assert document["status"] == self.status and document["detail"], self
        return document["type"][len(URN):]

    def detail(self):
        """The sentence of a problem document."""
        return self.json()["detail"]

    def __repr__(self):
        return f"{self.status} {dict(self.headers.items())} {self.body[:2000]!r}"


class Client:
    """One key at one endpoint, over one kept-alive connection."""

    def __init__(self, office, endpoint="ov", key=None):
        self.office = office
        self.base = f"{office.public_url}/acme/{endpoint}"
        self.key = key or Key()
        self.kid = None
        self.nonces = []
        self.trust = office.trust()
        self.connection = None

    # HTTP

    def connect(self):
        url = urllib.parse.urlsplit(self.base)
        self.connection = http.client.HTTPSConnection(
            url.hostname, url.port, context=self.trust, timeout=PATIENCE)
        self.connection.connect()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def send(self, method, url, body=None, headers=None):
        if self.connection is None:
            self.connect()
        path = url.removeprefix(self.office.public_url)
        try:
            self.connection.request(method, path, body, headers or {})
            got = self.connection.getresponse()
            answer = Answer(got.status, got.headers, got.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if got.will_close:
            self.close()
        if nonce := answer.headers.get("Replay-Nonce"):
            self.nonces.append(nonce)
        return answer

    def nonce(self):
        if not self.nonces:
            self.send("HEAD", f"{self.base}/new-nonce")
        return self.nonces.pop()

    # JWS (RFC 7515, RFC 8555 §6.2)

    def header(self, url, /, **replaced):
        """The protected header; a member that is replaced by None is left out."""
        header = {"alg": self.key.alg, "nonce": None, "url": url}
        header |= {"kid": self.kid} if self.kid else {"jwk": self.key.jwk()}
        header |= replaced
        if "nonce" not in replaced:
            header["nonce"] = self.nonce()
        return {name: value for name, value in header.items() if value is not None}

    def jws(self, url, payload, sign=None, /, **replaced):
        """`payload` is an object, text as it is, or None for POST-as-GET."""
        protected = b64(compact(self.header(url, **replaced)))
        return self.jws_of(protected, payload, sign)

    def jws_of(self, protected, payload, sign=None):
        octets = b"" if payload is None else (
            payload.encode() if isinstance(payload, str) else compact(payload))
        encoded = b64(octets)
        signature = (sign or self.key.sign)(f"{protected}.{encoded}".encode())
        return {"protected": protected, "payload": encoded, "signature": b64(signature)}

    def send_jws(self, url, jws, content_type="application/jose+json"):
        body = jws if isinstance(jws, bytes) else compact(jws)
        return self.send("POST", url, body, {"Content-Type": content_type} if content_type else {})

    def post(self, url, payload=None, sign=None, /, **replaced):
        return self.send_jws(url, self.jws(url, payload, sign, **replaced))

    # ACME

    @property
    def new_account_url(self):
        return f"{self.base}/new-account"

    @property
    def new_order_url(self):
        return f"{self.base}/new-order"

    def binding(self, account, alg="HS256", payload=None, hmac_key=None, **replaced):
        header = {"alg": alg, "kid": account.key_id, "url": self.new_account_url} | replaced
        protected = b64(compact(header))
        encoded = b64(compact(self.key.jwk() if payload is None else payload))
        digest = {"HS384": "sha384", "HS512": "sha512"}.get(alg, "sha256")
        mac = hmac.digest(unb64(hmac_key or account.hmac_key), f"{protected}.{encoded}".encode(),
                          getattr(hashlib, digest))
        return {"protected": protected, "payload": encoded, "signature": b64(mac)}

    def new_account(self, account=None, **members):
        message = {"termsOfServiceAgreed": True, "contact": ["mailto:ops@campus.example"]}
        if account:
            message["externalAccountBinding"] = self.binding(account)
        return self.post(self.new_account_url, message | members)

    def register(self, account):
        answer = self.new_account(account)
        assert answer.status == 201, answer
        self.kid = answer.headers["Location"]
        return self

    def new_order(self, *names):
        identifiers = [{"type": "dns", "value": name} for name in names]
        return self.post(self.new_order_url, {"identifiers": identifiers})

    def order(self, *names):
        """The order and its URL."""
        answer = self.new_order(*names)
        assert answer.status == 201, answer
        return answer.json(), answer.headers["Location"]

    def finalize(self, order, csr):
        return self.post(order["finalize"], {"csr": b64(csr)})

    def obtain(self, *names, key=None):
        """A whole issuance; the chain in PEM."""
        order, _ = self.order(*names)
        for url in order["authorizations"]:
            assert self.post(url).json()["status"] == "valid"
        answer = self.finalize(order, make_csr(names, key))
        assert answer.status == 200, answer
        answer = self.post(answer.json()["certificate"])
        assert answer.status == 200, answer
        return answer.body.decode()


def client(office, account, endpoint="ov", key=None):
    """A registered one, closed at the end of a `with`."""
    return contextlib.closing(Client(office, endpoint, key).register(account))


def leaf_of(pem):
    return x509.load_pem_x509_certificate(pem.encode())
