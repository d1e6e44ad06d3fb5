# SPDX-License-Identifier: Apache-2.0
"""chancery-testca in Pebble's place: other people's clients, the knobs, the management interface."""

import json
import signal
import socket
import urllib.error

import pytest

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from harness.acme import b64, make_csr
from harness.office import Account, free_port, wait_until
from harness.programs import run, succeed
from harness.test_ca import (TestCa, account_label, certificates_of, challenge_of, digest_record, obtain,
                             prove_by_http, registered, respond)


def verify(ca, chain, tmp_path, root=0):
    """By OpenSSL, that the chain leads to that root of the CA's."""
    (tmp_path / "root.pem").write_text(ca.manage(f"roots/{root}")[0])
    (tmp_path / "chain.pem").write_text(chain)
    succeed(run(["openssl", "verify", "-CAfile", tmp_path / "root.pem", "-untrusted",
                 tmp_path / "chain.pem", tmp_path / "chain.pem"]))


# Clients


def test_certbot_gets_and_revokes_a_certificate(started, tmp_path):
    port = free_port()
    ca = started({"httpPort": port})
    common = ["--server", f"{ca.public_url}/dir", "--config-dir", tmp_path / "config",
              "--work-dir", tmp_path / "work", "--logs-dir", tmp_path / "logs"]
    trust = {"REQUESTS_CA_BUNDLE": str(tmp_path / "cert.pem")}
    live = tmp_path / "config/live/one"

    succeed(run(["certbot", "certonly", "--standalone", "--http-01-port", port,
                 "--non-interactive", "--agree-tos", "--email", "ops@example.org", "--domain",
                 "certbot.example.org", "--cert-name", "one", *common], trust))
    verify(ca, (live / "fullchain.pem").read_text(), tmp_path)
    serial = certificates_of((live / "cert.pem").read_text())[0].serial_number
    status = json.loads(ca.manage(f"cert-status-by-serial/{serial:x}")[0])
    assert status["Status"] == "Valid" and "RevokedAt" not in status
    assert status["Certificate"] == (live / "cert.pem").read_text()

    succeed(run(["certbot", "revoke", "--non-interactive", "--reason", "superseded",
                 "--no-delete-after-revoke", "--cert-name", "one", *common], trust))
    status = json.loads(ca.manage(f"cert-status-by-serial/{serial:x}")[0])
    assert (status["Status"], status["Reason"]) == ("Revoked", 4)
    assert status["RevokedAt"].endswith(" +0000 UTC")


@pytest.mark.parametrize("challenge", ["http", "tls"])
def test_lego_gets_a_certificate(started, tmp_path, challenge):
    port = free_port()
    ca = started({"httpPort" if challenge == "http" else "tlsPort": port})
    succeed(run(["lego", "--server", f"{ca.public_url}/dir", "--accept-tos", "--email",
                 "ops@example.org", "--domains", "lego.example.org", "--path", tmp_path / "lego",
                 f"--{challenge}", f"--{challenge}.port", f"127.0.0.1:{port}", "run"],
                {"LEGO_CA_CERTIFICATES": str(tmp_path / "cert.pem")}))
    assert (tmp_path / "lego/certificates/lego.example.org.crt").exists()


# What Pebble's configuration and environment ask for


def test_an_account_is_made_once_the_terms_are_agreed_to(ca):
    with ca.client() as client:
        terms = client.send("GET", f"{ca.public_url}/dir").json()["meta"]["termsOfService"]
        assert terms == "data:text/plain,Do%20what%20thou%20wilt"
        refused = client.new_account(termsOfServiceAgreed=False)
        assert refused.problem() == "userActionRequired"
        assert refused.detail() == "Provided account did not agree to the terms of service"
        assert client.new_account().status == 201


def test_good_nonces_are_refused_as_often_as_it_was_told_and_a_fresh_one_is_given(started):
    ca = started(environment={"PEBBLE_WFE_NONCEREJECT": "50"})
    with ca.client() as client:
        refusals = 0
        for _ in range(100):
            if (answer := client.new_account()).status < 300:
                continue
            assert answer.problem() == "badNonce"
            assert answer.headers["Replay-Nonce"]
            refusals += 1
        assert 20 < refusals < 80  # a deviation of six sigma


def test_a_nonce_is_refused_only_where_it_was_good_and_as_every_refusal_is(started):
    ca = started(environment={"PEBBLE_WFE_NONCEREJECT": "99"})
    with ca.client() as client:
        for path, status, word in (("elsewhere", 404, "malformed"), ("order-plz", 400, "malformed")):
            answer = client.send_jws(f"{ca.public_url}/{path}", b"garbage")
            assert (answer.status, answer.problem()) == (status, word)
        answer = wait_until(lambda: (got := client.new_account()).status == 400 and got, "a refusal")
        assert answer.problem() == "badNonce"
        assert answer.headers["Link"] == f'<{ca.public_url}/dir>;rel="index"'


def test_a_credential_is_asked_for_where_the_configuration_says_so(started):
    ca = started({
        "externalAccountBindingRequired": True,
        "externalAccountMACKeys": {
            "kid-1": "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W",
            "kid-2": "b10lLJs8l1GPIzsLP0s6pMt8O0XVGnfTaCeROxQM0BIt2XrJMDHJZBM5NuQmQJQH"}})
    with ca.client() as client:
        assert client.directory["meta"]["externalAccountRequired"] is True
        assert client.new_account().problem() == "externalAccountRequired"
        wrong = Account("", "", "kid-1",
                        "b10lLJs8l1GPIzsLP0s6pMt8O0XVGnfTaCeROxQM0BIt2XrJMDHJZBM5NuQmQJQH")
        assert client.new_account(wrong).problem() == "unauthorized"
    account = Account("", "", "kid-2", wrong.hmac_key)
    obtain(ca, registered(ca, account), "eab.example.org")


def test_a_credential_may_be_given_where_none_is_asked_for(started):
    key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"
    ca = started({"externalAccountMACKeys": {"kid-1": key}})
    obtain(ca, registered(ca, Account("", "", "kid-1", key)), "eab.example.org")
    obtain(ca, registered(ca), "other.example.org")


def test_names_on_the_blocklist_are_refused(started):
    ca = started({"domainBlocklist": ["blocked.example"]})
    client = registered(ca)
    for name in ("blocked.example", "www.blocked.example"):
        assert client.new_order(name).problem() == "rejectedIdentifier"
    assert client.new_order("unblocked.example").status == 201


def test_every_challenge_is_valid_where_none_is_to_be_asked_for(started):
    ca = started(environment={"PEBBLE_VA_ALWAYS_VALID": "1"})
    ca.challenges.tell("set-servfail", host="nobody.example")
    client = registered(ca)
    order, _ = client.order("nobody.example")
    assert respond(client, challenge_of(client, order, "http-01"))["status"] == "valid"


@pytest.mark.parametrize("percent, status", [(0, "pending"), (100, "ready")])
def test_a_proof_is_relied_on_again_as_often_as_it_was_told(started, percent, status):
    ca = started(environment={"PEBBLE_AUTHZREUSE": str(percent)})
    client = registered(ca)
    for _ in range(3):
        order, _ = client.order("www.example.org")
        if order["status"] == "pending":
            prove_by_http(ca, client, order)
    assert client.order("www.example.org")[0]["status"] == status


@pytest.mark.parametrize("seconds", [0, 7])
def test_a_client_is_told_when_to_ask_again_for_an_authorization(started, seconds):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it never answers
        ca = started({"httpPort": silent.getsockname()[1], "retryAfter": {"authz": seconds}})
        client = registered(ca)
        order, _ = client.order("www.example.org")
        authorization = order["authorizations"][0]
        assert client.post(authorization).headers["Retry-After"] is None
        client.post(challenge_of(client, order, "http-01")["url"], {})
        assert client.post(authorization).headers["Retry-After"] == (str(seconds) if seconds else None)


def test_chains_are_as_long_as_it_was_told(started, tmp_path):
    ca = started(environment={"PEBBLE_CHAIN_LENGTH": "3"})
    _, chain = obtain(ca, registered(ca), "www.example.org")
    assert len(certificates_of(chain)) == 4
    verify(ca, chain, tmp_path)


def test_there_are_as_many_chains_as_it_was_told(started, tmp_path):
    ca = started(environment={"PEBBLE_ALTERNATE_ROOTS": "2"})
    client = registered(ca)
    order, _ = obtain(ca, client, "www.example.org")
    default = client.post(order["certificate"])
    links = [link for link in default.headers.get_all("Link") if 'rel="alternate"' in link]
    assert len(links) == 2
    for number, link in enumerate(links, 1):
        chain = client.post(link[1:link.index(">")]).body.decode()
        assert chain != default.body.decode()
        verify(ca, chain, tmp_path, root=number)
    _, headers = ca.manage("roots/1")
    assert len(headers.get_all("Link")) == 2


def test_it_names_itself_as_pebble_does_also_where_it_asks_for_no_caa(ca):
    client = registered(ca)
    assert client.directory["meta"]["caaIdentities"] == ["pebble.letsencrypt.org"]


def test_an_order_chooses_among_the_profiles_of_the_configuration(started):
    ca = started({"profiles": {
        "default": {"description": "The usual one", "validityPeriod": 7776000},
        "shortlived": {"description": "For six days", "validityPeriod": 518400}}},
        {"PEBBLE_VA_ALWAYS_VALID": "1"})
    client = registered(ca)
    assert client.directory["meta"]["profiles"] == {
        "default": "The usual one", "shortlived": "For six days"}
    for profile, days in (("shortlived", 6), ("default", 90)):
        identifiers = [{"type": "dns", "value": f"{profile}.example.org"}]
        order = client.post(client.new_order_url,
                            {"identifiers": identifiers, "profile": profile}).json()
        assert order["profile"] == profile
        respond(client, challenge_of(client, order, "http-01"))
        issued = client.finalize(order, make_csr([f"{profile}.example.org"])).json()
        chain = client.post(issued["certificate"]).body.decode()
        leaf = certificates_of(chain)[0]
        assert (leaf.not_valid_after - leaf.not_valid_before).days == days - 1  # and all but 1 s
    refused = client.post(client.new_order_url, {"identifiers": identifiers, "profile": "none"})
    assert refused.problem() == "invalidProfile"


def test_a_chain_of_no_intermediate_is_the_leaf_which_the_root_signed(started, tmp_path):
    ca = started(environment={"PEBBLE_CHAIN_LENGTH": "0", "PEBBLE_ALTERNATE_ROOTS": "1"})
    _, chain = obtain(ca, registered(ca), "www.example.org")
    assert len(certificates_of(chain)) == 1
    for root in range(2):
        verify(ca, chain, tmp_path, root)
    assert ca.manage("intermediates/0")[0] == ca.manage("roots/0")[0]


@pytest.mark.parametrize("kind, size", [("rsa", 2048), ("ecdsa", 256)])
def test_the_cas_keys_are_of_the_kind_asked_for(started, tmp_path, kind, size):
    ca = started({"keyAlgorithm": kind})
    _, chain = obtain(ca, registered(ca), "www.example.org")
    assert certificates_of(chain)[1].public_key().key_size == size
    verify(ca, chain, tmp_path)


def test_orders_are_listed_in_pages_of_the_size_asked_for(started):
    ca = started(environment={"PEBBLE_WFE_ORDERS_PER_PAGE": "2"})
    client = registered(ca)
    urls = {client.order(f"{number}.example.org")[1] for number in range(3)}
    first = client.post(client.post(client.kid).json()["orders"])
    assert len(first.json()["orders"]) == 2
    following = next(link for link in first.headers.get_all("Link") if 'rel="next"' in link)
    second = client.post(following[1:following.index(">")])
    assert {*first.json()["orders"], *second.json()["orders"]} == urls


# Its addresses


def test_the_directory_has_the_host_by_which_it_was_asked_for(ca):
    with ca.client() as client:
        for host in (f"localhost:{ca.port}", f"127.0.0.1:{ca.port}", "pebble:14000"):
            directory = client.send("GET", f"{ca.public_url}/dir", headers={"Host": host}).json()
            assert directory["newNonce"].startswith(f"https://{host}/")
        assert client.send("GET", f"{ca.public_url}/elsewhere").status == 404


def test_it_has_any_number_of_names_and_one_nonce_serves_at_all_of_them(ca):
    with ca.client() as client:
        for number in range(100):
            host = f"pebble-{number}:14000"
            directory = client.send("GET", f"{ca.public_url}/dir", headers={"Host": host}).json()
            assert directory["newNonce"].startswith(f"https://{host}/")
    client, other = registered(ca), registered(ca.called("127.0.0.1"))
    client.nonces = [other.nonce()]
    assert client.new_order("www.example.org").status == 201


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("kind", ["dns-account-01", "dns-persist-01"])
def test_an_account_is_named_in_the_dns_by_the_url_that_its_client_has(started, host, kind):
    ca = started({"caaIdentities": ["ca.example"]}).called(host)
    name = "www.example.org"
    ca.challenges.tell("add-caa", host=name, policies=[
        {"tag": "issue", "value": "ca.example; accounturi=https://elsewhere/my-account/1"}])
    client = registered(ca)
    assert client.directory["meta"]["caaIdentities"] == ["ca.example"]

    def proven():
        order, _ = client.order(name)
        challenge = challenge_of(client, order, kind)
        if kind == "dns-account-01":
            ca.challenges.tell("set-txt", host=f"{account_label(client)}.{name}",
                               value=digest_record(client, challenge["token"]))
        else:
            ca.challenges.tell("set-txt", host=f"_validation-persist.{name}",
                               value=f"ca.example; accounturi={client.kid}")
        return respond(client, challenge)

    assert proven()["error"]["type"].endswith(":caa")
    ca.challenges.tell("clear-caa", host=name)
    ca.challenges.tell("add-caa", host=name, policies=[
        {"tag": "issue", "value": f"ca.example; accounturi={client.kid}"}])
    ended = proven()
    assert ended["status"] == "valid", ended


def test_the_directory_is_read_by_post_as_get_too(ca):
    client = registered(ca)
    answer = client.post(f"{ca.public_url}/dir")
    assert answer.status == 200 and "newOrder" in answer.json()
    assert answer.headers["Replay-Nonce"]


# The management interface


def test_the_cas_certificates_and_keys_can_be_had(ca):
    root = certificates_of(ca.manage("roots/0")[0])[0]
    intermediate = certificates_of(ca.manage("intermediates/0")[0])[0]
    assert intermediate.issuer == root.subject
    for certificate, path in ((root, "root-keys/0"), (intermediate, "intermediate-keys/0")):
        key = serialization.load_pem_private_key(ca.manage(path)[0].encode(), None)
        assert key.public_key().public_numbers() == certificate.public_key().public_numbers()
    for nothing in ("roots/1", "roots/x", "elsewhere", "cert-status-by-serial/1f"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ca.manage(nothing)


def test_renewal_information_can_be_made_up(ca):
    client = registered(ca)
    _, chain = obtain(ca, client, "www.example.org")
    leaf = chain[:chain.index("-----END") + len("-----END CERTIFICATE-----\n")]
    made_up = '{"suggestedWindow": "no window"'
    ca.manage("set-renewal-info/", json.dumps(
        {"Certificate": leaf, "ARIResponse": made_up}).encode())
    certificate = certificates_of(leaf)[0]
    authority = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    octets = certificate.serial_number.bit_length() // 8 + 1
    name = (b64(authority.value.key_identifier) + "." +
            b64(certificate.serial_number.to_bytes(octets, "big")))
    answer = client.send("GET", f"{client.directory['renewalInfo']}/{name}")
    assert (answer.status, answer.body.decode()) == (200, made_up)


# Its life


def test_it_ends_when_it_is_told_to_and_leaves_nothing(build, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    (tmp_path / "one").mkdir()
    with TestCa(build, tmp_path / "one") as ca:
        ca.start()
        assert len(list(scratch.iterdir())) == 1
        ca.process.kill()
        ca.process.wait()
        ca.start()  # and what was killed is cleared away by the next
        assert len(list(scratch.iterdir())) == 1
        assert ca.stop(signal.SIGTERM) == [0, 0]
        assert not list(scratch.iterdir())
