# SPDX-License-Identifier: Apache-2.0
"""Behind a proxy: whose a request is, in the audit log, for networks and for limits, with HAProxy and
nginx before the server; and what others say, which is not believed."""

import contextlib
import http.client
import socket
import ssl
import subprocess

import pytest

from harness.acme import Client
from harness.office import PATIENCE, free_port, wait_until

NAME = "host0.physics.campus.example"


@pytest.fixture
def proxied(bare_office):
    """An office that believes 127.0.0.1, and nobody else."""
    bare_office.init()
    bare_office.configure("#trusted_proxies = .*", 'trusted_proxies = ["127.0.0.1"]')
    bare_office.start()
    bare_office.furnish()
    yield bare_office
    bare_office.stop()


class Proxied(Client):
    """A client whose requests come from this address of ours, as a proxy's would."""

    def __init__(self, office, address="127.0.0.1", before=b"", headers=None, port=None):
        super().__init__(office)
        self.address, self.before, self.headers = address, before, headers or {}
        self.port = port or office.port

    def connect(self):
        self.connection = http.client.HTTPSConnection("localhost", self.port)
        plain = socket.socket()
        plain.bind((self.address, 0))
        plain.settimeout(PATIENCE)
        plain.connect(("127.0.0.1", self.port))
        plain.sendall(self.before)
        self.connection.sock = self.trust.wrap_socket(plain, server_hostname="localhost")

    def send(self, method, url, body=None, headers=None):
        return super().send(method, url, body, {**(headers or {}), **self.headers})


def register(office, account, **how):
    c = Proxied(office, **how)
    try:
        return c.new_account(account)
    finally:
        c.close()


def newest_client(office):
    """The address that the audit log has of the newest registration."""
    return office.events(action="client.registered")[0]["actor"]["address"]


LINE = b"PROXY TCP4 203.0.113.7 127.0.0.1 4711 443\r\n"
BINARY = (b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes([203, 0, 113, 7, 127, 0, 0, 1])
          + b"\x12\x67\x01\xbb")
WAYS = {
    "line": {"before": LINE}, "binary": {"before": BINARY},
    "list": {"headers": {"X-Forwarded-For": "10.9.9.9, 203.0.113.7"}},
    "standard": {"headers": {"Forwarded": "for=10.9.9.9, for=203.0.113.7;proto=https"}},
}


@pytest.mark.parametrize("way", WAYS)
def test_the_client_behind_a_trusted_proxy_counts(proxied, way):
    account = proxied.account(NAME)
    assert register(proxied, account, **WAYS[way]).status == 201
    assert newest_client(proxied) == "203.0.113.7"


@pytest.mark.parametrize("way", WAYS)
def test_networks_of_an_account_are_those_of_its_clients(proxied, way):
    account = proxied.account(NAME, terms=["--network", "203.0.113.0/24"])
    assert register(proxied, account, **WAYS[way]).status == 201
    elsewhere = proxied.account(NAME, terms=["--network", "127.0.0.0/8"])
    assert register(proxied, elsewhere, **WAYS[way]).status == 403, "the proxy's own address"


@pytest.mark.parametrize("way", ["list", "standard"])
def test_nothing_is_believed_from_others(proxied, way):
    account = proxied.account(NAME, terms=["--network", "203.0.113.0/24"])
    assert register(proxied, account, address="127.0.0.2", **WAYS[way]).status == 403
    own = proxied.account(NAME, terms=["--network", "127.0.0.2/32"])
    assert register(proxied, own, address="127.0.0.2", **WAYS[way]).status == 201


@pytest.mark.parametrize("before", [LINE, BINARY])
def test_a_proxy_header_of_others_is_refused(proxied, before):
    with socket.socket() as plain:
        plain.bind(("127.0.0.2", 0))
        plain.settimeout(PATIENCE)
        plain.connect(("127.0.0.1", proxied.port))
        plain.sendall(before)
        assert b"trusted_proxies" in plain.recv(4096)


@pytest.mark.parametrize("header, value", [
    ("X-Forwarded-For", "nobody"), ("X-Forwarded-For", "unknown"), ("X-Forwarded-For", "1.2.3"),
    ("X-Forwarded-For", "203.0.113.7, "+ "x" * 5000), ("Forwarded", "for=_hidden"),
    ("Forwarded", 'for="203.0.113.7'),
    ("Forwarded", 'for=10.0.0.1;x=", for=203.0.113.7')])
def test_words_of_a_trusted_proxy_that_name_nobody_are_refused(proxied, header, value):
    c = Proxied(proxied, headers={header: value})
    answer = c.send("GET", f"{c.base}/directory")
    c.close()
    assert (answer.status, answer.problem()) == (400, "malformed")
    assert "the proxy 127.0.0.1" in answer.json()["detail"]


def test_bad_proxy_headers_are_closed_and_told_to_the_log(proxied):
    for before in (b"PROXY TCP4 nobody 127.0.0.1 1 2\r\n", b"PROXY " + b"x" * 200, BINARY[:12] + b"\x99" * 20):
        with socket.create_connection(("127.0.0.1", proxied.port), PATIENCE) as plain:
            plain.sendall(before)
            with contextlib.suppress(ConnectionResetError):  # what it sent was not read
                assert plain.recv(4096) == b""
    assert len(proxied.logged("its PROXY header is malformed", times=3)) == 3


def test_limits_by_address_are_those_of_the_clients(bare_office):
    bare_office.init()
    bare_office.configure("#trusted_proxies = .*", 'trusted_proxies = ["127.0.0.1"]')
    bare_office.configure("#requests_per_second = .*", "requests_per_second = 1")
    bare_office.start()

    def status_for(address):
        c = Proxied(bare_office, headers={"X-Forwarded-For": address})
        found = [c.send("GET", f"{c.base}/directory").status for _ in range(30)][-1]
        c.close()
        return found

    assert status_for("203.0.113.7") == 429
    c = Proxied(bare_office, headers={"X-Forwarded-For": "203.0.113.8"})
    assert c.send("GET", f"{c.base}/directory").status == 200
    c.close()
    bare_office.stop()


@pytest.mark.parametrize("value, words", [
    ('["10.0.0.1/8"]', "10.0.0.1/8"), ('["proxy.example"]', "proxy.example"), ('["0.0.0.0/0"]', "everybody"),
    ('"10.0.0.1"', "list"), ("[7]", "quotes")])
def test_trusted_proxies_are_addresses_or_networks(bare_office, value, words):
    bare_office.init()
    bare_office.configure("#trusted_proxies = .*", f"trusted_proxies = {value}")
    done = subprocess.run([bare_office.chanceryd, "check-config", "--data", bare_office.data],
                          capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1 and "trusted_proxies" in done.stderr and words in done.stderr


HAPROXY = """
defaults
    timeout connect 30s
    timeout client 30s
    timeout server 30s
listen line
    mode tcp
    bind 127.0.0.1:{line}
    server chancery 127.0.0.1:{server} send-proxy source 127.0.0.1
listen binary
    mode tcp
    bind 127.0.0.1:{binary}
    server chancery 127.0.0.1:{server} send-proxy-v2 source 127.0.0.1
listen web
    mode http
    bind 127.0.0.1:{web} ssl crt {directory}/proxy.pem
    option forwardfor
    server chancery 127.0.0.1:{server} ssl verify none sni str(localhost) source 127.0.0.1
"""
NGINX = """
daemon off; master_process off; pid {directory}/pid; error_log {directory}/error.log;
events {{}}
http {{
    access_log off; client_body_temp_path {directory}/1; proxy_temp_path {directory}/2;
    fastcgi_temp_path {directory}/3; uwsgi_temp_path {directory}/4; scgi_temp_path {directory}/5;
    server {{
        listen 127.0.0.1:{web} ssl;
        ssl_certificate {directory}/proxy.pem; ssl_certificate_key {directory}/proxy.pem;
        location / {{
            proxy_pass https://127.0.0.1:{server};
            proxy_bind 127.0.0.1;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
}}
"""


@contextlib.contextmanager
def proxy(office, directory, command, text):
    """The proxy before the office; its ports by name."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", directory / "key.pem", "-out",
                    directory / "proxy.pem", "-subj", "/CN=proxy", "-days", "10"],
                   check=True, capture_output=True)
    with open(directory / "proxy.pem", "a") as both:
        both.write((directory / "key.pem").read_text())
    ports = {name: free_port() for name in ("line", "binary", "web")}
    config = directory / "proxy.conf"
    config.write_text(text.format(server=office.port, directory=directory, **ports))
    with subprocess.Popen([*command, config], stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: listens(ports["web"]), f"{command[0]} to listen")
            yield ports
        finally:
            process.terminate()


def listens(port):
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True


def unverified():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.parametrize("command, text, names", [
    (["haproxy", "-db", "-q", "-f"], HAPROXY, ["line", "binary", "web"]),
    (["nginx", "-c"], NGINX, ["web"])], ids=["haproxy", "nginx"])
def test_proxies_of_others_say_who_their_clients_are(proxied, tmp_path, command, text, names):
    with proxy(proxied, tmp_path, command, text) as ports:
        for number, name in enumerate(names):
            address = f"127.0.0.{20 + number}"
            c = Proxied(proxied, address, headers={"X-Forwarded-For": "10.9.9.9"}, port=ports[name])
            if name == "web":
                c.trust = unverified()
            assert c.new_account(proxied.account(NAME)).status == 201, name
            c.close()
            assert newest_client(proxied) == address, name
