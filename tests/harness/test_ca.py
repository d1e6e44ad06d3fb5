# SPDX-License-Identifier: Apache-2.0
"""chancery-testca in Pebble's place, with its challenge test server, each on free ports."""

import base64
import contextlib
import copy
import hashlib
import json
import os
import pathlib
import random
import signal
import socket
import ssl
import subprocess
import urllib.error
import urllib.request

from cryptography import x509

from .acme import Client, b64, compact, make_csr
from .office import wait_until
from .programs import run, succeed

# Nothing that happens only sometimes, unless a test asks for it.
CALM = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0", "PEBBLE_AUTHZREUSE": "0"}


def free_ports(count):
    """Different ones, and none that the kernel gives to a connection meanwhile."""
    with contextlib.ExitStack() as held:
        ports = []
        for _ in range(1000):
            if len(ports) == count:
                return ports
            probe = held.enter_context(socket.socket())
            port = random.randrange(10_000, 32_000)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                ports.append(port)
    raise AssertionError(f"{count} free ports were not found")


class ChallengeServer:
    """pebble-challtestsrv, and what a test tells it. `off`: the listeners that it is to be without,
    and the word that turns one off."""

    def __init__(self, program, log, off=(), nothing=""):
        names = ("http01", "https01", "tlsalpn01", "dnsserver", "doh", "management")
        self.ports = dict(zip(names, free_ports(len(names))))
        flags = [word for name, port in self.ports.items()
                 for word in (f"-{name}", nothing if name in off else f"127.0.0.1:{port}")]
        self.process = subprocess.Popen([program, *flags, "-defaultIPv6", nothing],
                                        stdout=log, stderr=log)
        wait_until(self.answers, "the challenge test server")

    def answers(self):
        with contextlib.suppress(OSError):
            self.ask("dns-request-history", host="nobody.example")
            return True
        assert self.process.poll() is None, "it has ended"
        return False

    def post(self, path, body):
        url = f"http://127.0.0.1:{self.ports['management']}/{path}"
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body.encode()), timeout=10) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def tell(self, path, /, **members):
        status, body = self.post(path, json.dumps(members))
        assert status == 200, (path, members, status, body)
        return body

    def ask(self, path, /, **members):
        return json.loads(self.tell(path, **members))

    def dig(self, name, kind, *options):
        """The answers that dig prints."""
        done = succeed(run(["dig", "+short", "@127.0.0.1", "-p", self.ports["dnsserver"], *options,
                            name, kind]))
        return done.stdout.splitlines()


class PebbleClient(Client):
    """One that reads the directory, since Pebble's URLs are like nobody else's."""

    def __init__(self, ca):
        super().__init__(ca)
        self.directory = self.send("GET", f"{ca.public_url}/dir").json()

    def nonce(self):
        if not self.nonces:
            self.send("HEAD", self.directory["newNonce"])
        return self.nonces.pop()

    @property
    def new_account_url(self):
        return self.directory["newAccount"]

    @property
    def new_order_url(self):
        return self.directory["newOrder"]


class TestCa:
    """A test's own; `configuration` and `environment` are added to what every one has."""

    __test__ = False  # it is no test
    host = "localhost"

    def __init__(self, build, directory, configuration=None, environment=None):
        self.directory = pathlib.Path(directory)
        self.program = pathlib.Path(build).resolve() / "bin/chancery-testca"
        self.port, self.management_port = free_ports(2)
        self.environment = CALM | (environment or {})
        self.log = open(self.directory / "testca.log", "ab")
        for name in ("pebble", "pebble-challtestsrv"):
            (self.directory / name).symlink_to(self.program)
        self.challenges = ChallengeServer(self.directory / "pebble-challtestsrv", self.log)
        self.make_certificate()
        self.configure(configuration or {})
        self.process = None

    def make_certificate(self):
        """The server's own, which has nothing to do with those that it issues."""
        succeed(run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
                     "-days", "2", "-subj", "/CN=localhost", "-addext",
                     "subjectAltName=DNS:localhost,IP:127.0.0.1"], cwd=self.directory))

    def configure(self, more):
        ports = self.challenges.ports
        configuration = {
            "listenAddress": f"127.0.0.1:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.management_port}",
            "certificate": "cert.pem", "privateKey": "key.pem", "keyAlgorithm": "ecdsa",
            "httpPort": ports["http01"], "tlsPort": ports["tlsalpn01"]} | more
        (self.directory / "pebble.json").write_text(json.dumps({"pebble": configuration}))

    def start(self):
        server = f"127.0.0.1:{self.challenges.ports['dnsserver']}"
        self.process = subprocess.Popen(
            [self.directory / "pebble", "-config", "pebble.json", "-strict", "-dnsserver", server],
            cwd=self.directory, env=os.environ | self.environment, stdout=self.log,
            stderr=self.log)
        wait_until(self.answers, "the test CA")
        return self

    def answers(self):
        with contextlib.suppress(OSError):
            return self.get(f"{self.public_url}/dir").status == 200
        assert self.process.poll() is None, (self.directory / "testca.log").read_text()
        return False

    def stop(self, how=signal.SIGTERM):
        for process in (self.process, self.challenges.process):
            if process and process.poll() is None:
                process.send_signal(how)
        codes = [process.wait(30) for process in (self.process, self.challenges.process) if process]
        self.log.close()
        return codes

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # As harness.acme's clients see it

    @property
    def public_url(self):
        return f"https://{self.host}:{self.port}"

    def called(self, host):
        """The same CA, by another name."""
        other = copy.copy(self)
        other.host = host
        return other

    def trust(self):
        return ssl.create_default_context(cafile=self.directory / "cert.pem")

    def client(self):
        return contextlib.closing(PebbleClient(self))

    def get(self, url, body=None):
        return urllib.request.urlopen(urllib.request.Request(url, body), timeout=10,
                                      context=self.trust())

    def manage(self, path, body=None):
        """The management interface's answer, and its headers."""
        url = f"https://{self.host}:{self.management_port}/{path}"
        with self.get(url, body) as got:
            return got.read().decode(), got.headers


# What a client does with it


def registered(ca, account=None):
    return PebbleClient(ca).register(account)


def certificates_of(chain):
    end = "-----END CERTIFICATE-----\n"
    return [x509.load_pem_x509_certificate((part + end).encode())
            for part in chain.split(end)[:-1]]


def key_authorization(client, token):
    thumbprint = hashlib.sha256(compact(dict(sorted(client.key.jwk().items())))).digest()
    return f"{token}.{b64(thumbprint)}"


def digest_record(client, token):
    """What dns-01 and dns-account-01 look for."""
    return b64(hashlib.sha256(key_authorization(client, token).encode()).digest())


def account_label(client):
    """Where dns-account-01 looks (draft-ietf-acme-dns-account-label §3.1)."""
    digest = hashlib.sha256(client.kid.encode()).digest()[:10]
    return f"_{base64.b32encode(digest).decode().lower()}._acme-challenge"


def challenge_of(client, order, kind):
    authorization = client.post(order["authorizations"][0]).json()
    return next(each for each in authorization["challenges"] if each["type"] == kind)


def respond(client, challenge):
    """The challenge, once it is over."""
    def over():
        current = client.post(challenge["url"]).json()
        return current if current["status"] in ("valid", "invalid") else None

    answer = client.post(challenge["url"], {})
    assert answer.status == 200, answer
    return wait_until(over, "the end of the challenge")


def prove_by_http(ca, client, order):
    challenge = challenge_of(client, order, "http-01")
    ca.challenges.tell("add-http01", token=challenge["token"],
                       content=key_authorization(client, challenge["token"]))
    ended = respond(client, challenge)
    assert ended["status"] == "valid", ended


def obtain(ca, client, *names):
    """The order, and the chain in PEM."""
    order, url = client.order(*names)
    prove_by_http(ca, client, order)
    answer = client.finalize(order, make_csr(names))
    assert answer.status == 200, answer
    return client.post(url).json(), client.post(answer.json()["certificate"]).body.decode()
