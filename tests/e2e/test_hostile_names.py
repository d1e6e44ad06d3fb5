# SPDX-License-Identifier: Apache-2.0
"""Identifiers that are malformed, of another type, too many or not granted."""

import pytest

NAME = "host0.physics.campus.example"

REJECTED = {
    "empty": "",
    "single label": "localhost",
    "underscore": "a_b.physics.campus.example",
    "trailing dot": NAME + ".",
    "only a dot": ".",
    "empty label": "a..physics.campus.example",
    "leading dot": "." + NAME,
    "leading hyphen": "-a.physics.campus.example",
    "trailing hyphen": "a-.physics.campus.example",
    "U-label": "m\u00fcnchen.physics.campus.example",
    "full-width": "\uff41.physics.campus.example",
    "ideographic dot": "a\u3002physics.campus.example",
    "A-label that decodes to ASCII": "xn--abc-.physics.campus.example",
    "A-label that cannot be decoded": "xn--\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061"
                                      "99999999.physics.campus.example",
    "A-label of an upper-case letter": "xn--mnchen-psa.physics.campus.example",
    "hyphens in places 3 and 4": "ab--cd.physics.campus.example",
    "label of 64": "a" * 64 + ".physics.campus.example",
    "name of 254": ".".join(["a" * 49] * 5) + "." + "b" * 4,
    "IPv4": "192.0.2.1",
    "IPv6": "2001:db8::1",
    "e-mail": "ops@physics.campus.example",
    "URL": "https://host0.physics.campus.example",
    "port": NAME + ":443",
    "space": "a b.physics.campus.example",
    "control": "a\u0000.physics.campus.example",
    "new line": NAME + "\n",
    "star inside": "a.*.physics.campus.example",
    "star with letters": "a*.physics.campus.example",
    "only a star": "*",
    "two stars": "*.*.physics.campus.example",
    "all digits at the end": "host.123",
}


# conforms: 8555-7.1.4-5, 8555-7.4-1
@pytest.mark.parametrize("case", REJECTED)
def test_what_is_no_dns_name_is_rejected(office, acme, case):
    with office.unchanged():
        answer = acme.new_order(REJECTED[case])
    assert (answer.status, answer.problem()) == (403, "rejectedIdentifier"), answer


@pytest.mark.parametrize("kind, value", [
    ("ip", "192.0.2.1"), ("email", "ops@campus.example"), ("DNS", NAME), ("", NAME)])
def test_another_type_of_identifier_is_not_supported(office, acme, kind, value):
    with office.unchanged():
        answer = acme.post(acme.new_order_url, {"identifiers": [{"type": kind, "value": value}]})
    assert (answer.status, answer.problem()) == (400, "unsupportedIdentifier")


# conforms: 8555-6.7.1-1
def test_each_bad_identifier_has_its_subproblem(office, acme):
    with office.unchanged():
        answer = acme.new_order(NAME, "a_b.example", "192.0.2.1")
    assert answer.problem() == "rejectedIdentifier"
    subproblems = answer.json()["subproblems"]
    assert [each["identifier"]["value"] for each in subproblems] == ["a_b.example", "192.0.2.1"]
    assert all(each["type"] and each["detail"] for each in subproblems)


def test_one_bad_identifiers_sentence_is_the_problems_own(acme):
    answer = acme.new_order("a_b.example")
    assert "underscore" in answer.json()["detail"]
    assert answer.json()["detail"] == answer.json()["subproblems"][0]["detail"]


@pytest.mark.parametrize("payload", [
    {}, {"identifiers": []}, {"identifiers": None}, {"identifiers": NAME},
    {"identifiers": [NAME]}, {"identifiers": [{"type": "dns"}]},
    {"identifiers": [{"value": NAME}]}, {"identifiers": [{"type": "dns", "value": 1}]},
    {"identifiers": {"type": "dns", "value": NAME}}])
def test_an_order_that_names_nothing_is_malformed(office, acme, payload):
    with office.unchanged():
        answer = acme.post(acme.new_order_url, payload)
    assert (answer.status, answer.problem()) == (400, "malformed")


def test_101_names_are_too_many(office, acme):
    with office.unchanged():
        answer = acme.new_order(*[f"h{n}.physics.campus.example" for n in range(101)])
    assert (answer.status, answer.problem()) == (400, "malformed")
    assert "100" in answer.json()["detail"] and "101" in answer.json()["detail"]


# conforms: 8555-7.4-1
@pytest.mark.parametrize("member", ["notBefore", "notAfter"])
def test_the_validity_cannot_be_chosen(office, acme, member):
    order = {"identifiers": [{"type": "dns", "value": NAME}], member: "2027-01-24T10:00:00Z"}
    with office.unchanged():
        answer = acme.post(acme.new_order_url, order)
    assert (answer.status, answer.problem()) == (400, "malformed")


def test_a_name_that_the_account_does_not_list_is_refused(office, acme):
    with office.unchanged():
        answer = acme.new_order(NAME, "other.physics.campus.example")
    assert (answer.status, answer.problem()) == (403, "rejectedIdentifier")
    detail = answer.json()["detail"]
    assert "other.physics.campus.example is not among the names of the ACME account" in detail
    assert "it@physics.campus.example" in detail
    assert [each["identifier"]["value"] for each in answer.json()["subproblems"]] == [
        "other.physics.campus.example"]


def test_upper_case_is_normalised_and_duplicates_are_folded(acme):
    order, _ = acme.order("HOST0.Physics.campus.example", NAME, "host1.physics.campus.example")
    assert [each["value"] for each in order["identifiers"]] == [
        NAME, "host1.physics.campus.example"]
    assert len(order["authorizations"]) == 2


def test_unknown_members_are_ignored(acme):
    answer = acme.post(acme.new_order_url, {
        "identifiers": [{"type": "dns", "value": NAME, "extra": {}}], "profile2": "none"})
    assert answer.status == 201
