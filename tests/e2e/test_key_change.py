# SPDX-License-Identifier: Apache-2.0
"""A client that changes its key, and one that proves a name before it orders it."""

import pytest

from harness.acme import Client, Key, client

NAME = "host1.physics.campus.example"


@pytest.fixture(scope="module")
def account(office):
    return office.account(NAME)


def change_key(changing, new_key):
    """RFC 8555 §7.3.5: signed by the new key, and around it by the old one."""
    url = f"{changing.base}/key-change"
    signer = Client(changing.office, key=new_key)
    inner = signer.jws(url, {"account": changing.kid, "oldKey": changing.key.jwk()}, nonce=None)
    return changing.post(url, inner)


def test_a_client_goes_on_with_its_new_key(office, account):
    with client(office, account) as changing:
        old_key, new_key = changing.key, Key("ES384")
        assert change_key(changing, new_key).status == 200
        refused = changing.post(changing.kid)
        assert (refused.status, refused.problem()) == (400, "malformed")  # the old key signed it
        changing.key = new_key
        assert changing.obtain(NAME).startswith("-----BEGIN CERTIFICATE-----")
        changing.kid = None  # a registration carries its key
        assert changing.new_account().status == 200
        changing.key = old_key
        unknown = changing.new_account(onlyReturnExisting=True)
        assert (unknown.status, unknown.problem()) == (400, "accountDoesNotExist")


# conforms: 8555-7.3.5-7, 8555-7.3.5-8
def test_a_key_that_another_client_has_is_not_taken(office, account):
    with client(office, account) as changing, client(office, account) as other:
        answer = change_key(changing, other.key)
        assert (answer.status, answer.headers["Location"]) == (409, other.kid)
        assert changing.post(changing.kid).status == 200


# conforms: 8555-7.4.1-3
def test_a_name_is_authorized_before_it_is_ordered(office, account):
    with client(office, account) as asking:
        url = f"{asking.base}/new-authz"
        answer = asking.post(url, {"identifier": {"type": "dns", "value": NAME}})
        assert (answer.status, answer.json()["status"]) == (201, "valid"), answer
        assert asking.post(answer.headers["Location"]).json()["identifier"]["value"] == NAME
        refused = asking.post(url, {"identifier": {"type": "dns", "value": "www.else.example"}})
        assert (refused.status, refused.problem()) == (403, "rejectedIdentifier")
