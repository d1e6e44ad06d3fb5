# SPDX-License-Identifier: Apache-2.0
"""The challenge test server in pebble-challtestsrv's place: what it is told, it answers."""

import contextlib
import http.client
import socket
import ssl

import pytest

from harness.acme import make_csr
from harness.programs import run, succeed
from harness.test_ca import (ChallengeServer, PebbleClient, TestCa, challenge_of, digest_record,
                             key_authorization, respond)

NAME = "www.example.org"


@pytest.fixture(scope="module")
def ca(build, tmp_path_factory):
    with TestCa(build, tmp_path_factory.mktemp("ca"), {"caaIdentities": ["ca.example"]}) as ca:
        yield ca.start()


@pytest.fixture
def server(ca):
    return ca.challenges


@pytest.fixture
def client(ca):
    return PebbleClient(ca).register(None)


def fetch(server, path, name="http01", host=NAME):
    """Status, headers and body."""
    port = server.ports[name]
    context = ssl._create_unverified_context()
    connection = (http.client.HTTPConnection("127.0.0.1", port) if name == "http01"
                  else http.client.HTTPSConnection("127.0.0.1", port, context=context))
    connection.request("GET", path, headers={"Host": host, "User-Agent": "test"})
    got = connection.getresponse()
    return got.status, got.headers, got.read().decode()


# DNS


def test_names_have_the_address_that_they_were_given_or_the_default_one(server):
    assert server.dig("anything.example", "A") == ["127.0.0.1"]
    assert server.dig("anything.example", "AAAA") == []  # it was started so
    server.tell("add-a", host="a.example", addresses=["192.0.2.1", "192.0.2.2", "no address"])
    server.tell("add-aaaa", host="a.example", addresses=["2001:db8::1"])
    assert sorted(server.dig("A.Example", "A")) == ["192.0.2.1", "192.0.2.2"]
    assert server.dig("a.example", "AAAA", "+tcp") == ["2001:db8::1"]
    server.tell("clear-a", host="a.example")
    server.tell("clear-aaaa", host="a.example")
    assert server.dig("a.example", "A") == ["127.0.0.1"]
    server.tell("set-default-ipv6", ip="::1")
    server.tell("set-default-ipv4", ip="")
    assert (server.dig("a.example", "A"), server.dig("a.example", "AAAA")) == ([], ["::1"])
    server.tell("set-default-ipv4", ip="127.0.0.1")
    server.tell("set-default-ipv6", ip="")


def test_names_have_the_texts_and_policies_that_they_were_given(server):
    long = "x" * 300
    server.tell("set-txt", host="_acme-challenge.t.example.", value="one")
    server.tell("add-txt", host="_acme-challenge.t.example", value=long)
    texts = server.dig("_acme-challenge.t.example", "TXT")
    assert sorted(texts) == ['"one"', f'"{long[:255]}" "{long[255:]}"']
    server.tell("clear-txt", host="_acme-challenge.t.example")
    assert server.dig("_acme-challenge.t.example", "TXT") == []
    server.tell("add-caa", host="t.example", policies=[{"tag": "issue", "value": "ca.example"}])
    assert server.dig("t.example", "CAA") == ['0 issue "ca.example"']
    server.tell("clear-caa", host="t.example")
    assert server.dig("t.example", "CAA") == []


def test_an_alias_leads_to_another_names_records(server):
    server.tell("set-cname", host="alias.example", target="target.example")
    server.tell("set-txt", host="target.example", value="there")
    assert server.dig("alias.example", "TXT") == ["target.example.", '"there"']
    server.tell("clear-cname", host="alias.example")
    assert server.dig("alias.example", "TXT") == []


def test_a_name_may_fail(server):
    server.tell("set-servfail", host="broken.example")
    port = server.ports["dnsserver"]
    asked = ["dig", "@127.0.0.1", "-p", port, "broken.example", "A"]
    assert "status: SERVFAIL" in succeed(run(asked)).stdout
    server.tell("clear-servfail", host="broken.example")
    assert "status: NOERROR" in succeed(run(asked)).stdout


def test_a_long_reply_is_cut_over_udp_and_whole_over_tcp(server):
    for number in range(20):
        server.tell("set-txt", host="long.example", value=f"{number:02}" + "x" * 90)
    cut = succeed(run(["dig", "@127.0.0.1", "-p", server.ports["dnsserver"], "+ignore",
                       "long.example", "TXT"])).stdout
    assert " tc " in cut.split("flags:")[1].split(";")[0] and "ANSWER: 0" in cut
    assert len(server.dig("long.example", "TXT")) == 20  # dig asks again, over TCP
    server.tell("clear-txt", host="long.example")


def test_dns_goes_over_https_too(server):
    query = bytes.fromhex("abcd01000001000000000000") + b"\3doh\7example\0\0\1\0\1"
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", server.ports["doh"], context=context)
    connection.request("POST", "/dns-query", query, {"User-Agent": "agent of doh"})
    reply = connection.getresponse().read()
    assert reply.startswith(b"\xab\xcd") and b"\x7f\0\0\1" in reply
    assert server.ask("dns-request-history", host="doh.example") == [
        {"Question": {"Name": "doh.example.", "Qtype": 1, "Qclass": 1},
         "UserAgent": "agent of doh"}]


# HTTP and TLS


def test_tokens_are_served_over_http_and_https_and_redirects_over_http_alone(server):
    path = "/.well-known/acme-challenge/token"
    assert fetch(server, path)[::2] == (200, "")  # as pebble-challtestsrv
    server.tell("add-http01", token="token", content="token.thumbprint")
    for name in ("http01", "https01"):
        assert fetch(server, path, name)[::2] == (200, "token.thumbprint")
    server.tell("add-redirect", path=path, targetURL="https://www.example.org/x")
    status, headers, _ = fetch(server, path)
    assert (status, headers["Location"]) == (302, "https://www.example.org/x")
    assert fetch(server, path, "https01")[0] == 200
    server.tell("del-redirect", path=path)
    server.tell("del-http01", token="token")
    assert fetch(server, path)[::2] == (200, "")


def test_what_was_asked_is_remembered_until_it_is_cleared(server):
    fetch(server, "/a?b=c", host="history.example:5002")
    assert server.ask("http-request-history", host="history.example") == [
        {"URL": "/a?b=c", "Host": "history.example:5002", "HTTPS": False, "UserAgent": "test"}]
    server.tell("clear-request-history", host="history.example", type="http")
    assert server.ask("http-request-history", host="history.example") == []


@pytest.mark.parametrize("path, body, what", [
    ("add-a", '{"host": "", "addresses": ["127.0.0.1"]}', '"host" must not be empty'),
    ("add-a", '{"host": "a"}', '"addresses" must not be empty'),
    ("add-caa", '{"host": "a"}', '"policies" must not be empty'),
    ("add-http01", '{"token": "t"}', '"content" must not be empty'),
    ("clear-request-history", '{"host": "a", "type": "ftp"}', '"type" must be'),
    ("set-txt", "", ""),
    ("set-txt", "no json", ""),
    ("set-txt", "[]", "must be an object"),
])
def test_what_cannot_be_done_is_refused_with_a_sentence(server, path, body, what):
    status, sentence = server.post(path, body)
    assert status == 400 and what in sentence
    assert server.post("elsewhere", "{}")[0] == 404


# With the test CA


def prove(server, client, order, kind):
    """Puts what the challenge asks for where it asks for it, by the server's management."""
    challenge = challenge_of(client, order, kind)
    authorization = key_authorization(client, challenge["token"])
    if kind == "tls-alpn-01":
        server.tell("add-tlsalpn01", host=order["identifiers"][0]["value"], content=authorization)
    if kind == "dns-01":
        server.tell("set-txt", host=f"_acme-challenge.{order['identifiers'][0]['value']}.",
                    value=digest_record(client, challenge["token"]))
    return respond(client, challenge)


@pytest.mark.parametrize("kind", ["dns-01", "tls-alpn-01"])
def test_a_name_is_proven_by_what_the_server_was_told(server, client, kind):
    order, _ = client.order(f"{kind}.example.org")
    ended = prove(server, client, order, kind)
    assert ended["status"] == "valid", ended
    answer = client.finalize(order, make_csr([f"{kind}.example.org"]))
    assert answer.status == 200, answer


def test_an_address_is_proven_by_tls(server, client):
    identifiers = [{"type": "ip", "value": "127.0.0.1"}]
    order = client.post(client.new_order_url, {"identifiers": identifiers}).json()
    ended = prove(server, client, order, "tls-alpn-01")
    assert ended["status"] == "valid", ended
    history = server.ask("tlsalpn01-request-history", host="1.0.0.127.in-addr.arpa")
    assert history[0]["SupportedProtos"] == ["acme-tls/1"]


def test_caa_is_asked_for_where_the_ca_has_a_name(server, client):
    server.tell("add-caa", host="caa.example.org", policies=[{"tag": "issue", "value": "other"}])
    order, _ = client.order("caa.example.org")
    ended = prove(server, client, order, "dns-01")
    assert ended["error"]["type"].endswith(":caa"), ended


# How other people's tests start it


def test_it_is_known_by_a_word_in_its_name_and_may_be_without_a_listener(build, tmp_path):
    # certbot's tests name the file by version and machine, and turn a listener off by two
    # quotation marks that no shell takes away.
    program = tmp_path / "pebble-challtestsrv_v2.8.0_linux_amd64"
    program.symlink_to(build / "bin/chancery-testca")
    with open(tmp_path / "log", "ab") as log:
        server = ChallengeServer(program, log, off=("http01", "https01", "tlsalpn01", "doh"),
                                 nothing='""')
    try:
        assert server.dig("anything.example", "A") == ["127.0.0.1"]
        assert server.dig("anything.example", "AAAA") == []
        for name in ("http01", "https01", "tlsalpn01", "doh"):
            with contextlib.closing(socket.socket()) as probe:
                assert probe.connect_ex(("127.0.0.1", server.ports[name])) != 0
    finally:
        server.process.terminate()
        assert server.process.wait(30) == 0
