# SPDX-License-Identifier: Apache-2.0
"""Words of our own are in camelCase wherever a program reads them: the API, events, metrics, the log."""

import json
import re

from harness.acme import client

NAME = "words.physics.campus.example"
CAMEL_CASE = re.compile(r"[a-z][A-Za-z0-9]*")
CHALLENGES = {"http-01", "dns-01", "tls-alpn-01", "dns-account-01", "dns-persist-01"}  # RFC 8555 §9.7.8
LISTS = ["department", "domain", "delegation", "endpoint", "issuer", "profile", "account", "certificate",
         "event", "token"]
# What their values are is not ours to choose: numbers, classes of statuses, names that the office gives.
FREE_LABELS = {"le", "status", "issuer"}


def is_ours(word):
    """Words with dots between are each one: "acmeAccount.created"."""
    return all(CAMEL_CASE.fullmatch(part) for part in re.split(r"[./]", word)) or word in CHALLENGES


def members_of(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from members_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from members_of(inner)


def used(office):
    """After a certificate, refusals of policy, credential and limit, and changes by the office."""
    account = office.account(NAME)
    office.admin("account", "set", account.name, "--limit", "orders-per-client=2/P1D")
    office.admin("endpoint", "set", "ov", "--limit", "failed-validations=9/PT1H")
    with client(office, account) as c:
        c.obtain(NAME)
        assert c.new_order("not-listed.campus.example").status == 403
        assert [c.new_order(NAME).status for _ in range(2)] == [201, 429]
        office.admin("account", "revoke", account.name)
        assert c.new_order(NAME).status in (401, 403)
    return account


def test_words_of_our_own_are_in_camel_case_wherever_a_program_reads_them(own_office):
    account = used(own_office)
    for resource in LISTS:
        items = own_office.admin_json(resource, "list")["items"]
        wrong = [name for name in members_of(items) if not is_ours(name)]
        assert items and not wrong, resource
    why = own_office.admin_json("account", "why", account.name, NAME, "*." + NAME)["verdicts"]
    assert [verdict["code"] for verdict in why] == ["credentialRevoked", "credentialRevoked"]

    events = own_office.events()
    for event in events:
        words = [event["action"], event["object"]["type"], event["outcome"], event["actor"]["type"],
                 *(change["field"] for change in event["changes"])]
        assert all(map(is_ours, words)), event
    assert {"order.refused", "acmeAccount.revoked"} <= {event["action"] for event in events}


def test_words_in_metrics_and_log_are_in_camel_case(own_office):
    used(own_office)
    text = own_office.status("/metrics")[1]
    labels = set(re.findall(r'(\w+)="([^"]*)"', re.sub(r"^#.*$", "", text, flags=re.M)))
    assert ("limit", "ordersPerClient") in labels
    wrong = [label for label in labels if label[0] not in FREE_LABELS and not is_ours(label[1])]
    assert not wrong

    lines = [json.loads(line) for line in own_office.log().splitlines()]
    wrong = {name for line in lines for name in members_of(line) if not CAMEL_CASE.fullmatch(name)}
    assert lines and not wrong
