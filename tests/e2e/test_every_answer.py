# SPDX-License-Identifier: Apache-2.0
"""Answers that are made before a request comes to its resource: on every resource of the ACME service
they have what RFC 8555 asks of every answer."""

import contextlib
import http.client
import json

import pytest

from harness.acme import URN
from harness.office import Office
from test_server import connect

ID = "0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e"
RESOURCES = [
    "directory", "new-nonce", "new-account", "new-order", "new-authz", "key-change", "revoke-cert",
    f"renewal-info/{ID}", f"account/{ID}", f"account/{ID}/orders", f"order/{ID}",
    f"order/{ID}/finalize", f"authorization/{ID}", f"challenge/{ID}/http-01", f"certificate/{ID}",
    f"certificate/{ID}/1", "no-such-thing"]
METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "BREW"]
HEAD = "Host: localhost\r\nConnection: close\r\n"
ORIGIN = "Origin: https://app.example\r\n"

LONG = "X: " + "x" * 20000 + "\r\n"

# What a client sends after its method and target, with the status that it gets: with its Origin
# before and after what is refused.
SENT = [
    (400, " HTTP/1.1\r\n" + ORIGIN + "\r\n"),  # without Host
    (400, " HTTP/1.1\r\n" + HEAD + "X : y\r\n" + ORIGIN + "\r\n"),
    (408, " HTTP/1.1\r\n" + HEAD + ORIGIN + "Content-Length: 100\r\n\r\n{"),
    (413, " HTTP/1.1\r\n" + HEAD + "Content-Length: 10000000\r\n" + ORIGIN + "\r\n"),
    (413, " HTTP/1.1\r\n" + HEAD + ORIGIN + "Content-Length: 10000000\r\n\r\n"),
    (429, " HTTP/1.1\r\n" + HEAD + ORIGIN + "Content-Length: 1\r\n\r\n{"),
    (431, " HTTP/1.1\r\n" + HEAD + ORIGIN + LONG + "\r\n"),
    (431, " HTTP/1.1\r\n" + HEAD + LONG + ORIGIN + "\r\n"),
    (501, " HTTP/1.1\r\n" + HEAD + ORIGIN + "Transfer-Encoding: gzip\r\n\r\n"),
    (501, " HTTP/1.1\r\n" + HEAD + "Transfer-Encoding: gzip\r\n" + ORIGIN + "\r\n"),
]
TYPES = {429: "rateLimited"}


@pytest.fixture(scope="module")
def impatient(build, tmp_path_factory):
    office = Office(build, tmp_path_factory.mktemp("office"))
    office.init()
    office.configure("#body_seconds = 30", "body_seconds = 1")
    office.configure("#requests_per_second = 1000", "requests_per_second = 1")
    office.start()
    yield office
    office.stop()


def exhaust_the_rate(office):
    with contextlib.closing(connect(office)) as c:
        c.sendall(b"GET /acme/ov/directory HTTP/1.1\r\nHost: localhost\r\n\r\n" * 30)
        said = b""
        while b" 429 " not in said:
            piece = c.recv(65536)
            assert piece and len(said) < 1_000_000, "no request of thirty was too many"
            said += piece


def ask(office, method, resource, sent):
    c = connect(office)
    c.sendall(f"{method} /acme/ov/{resource}{sent}".encode())
    return c


def read(connection, method):
    answer = http.client.HTTPResponse(connection, method=method)
    answer.begin()
    answer.content = answer.read()
    connection.close()
    return answer


def limited(office, method, resource, sent):
    """An answer beyond the rate, which grows by one each second."""
    for _ in range(10):
        exhaust_the_rate(office)
        answer = read(ask(office, method, resource, sent), method)
        if answer.status == 429:
            break
    return answer


# conforms: 8555-6.1-3, 8555-6.5-1, 8555-6.5-2, 8555-6.7-1, 8555-7.1-2
@pytest.mark.parametrize("status, sent", SENT)
def test_what_is_refused_before_its_resource_has_all_that_an_answer_has(impatient, status, sent):
    for method in METHODS:
        if status == 429:
            answers = [limited(impatient, method, resource, sent) for resource in RESOURCES]
        else:  # all at once, since some of them take their time
            asked = [ask(impatient, method, resource, sent) for resource in RESOURCES]
            answers = [read(connection, method) for connection in asked]
        for resource, answer in zip(RESOURCES, answers):
            check(impatient, answer, method, resource, status)


def check(office, answer, method, resource, status):
    where = f"{method} {resource}: {answer.status} {answer.getheaders()}"
    assert answer.status == status, where
    assert answer.headers["Replay-Nonce"], where
    links = answer.headers.get_all("Link")
    assert f'<{office.public_url}/acme/ov/directory>;rel="index"' in links, where
    assert answer.headers["Access-Control-Allow-Origin"] == "*", where
    assert answer.headers["Cache-Control"] == "no-store", where
    assert answer.headers["Content-Type"] == "application/problem+json", where
    if method == "HEAD":
        return
    document = json.loads(answer.content)
    assert document["type"] == URN + TYPES.get(status, "malformed"), where
    assert document["status"] == status and document["detail"], where


@pytest.mark.parametrize("status, line", [
    (431, "GET /acme/ov/" + "x" * 20000 + " HTTP/1.1"),
    (505, "GET /acme/ov/directory HTTP/3.0"),
    (400, "GET /acme/ov/directory")])
def test_what_is_refused_before_its_head_is_read_may_be_read_by_a_web_page(impatient, status, line):
    with contextlib.closing(connect(impatient)) as c:
        c.sendall(f"{line}\r\n{HEAD}{ORIGIN}\r\n".encode())
        answer = read(c, "GET")
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Replay-Nonce" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Replay-Nonce"]
