# SPDX-License-Identifier: Apache-2.0
"""Orders over their life: expired, finalized twice, by two at once, authorizations given back."""

import concurrent.futures
import threading

from harness.acme import Client, client, leaf_of, make_csr
from harness.office import PATIENCE

NAME = "host0.physics.campus.example"


def test_an_order_is_born_ready_with_authorizations_of_its_own(acme):
    first, _ = acme.order(NAME)
    second, _ = acme.order(NAME)
    assert first["status"] == second["status"] == "ready" and first["expires"]
    assert set(first["authorizations"]).isdisjoint(second["authorizations"])
    authorization = acme.post(first["authorizations"][0]).json()
    assert authorization.pop("expires")
    assert authorization == {"status": "valid", "challenges": [],
                             "identifier": {"type": "dns", "value": NAME}}


# conforms: 8555-7.1.3-2, 8555-7.1.3-3, 8555-7.1.4-2, 8555-7.1.4-6
def test_a_wildcards_authorization_says_so(office):
    with client(office, office.account("*.lab.physics.campus.example")) as c:
        order, _ = c.order("*.lab.physics.campus.example")
        authorization = c.post(order["authorizations"][0]).json()
        assert authorization["wildcard"] is True
        assert authorization["identifier"]["value"] == "lab.physics.campus.example"
        answer = c.finalize(order, make_csr(["*.lab.physics.campus.example"]))
        assert answer.json()["status"] == "valid"


# conforms: 8555-7.4-8
def test_a_second_finalize_is_refused(office, acme):
    order, url = acme.order(NAME)
    certificate = acme.finalize(order, make_csr([NAME])).json()["certificate"]
    with office.unchanged():
        answer = acme.finalize(order, make_csr([NAME]))
        assert (answer.status, answer.problem()) == (403, "orderNotReady")
        assert acme.post(url).json()["certificate"] == certificate


# conforms: 8555-7.4-3, 8555-7.4-8
def test_an_expired_order_reads_invalid_and_is_not_finalized(timed_office):
    with client(timed_office, timed_office.account(NAME)) as c:
        order, url = c.order(NAME)
        timed_office.clock.advance(days=8)
        c.nonces.clear()
        with timed_office.unchanged():
            answer = c.finalize(order, make_csr([NAME]))
            assert (answer.status, answer.problem()) == (403, "orderNotReady")
            assert c.post(url).json()["status"] == "invalid"
            assert c.post(order["authorizations"][0]).json()["status"] == "expired"
        assert "BEGIN CERTIFICATE" in c.obtain(NAME)


def test_of_two_finalizes_at_once_one_wins(office, acme):
    """Each round: two connections of one client, the same order, different keys."""
    others = []
    for _ in range(2):
        other = Client(office, key=acme.key)
        other.kid = acme.kid
        others.append(other)
    with concurrent.futures.ThreadPoolExecutor(len(others)) as pool:
        for _ in range(10):
            order, url = acme.order(NAME)
            line = threading.Barrier(len(others), timeout=PATIENCE)
            for other in others:
                other.nonces = [other.nonce()]

            def race(other, csr, order=order, line=line):
                line.wait()
                return other.finalize(order, csr)

            csrs = [make_csr([NAME]) for _ in others]
            answers = list(pool.map(race, others, csrs))
            won = [answer for answer in answers if answer.status == 200]
            lost = [answer for answer in answers if answer.status != 200]
            assert len(won) == 1 and lost[0].problem() == "orderNotReady", answers
            assert acme.post(url).json()["certificate"] == won[0].json()["certificate"]
    for other in others:
        other.close()
    per_order = office.rows("SELECT count(*) FROM certificates WHERE order_id IS NOT NULL "
                            "GROUP BY order_id ORDER BY 1 DESC LIMIT 1")
    assert per_order == [(1,)]


# conforms-refusal: 8555-7.5.2-2
def test_an_authorization_that_was_given_back_ends_its_order_and_no_other(acme):
    order, url = acme.order(NAME)
    other, other_url = acme.order(NAME)
    answer = acme.post(order["authorizations"][0], {"status": "deactivated"})
    assert (answer.status, answer.json()["status"]) == (200, "deactivated")
    assert acme.post(url).json()["status"] == "invalid"
    answer = acme.finalize(order, make_csr([NAME]))
    assert (answer.status, answer.problem()) == (403, "orderNotReady")
    assert acme.post(other_url).json()["status"] == "ready"
    assert acme.finalize(other, make_csr([NAME])).json()["status"] == "valid"


# conforms: 8555-7.4.2-1, 8555-9.1-2
def test_a_certificate_is_the_leaf_and_its_issuer_without_the_root(office, acme):
    order, _ = acme.order(NAME)
    url = acme.finalize(order, make_csr([NAME])).json()["certificate"]
    answer = acme.post(url)
    assert answer.headers["Content-Type"] == "application/pem-certificate-chain"
    chain = answer.body.decode()
    assert chain.count("BEGIN CERTIFICATE") == 2
    assert office.root.read_text().strip() not in chain
    leaf = leaf_of(chain)
    assert 1 << 120 < leaf.serial_number < 1 << 159
    serial = leaf.serial_number.to_bytes(20, "big").lstrip(b"\0")
    assert office.rows("SELECT status FROM certificates WHERE serial = ?", serial) == [("issued",)]
