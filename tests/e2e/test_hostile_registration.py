# SPDX-License-Identifier: Apache-2.0
"""External account bindings that do not fit, keys that belong to others, clients that are gone."""

import dataclasses

import pytest

from harness.acme import Client, Key, b64, client, compact, unb64
from harness.office import wait_until

NAME = "host0.physics.campus.example"
UNAUTHORIZED = (403, "unauthorized")
MALFORMED = (400, "malformed")


@pytest.fixture(scope="module")
def account(office):
    return office.account(NAME)


@pytest.fixture
def stranger(office):
    client = Client(office)
    yield client
    client.close()


def first_octets(binding, count):
    return b64(unb64(binding["signature"])[:count])


BINDINGS = {
    "none": (lambda c, a: None, 403, "externalAccountRequired"),
    "is text": (lambda c, a: "binding", *MALFORMED),
    "is empty": (lambda c, a: {}, *MALFORMED),
    "payload is another key": (lambda c, a: c.binding(a, payload=Key().jwk()), *MALFORMED),
    "payload is no key": (lambda c, a: c.binding(a, payload={}), 400, "badPublicKey"),
    "url of another resource": (lambda c, a: c.binding(a, url=c.new_order_url), *MALFORMED),
    "url of another server":
        (lambda c, a: c.binding(a, url="https://ca.example/acme/new-acct"), *MALFORMED),
    "has a nonce": (lambda c, a: c.binding(a, nonce=c.nonce()), *MALFORMED),
    "has crit": (lambda c, a: c.binding(a, crit=["b64"], b64=False), *MALFORMED),
    "alg none": (lambda c, a: c.binding(a, alg="none"), *MALFORMED),
    "alg HS1": (lambda c, a: c.binding(a, alg="HS1"), *MALFORMED),
    "alg ES256": (lambda c, a: c.binding(a, alg="ES256"), *MALFORMED),
    "padded": (lambda c, a: c.binding(a) | {"signature": "AAA="}, *MALFORMED),
    "empty MAC": (lambda c, a: c.binding(a) | {"signature": ""}, *UNAUTHORIZED),
    "short MAC": (lambda c, a: c.binding(a) | {"signature": first_octets(c.binding(a), 31)},
                  *UNAUTHORIZED),
    "changed payload of the same key":
        (lambda c, a: c.binding(a) | {"payload": b64(compact(c.key.jwk()) + b" ")}, *UNAUTHORIZED),
    "MAC of another hash":
        (lambda c, a: c.binding(a) | {"signature": c.binding(a, "HS512")["signature"]},
         *UNAUTHORIZED),
}


# conforms: 8555-7.3.4-8, 8555-7.3.4-10, 8555-7.3.4-11, 8555-7.3.4-12
# conforms-refusal: 8555-7.3.4-3, 8555-7.3.4-5, 8555-7.3.4-6
# conforms-table: 8555-7.3.4-14
@pytest.mark.parametrize("case", BINDINGS)
def test_a_binding_that_does_not_fit_registers_nobody(office, account, stranger, case):
    make, status, word = BINDINGS[case]
    binding = make(stranger, account)
    members = {} if binding is None else {"externalAccountBinding": binding}
    with office.unchanged(audited=False):
        answer = stranger.new_account(**members)
    assert (answer.status, answer.problem()) == (status, word), answer


# conforms: 8555-7.3.4-11, 8555-7.3.4-14
# conforms-refusal: 8555-7.3.4-4
def test_an_unknown_key_id_and_a_wrong_key_get_one_answer(office, account, stranger):
    wrong_key = dataclasses.replace(account, hmac_key=b64(b"k" * 32))
    unknown = dataclasses.replace(account, key_id="no-such-key-id")
    with office.unchanged(audited=False):
        answers = [stranger.new_account(each) for each in (wrong_key, unknown)]
    for answer in answers:
        assert (answer.status, answer.problem()) == UNAUTHORIZED
    assert answers[0].json() == answers[1].json()
    assert account.key_id not in answers[0].body.decode()


def test_who_is_turned_away_at_the_door_is_in_the_log(office, account, stranger):
    before = len(office.log())

    def is_refused_and_said():  # the log has so many lines a second, which others may have had
        stranger.new_account(dataclasses.replace(account, hmac_key=b64(b"k" * 32)))
        said = office.log()[before:]
        return '"resource":"ov/new-account"' in said and "external account binding" in said

    wait_until(is_refused_and_said, "the refusal to be in the log")


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
def test_each_hmac_is_taken(account, stranger, alg):
    answer = stranger.new_account(externalAccountBinding=stranger.binding(account, alg))
    assert answer.status == 201


def test_credentials_of_the_endpoint_are_good_at_its_staging(office, account):
    with client(office, account, "staging") as staging:
        assert "BEGIN CERTIFICATE" in staging.obtain(NAME)


def test_a_key_that_belongs_to_another_account_is_not_moved(office, account, stranger):
    other = office.account("host1.physics.campus.example")
    stranger.register(account)
    kid, stranger.kid = stranger.kid, None
    with office.unchanged():
        answer = stranger.new_account(other)
    assert (answer.status, answer.problem()) == UNAUTHORIZED
    assert "and cannot move to" in answer.json()["detail"]
    assert stranger.new_account(account).headers["Location"] == kid


def test_the_same_key_gets_the_client_there_is(office, account, stranger):
    stranger.register(account)
    kid, stranger.kid = stranger.kid, None
    with office.unchanged():
        for payload in ({"onlyReturnExisting": True}, {}, {"contact": "mailto:a@b.example"},
                        {"contact": ["tel:1", 7]}, {"externalAccountBinding": {"broken": True}},
                        {"termsOfServiceAgreed": "yes", "onlyReturnExisting": 1}):
            answer = stranger.post(stranger.new_account_url, payload)
            assert (answer.status, answer.headers["Location"]) == (200, kid), payload
        answer = stranger.new_account(account)
        assert (answer.status, answer.headers["Location"]) == (200, kid)


# conforms: 8555-7.3.1-3
# conforms-refusal: 8555-7.3-2
def test_only_return_existing_needs_no_binding_and_makes_nothing(office, stranger):
    with office.unchanged(audited=False):
        for more in ({}, {"contact": "mailto:a@b.example"}, {"externalAccountBinding": 7}):
            answer = stranger.post(stranger.new_account_url, {"onlyReturnExisting": True, **more})
            assert (answer.status, answer.problem()) == (400, "accountDoesNotExist"), more


# conforms: 8555-7.3-5, 8555-7.3-7, 8555-7.3-8, 8555-7.3-9
@pytest.mark.parametrize("contact, word", [
    (["mailto:a@b.example?subject=x"], "invalidContact"),
    (["mailto:a@b.example,c@d.example"], "invalidContact"),
    (["mailto:"], "invalidContact"),
    (["mailto:a@b\n.example"], "invalidContact"),
    (["tel:+4989123"], "unsupportedContact"),
    (["https://a.example"], "unsupportedContact"),
    (["mailto:a@b.example"] * 11, "invalidContact"),
    ("mailto:a@b.example", "malformed"),
    ([1], "malformed"),
])
def test_a_contact_that_is_none_is_refused(office, account, stranger, contact, word):
    with office.unchanged():
        answer = stranger.new_account(account, contact=contact)
    assert (answer.status, answer.problem()) == (400, word)


# conforms: 8555-7.3.6-2
def test_a_deactivated_client_is_turned_away(office, account, stranger):
    stranger.register(account)
    assert stranger.post(stranger.kid, {"status": "deactivated"}).json()["status"] == "deactivated"
    with office.unchanged():
        for answer in (stranger.new_order(NAME), stranger.post(stranger.kid)):
            assert (answer.status, answer.problem()) == (401, "unauthorized")


# conforms: 8555-7.3.6-3
def test_a_deactivated_clients_key_is_not_registered_again(office, account, stranger):
    stranger.register(account)
    stranger.post(stranger.kid, {"status": "deactivated"})
    stranger.kid = None
    with office.unchanged():
        answer = stranger.new_account(account)
    assert (answer.status, answer.problem()) == (401, "unauthorized")


# conforms: 8555-7.3.2-1
def test_what_a_client_may_not_change_of_its_account_is_ignored(office, account, stranger):
    stranger.register(account)
    before = stranger.post(stranger.kid).json()
    with office.unchanged():
        answer = stranger.post(stranger.kid, {"status": "revoked", "orders": [], "x": 1})
    assert (answer.status, answer.json()) == (200, before)


# conforms: 8555-7.1.2.1-1, 8555-7.3.2-2
def test_a_client_changes_its_contacts_and_lists_its_orders(account, stranger):
    stranger.register(account)
    changed_to = ["mailto:new@campus.example"]
    assert stranger.post(stranger.kid, {"contact": changed_to}).json()["contact"] == changed_to
    _, url = stranger.order(NAME)
    orders = stranger.post(stranger.post(stranger.kid).json()["orders"]).json()["orders"]
    assert orders == [url]
