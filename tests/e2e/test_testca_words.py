# SPDX-License-Identifier: Apache-2.0
"""chancery-testca where the suites of other projects compare it with Pebble: times and words."""

import datetime

import pytest

from harness.acme import make_csr
from harness.test_ca import certificates_of, prove_by_http, registered


def ordered_for(ca, client, profile, not_before, not_after):
    """The order, and the leaf that it gives."""
    order = client.post(client.new_order_url, {
        "identifiers": [{"type": "dns", "value": "www.example.org"}], "profile": profile,
        "notBefore": not_before, "notAfter": not_after})
    assert order.status == 201, order
    url, order = order.headers["Location"], order.json()
    for read in (order, client.post(url).json()):
        assert (read["notBefore"], read["notAfter"]) == (not_before, not_after)
    prove_by_http(ca, client, order)
    issued = client.finalize(order, make_csr(["www.example.org"])).json()
    assert (issued["notBefore"], issued["notAfter"]) == (not_before, not_after)
    return certificates_of(client.post(issued["certificate"]).body.decode())[0]


def test_an_order_gets_the_times_that_it_asks_for_beyond_its_profile_and_to_the_millisecond(started):
    ca = started({"profiles": {"shortlived": {"description": "", "validityPeriod": 518400}}})
    begin = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    end = begin + datetime.timedelta(days=400)
    leaf = ordered_for(ca, registered(ca), "shortlived", f"{begin:%FT%T}.123Z", f"{end:%FT%T}.5Z")
    assert leaf.not_valid_before == begin.replace(tzinfo=None)
    assert leaf.not_valid_after == end.replace(tzinfo=None)


@pytest.mark.parametrize("reused", [False, True])
def test_an_open_order_is_given_back_where_the_configuration_says_so(started, reused):
    ca = started({"reusePendingOrders": True} if reused else None)
    client = registered(ca)
    assert (client.order("www.example.org")[1] == client.order("www.example.org")[1]) is reused


def test_what_a_deactivated_account_is_told_is_what_pebble_says(ca):
    client = registered(ca)
    assert client.post(client.kid, {"status": "deactivated"}).status == 200
    refused = client.new_order("www.example.org")
    assert (refused.problem(), refused.detail()) == ("unauthorized", "Account has been deactivated")
    client.kid = None  # by its key again
    again = client.new_account()
    assert again.problem() == "unauthorized"
    assert again.detail() == "An account with the provided public key exists but is deactivated"


@pytest.mark.parametrize("name, character", [
    ("a_b.example.org", "'_'"), ("a b.example.org", "' '"), ("müller.example.org", "'Ã'"),
    ("example.org/path", "'/'")])
def test_a_name_with_an_illegal_character_is_malformed_and_the_character_is_named(ca, name, character):
    refused = registered(ca).new_order(name)
    assert (refused.status, refused.problem()) == (400, "malformed")
    assert refused.detail() == (
        f"Order included DNS identifier with a value containing an illegal character: {character}")
