# SPDX-License-Identifier: Apache-2.0
"""What somebody whom nobody knows may cost: requests, log lines, connections, memory."""

import contextlib
import http.client
import json
import socket

import pytest

from harness.office import PATIENCE, wait_until
from test_server import connect

FRONTS = ["/acme/ov/directory", "/api/v1/me", "/ca/root.pem", "/limits", "/"]


def answers(connection, count):
    """So many of those that were asked for at once."""
    found = []
    for _ in range(count):
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        answer.body = answer.read()
        found.append(answer)
    return found


class Together:
    """A connection whose answers are read one after the other: HTTPResponse reads ahead."""

    def __init__(self, connection):
        self.file = connection.makefile("rb")

    def makefile(self, *_):
        return self

    def __getattr__(self, name):
        return getattr(self.file, name)

    def close(self):
        pass


@pytest.mark.parametrize("target", FRONTS)
def test_every_front_is_within_the_rate_of_an_address(bare_office, target):
    bare_office.init()
    bare_office.configure("#requests_per_second = .*", "requests_per_second = 1")
    bare_office.start()
    with connect(bare_office) as c:
        c.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 30)
        statuses = [answer.status for answer in answers(Together(c), 30)]
    assert statuses[0] != 429 and 429 in statuses
    assert bare_office.admin("endpoint", "list"), "the administrator's socket has no rate"


def test_the_plain_listener_is_within_the_rate_too(bare_office):
    bare_office.init()
    bare_office.configure("#requests_per_second = .*", "requests_per_second = 1")
    bare_office.start()
    http_port = int(bare_office.http_url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", http_port), PATIENCE) as c:
        c.sendall(b"GET /ca/root.pem HTTP/1.1\r\nHost: localhost\r\n\r\n" * 30)
        assert answers(Together(c), 30)[-1].status == 429


def test_health_and_metrics_have_no_rate_whatever_else_comes_from_an_address(bare_office):
    bare_office.init()
    bare_office.configure("#requests_per_second = .*", "requests_per_second = 1")
    bare_office.start()
    with connect(bare_office) as c:
        c.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 30)
        assert answers(Together(c), 30)[-1].status == 429
    for target in ("/healthz", "/readyz", "/metrics"):
        with contextlib.ExitStack() as opened:
            open_to = [socket.create_connection(bare_office.status_address, PATIENCE)]
            if target != "/metrics":
                open_to.append(connect(bare_office))
            for c in map(opened.enter_context, open_to):
                c.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 30)
                assert {each.status for each in answers(Together(c), 30)} == {200}


def test_a_flood_of_refusals_and_huge_words_fills_no_log(bare_office):
    bare_office.init()
    bare_office.start()
    method = "M" * 32
    target = "/api/v1/" + "x" * 15000
    request = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with connect(bare_office) as c:
        for _ in range(20):
            c.sendall(request * 50)
            assert {answer.status for answer in answers(Together(c), 50)} <= {401, 429}
    bare_office.stop()
    lines = bare_office.log().splitlines()
    about = [line for line in lines if json.loads(line).get("method")]
    assert 0 < len(about) < 300, "of 1000 requests"
    assert max(map(len, lines)) < 1000


def test_idle_connections_of_one_address_close_no_port_to_others(bare_office):
    """As the 1,400 connections that kept everybody from the revocation lists."""
    bare_office.init()
    bare_office.start()
    port = int(bare_office.http_url.rsplit(":", 1)[1])
    with contextlib.ExitStack() as held:
        flood = [held.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE))
                 for _ in range(1400)]
        with socket.socket() as other:
            other.bind(("127.0.0.2", 0))
            other.settimeout(PATIENCE)
            other.connect(("127.0.0.1", port))
            other.sendall(b"GET /ca/root.pem HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b" 200 " in other.recv(4096)
        flood[0].settimeout(PATIENCE)
        assert flood[0].recv(1) == b"", "the oldest gave way"
    assert bare_office.metric('chancery_http_connections_gave_way_total{server="http"}') > 300


def test_only_the_bearer_of_a_token_may_send_a_long_body(bare_office):
    bare_office.init()
    bare_office.start()
    token = (bare_office.data / "admin-token").read_text().strip()
    head = "POST /api/v1/departments HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" \
           "Content-Type: application/json\r\n"
    for length in ("Content-Length: 900000\r\n", "Transfer-Encoding: chunked\r\n"):
        with connect(bare_office) as c:
            c.sendall((head + length + "\r\n").encode())
            assert c.recv(4096).startswith(b"HTTP/1.1 401 "), "before it has sent it"
        with connect(bare_office) as c:
            c.sendall((head + length + f"Authorization: Bearer {token}\r\n\r\n").encode())
            assert c.recv(4096).startswith(b"HTTP/1.1 100 ")
    with contextlib.ExitStack() as held:  # all shares would be taken
        for _ in range(70):
            c = held.enter_context(connect(bare_office))
            c.sendall((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
        with connect(bare_office) as c:
            c.sendall((head + f"Content-Length: 900000\r\nAuthorization: Bearer {token}\r\n\r\n").encode())
            assert c.recv(4096).startswith(b"HTTP/1.1 100 ")


@pytest.mark.parametrize("sent, words", [
    (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"https://"),
    (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", b"https://"),
    (b"\r\nDELETE / HTTP/1.1\r\nHost: x\r\n\r\n", b"https://"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"https://"),
    (b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", b"trusted_proxies")])
def test_plain_text_on_the_tls_port_is_told_what_is_spoken_there(office, sent, words):
    with socket.create_connection(("127.0.0.1", office.port), PATIENCE) as plain:
        plain.sendall(sent)
        answer = plain.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400 ") and words in answer


def test_other_protocols_on_the_plain_port_are_named(office):
    address = office.status_address
    hello = bytes.fromhex("16030100050100000103")
    for sent, words in ((hello, b"not TLS"), (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"HTTP/2")):
        with socket.create_connection(address, PATIENCE) as plain:
            plain.sendall(sent)
            assert words in plain.recv(4096)
    with connect(office) as tls:  # who did not ask which protocol is spoken
        tls.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        answer = tls.recv(4096)
        assert answer.startswith(b"HTTP/1.1 505 ") and b"HTTP/2" in answer


def test_empty_lines_before_a_request_are_skipped_a_few_times(office):
    request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connect(office) as c:
        for before in (b"\r\n", b"", b"\n", b"\r\n\r\n", b"\n\r\n"):
            c.sendall(before + request)
            assert answers(Together(c), 1)[0].status == 200
        c.sendall(b"\r\n" * 9 + request)
        assert c.recv(4096).startswith(b"HTTP/1.1 400 ")


def resident(office):
    """MiB."""
    with open(f"/proc/{office.process.pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


def test_the_memory_of_connections_that_have_gone_is_given_back(bare_office):
    bare_office.init()
    bare_office.start()
    context = bare_office.trust()

    def idle():
        with connect(bare_office, context) as c:
            c.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b" 200 " in c.recv(4096)
            return socket.socket(fileno=c.detach())

    def flood():
        return [idle() for _ in range(800)]

    def leave(held):
        for each in held:
            each.close()
        name = 'chancery_http_connections_open{server="main"}'
        wait_until(lambda: bare_office.metric(name) < 10, "the connections to be gone")

    # What each thread keeps for good is taken by the first flood.
    leave(flood())
    before = resident(bare_office)
    held = flood()
    full = resident(bare_office)
    assert full - before < 800 * 20 / 1024, "20 KiB each at most"
    leave(held)
    wait_until(lambda: resident(bare_office) < before + (full - before) / 3, "the memory")
