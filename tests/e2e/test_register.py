# SPDX-License-Identifier: Apache-2.0
"""Who may have what: each rule of the register, at once, with a reason that says whom to ask."""

import datetime
import getpass
import json
import subprocess

import pytest

from harness.acme import client, leaf_of, make_csr
from harness.office import PATIENCE

NAME = "host0.physics.campus.example"
OFFICE = "pki@campus.example"
DEPARTMENT = "it@physics.campus.example"


def refusal(answer, word="rejectedIdentifier"):
    """The sentence of a refusal by policy."""
    assert (answer.status, answer.problem()) == (403, word), answer
    return answer.json()["detail"]


def why(office, account, name):
    return office.admin_json("account", "why", account.name, name)["verdicts"][0]


def test_accounts_are_made_for_granted_names_only_and_all_or_nothing(office):
    names = [NAME, "x.chemistry.campus.example", "www.elsewhere.example"]
    options = [word for name in names for word in ("--domain", name)]
    before = office.state("events", "refusals", "clock", "sqlite_sequence")
    done = office.run_admin("account", "add", "all-or-nothing", "--department", "Physics",
                            "--endpoint", "ov", *options)
    assert done.returncode == 1
    assert office.state("events", "refusals", "clock", "sqlite_sequence") == before
    said = done.stdout + done.stderr
    for name in names:
        assert name in said, "each name has its verdict"
    assert "not delegated" in said and OFFICE in said
    assert "HMAC" not in said


def test_names_are_added_all_or_nothing(office):
    account = office.account(NAME)
    before = office.rows("SELECT * FROM account_names")
    done = office.run_admin("account", "names", account.name, "add",
                            "host1.physics.campus.example", "host1.chemistry.campus.example")
    assert done.returncode == 1 and "host1.chemistry.campus.example" in done.stdout + done.stderr
    assert office.rows("SELECT * FROM account_names") == before
    office.admin("account", "names", account.name, "add", "host1.physics.campus.example")
    with client(office, account) as c:
        assert c.obtain(NAME, "host1.physics.campus.example")
        office.admin("account", "names", account.name, "remove", NAME)
        assert f"{NAME} is not among the names of the ACME account" in refusal(c.new_order(NAME))


def test_a_name_that_is_removed_after_the_order_ends_it(office):
    account = office.account(NAME, "host1.physics.campus.example")
    with client(office, account) as c:
        order, url = c.order(NAME)
        office.admin("account", "names", account.name, "remove", NAME)
        assert DEPARTMENT in refusal(c.finalize(order, make_csr([NAME])))
        ended = c.post(url).json()
        assert ended["status"] == "invalid" and "certificate" not in ended
        assert ended["error"]["type"].endswith(":rejectedIdentifier")
        assert f"{NAME} is not among" in ended["error"]["detail"]


def test_a_delegation_that_is_withdrawn_after_the_order_refuses_it(own_office):
    account = own_office.account(NAME)
    with client(own_office, account) as c:
        order, url = c.order(NAME)
        issued, _ = c.order(NAME)
        assert c.finalize(issued, make_csr([NAME])).status == 200
        own_office.admin("delegation", "withdraw", "physics.campus.example", "--department",
                         "Physics", "--below")
        detail = refusal(c.finalize(order, make_csr([NAME])))
        assert "is not delegated to the department" in detail and OFFICE in detail
        assert c.post(url).json()["status"] == "invalid"
        assert "not delegated" in refusal(c.new_order(NAME))
        assert why(own_office, account, NAME)["code"] == "notDelegated"
    events = own_office.events(action="order.refused")
    assert {event["actor"]["name"] for event in events} == {account.name}
    assert {event["outcome"] for event in events} == {"refused"}


def test_a_delegation_to_another_department_grants_nothing(own_office):
    physics = own_office.account(NAME)
    done = own_office.run_admin("account", "add", "chemistry", "--department", "Chemistry",
                                "--endpoint", "ov", "--domain", NAME)
    assert done.returncode == 1 and "not delegated" in done.stdout + done.stderr
    own_office.admin("delegation", "withdraw", "physics.campus.example", "--department", "Physics",
                     "--below")
    own_office.admin("delegation", "add", "physics.campus.example", "--department", "Chemistry",
                     "--below")
    with client(own_office, physics) as c:
        assert "not delegated" in refusal(c.new_order(NAME))
    chemistry = own_office.account(NAME, department="Chemistry")
    with client(own_office, chemistry) as c:
        assert c.obtain(NAME)


def test_below_is_not_the_domain_itself_and_wildcards_are_granted_apart(own_office):
    for name, department in (("physics.campus.example", "Physics"),
                             ("*.lab.chemistry.campus.example", "Chemistry")):
        done = own_office.run_admin("account", "add", "refused", "--department", department,
                                    "--endpoint", "ov", "--domain", name)
        assert done.returncode == 1 and "not delegated" in done.stdout + done.stderr
    own_office.account("*.physics.campus.example", "*.lab.physics.campus.example")


def test_a_disabled_account_is_turned_away_at_once_and_enabling_restores_all(office):
    account = office.account(NAME)
    with client(office, account) as c:
        order, url = c.order(NAME)
        office.admin("account", "disable", account.name)
        with office.unchanged():
            for answer in (c.finalize(order, make_csr([NAME])), c.new_order(NAME), c.post(url),
                           c.post(order["authorizations"][0]), c.post(c.kid)):
                detail = refusal(answer, "unauthorized")
                assert "disabled" in detail and DEPARTMENT in detail
            c2 = type(c)(office)
            assert "disabled" in refusal(c2.new_account(account), "unauthorized")
            c2.close()
        assert why(office, account, NAME)["code"] == "accountDisabled"
        office.admin("account", "enable", account.name)
        assert c.finalize(order, make_csr([NAME])).json()["status"] == "valid"


def test_a_disabled_department_likewise(own_office):
    account = own_office.account(NAME)
    with client(own_office, account) as c:
        order, _ = c.order(NAME)
        own_office.admin("department", "disable", "Physics")
        with own_office.unchanged():
            for answer in (c.finalize(order, make_csr([NAME])), c.new_order(NAME)):
                detail = refusal(answer, "unauthorized")
                assert "department" in detail and OFFICE in detail
        assert why(own_office, account, NAME)["code"] == "departmentDisabled"
        own_office.admin("department", "enable", "Physics")
        assert c.finalize(order, make_csr([NAME])).json()["status"] == "valid"


def test_who_has_no_address_is_named(bare_office):
    office = bare_office
    office.organization = ["--organization", "Campus Example"]
    office.init()
    office.start()
    office.admin("department", "add", "Physics")
    office.admin("domain", "add", "campus.example", "--department", "Physics")
    account = office.account(NAME)
    with client(office, account) as c:
        assert "ask Physics to add it" in refusal(c.new_order("x.campus.example"))
        office.admin("domain", "disable", "campus.example")
        assert refusal(c.new_order(NAME)).endswith("ask Campus Example")
        office.admin("department", "disable", "Physics")
        assert refusal(c.new_order(NAME), "unauthorized").endswith("ask Campus Example")


def test_a_disabled_domain_refuses_all_below_it(own_office):
    account = own_office.account(NAME)
    with client(own_office, account) as c:
        kept, _ = c.order(NAME)
        ended, url = c.order(NAME)
        own_office.admin("domain", "disable", "campus.example")
        for answer in (c.new_order(NAME), c.finalize(ended, make_csr([NAME]))):
            detail = refusal(answer)
            assert "is in a domain that is disabled" in detail and OFFICE in detail
        assert why(own_office, account, NAME)["code"] == "domainDisabled"
        own_office.admin("domain", "enable", "campus.example")
        assert c.finalize(kept, make_csr([NAME])).json()["status"] == "valid"
        assert c.post(url).json()["status"] == "invalid", "a refusal by policy is for good"


def test_a_validation_that_lapses_refuses_and_one_anew_restores(timed_office):
    office = timed_office
    soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)).date()
    office.admin("domain", "validate", "campus.example", "--valid-until", str(soon))
    account = office.account(NAME)
    with client(office, account) as c:
        order, url = c.order(NAME)
        office.clock.advance(days=4)
        c.nonces.clear()
        for answer in (c.new_order(NAME), c.finalize(order, make_csr([NAME]))):
            detail = refusal(answer)
            assert "validation of its domain has lapsed" in detail and OFFICE in detail
        assert c.post(url).json()["status"] == "invalid"
        assert why(office, account, NAME)["code"] == "validationLapsed"
        office.admin("domain", "validate", "campus.example", "--evidence", "asked again")
        assert c.obtain(NAME)


def test_a_validation_lasts_a_year_by_default_and_398_days_at_most(own_office):
    [domain] = [each for each in own_office.admin_json("domain", "list")["items"]
                if each["name"] == "campus.example"]
    now = datetime.datetime.now(datetime.timezone.utc)
    until = datetime.datetime.fromisoformat(domain["validation"]["validUntil"].replace("Z", "+00:00"))
    assert 363 <= (until - now).days <= 366
    assert domain["validation"]["evidence"] == "contract 2026-17"
    too_late = (now + datetime.timedelta(days=400)).date()
    done = own_office.run_admin("domain", "add", "late.example", "--valid-until", str(too_late))
    assert done.returncode == 1 and "398" in done.stderr


@pytest.mark.parametrize("name", ["co.uk", "nhs.uk", "in-addr.arpa"])
def test_a_public_suffix_cannot_be_a_domain(office, name):
    with office.unchanged():
        done = office.run_admin("domain", "add", name)
    assert done.returncode == 1 and "public suffix" in done.stderr


def test_the_same_refusal_again_within_an_hour_is_one_row(timed_office):
    office = timed_office
    with client(office, office.account(NAME)) as c:
        for _ in range(3):
            refusal(c.new_order("other.physics.campus.example"))
        refusal(c.new_order("another.physics.campus.example"))
        counts = {event["object"]["name"]: event["count"]
                  for event in office.events(action="order.refused")}
        assert counts == {"other.physics.campus.example": 3, "another.physics.campus.example": 1}
        office.clock.advance(minutes=90)
        c.nonces.clear()
        refusal(c.new_order("other.physics.campus.example"))
    rows = [event for event in office.events(action="order.refused")
            if event["object"]["name"] == "other.physics.campus.example"]
    assert [event["count"] for event in rows] == [1, 3]


def test_every_change_has_an_audit_row_with_its_actor(own_office):
    account = own_office.account(NAME)
    with client(own_office, account) as c:
        c.obtain(NAME)
    own_office.admin("account", "disable", account.name)
    own_office.admin("domain", "disable", "campus.example")
    own_office.admin("department", "disable", "Chemistry")
    own_office.admin("delegation", "withdraw", "physics.campus.example", "--department", "Physics",
                     "--below")
    me = f"local:{getpass.getuser()}"
    rows = {(event["action"], event["object"]["name"], event["actor"]["name"])
            for event in own_office.events(outcome="succeeded")}
    assert {
        ("acmeAccount.created", account.name, me),
        ("acmeAccount.disabled", account.name, me),
        ("domain.changed", "campus.example", me),
        ("department.changed", "Chemistry", me),
        ("delegation.withdrawn", "physics.campus.example", me),
        ("order.created", NAME, account.name),
        ("certificate.issued", NAME, account.name),
    } <= rows
    actions_of_hosts = {action for action, _, actor in rows if actor == account.name}
    assert actions_of_hosts == {"client.registered", "order.created", "certificate.issued"}


REFUSED = {
    "a name that is none": lambda c, url: c.new_order("a_b.example"),
    "a payload that is none": lambda c, url: c.post(c.new_order_url, "{"),
    "an order that is not there": lambda c, url: c.post(c.new_order_url.replace(
        "new-order", "order/018f0000-0000-7000-8000-000000000000")),
    "a CSR that is none": lambda c, url: c.post(url, {"csr": "AAAA"}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_every_refusal_of_who_is_known_has_an_audit_row(office, case):
    account = office.account(NAME)
    with client(office, account) as c:
        order, _ = c.order(NAME)
        answer = REFUSED[case](c, order["finalize"])
    assert 400 <= answer.status < 500
    [event] = [event for event in office.events(outcome="refused")
               if event["actor"]["name"] == account.name]
    assert event["detail"] == answer.json()["detail"]
    assert event["actor"]["address"] == "127.0.0.1"


def test_a_client_that_the_office_deactivates_is_turned_away(office):
    account = office.account(NAME)
    with client(office, account) as c:
        [row] = office.admin_json("account", "clients", account.name)["items"]
        office.admin("account", "clients", account.name, "deactivate", row["id"])
        answer = c.new_order(NAME)
        assert (answer.status, answer.problem()) == (401, "unauthorized")


def test_the_credential_is_printed_first_one_a_line(office):
    printed = office.admin("account", "add", "printed", "--department", "Physics", "--endpoint",
                           "ov", "--domain", NAME)
    lines = printed.splitlines()
    assert lines[0] == f"ACME URL: {office.public_url}/acme/ov/directory"
    assert lines[1].startswith("Key ID: ") and lines[2].startswith("HMAC key: ")
    for line in lines[1:3]:
        assert not line.split(": ")[1].startswith("-"), "argparse takes that for an option"
    assert "certbot certonly --standalone" in printed and "update-ca-certificates" in printed
    assert lines[2].split(": ")[1] not in office.admin("account", "show", "printed")


def test_a_certificate_is_in_the_inventory(office):
    account = office.account(NAME)
    with client(office, account) as c:
        serial = leaf_of(c.obtain(NAME)).serial_number
    listed = office.admin_json("certificate", "list")["items"]
    assert int(listed[0]["serialNumber"].replace(":", ""), 16) == serial
    assert listed[0]["names"] == [NAME] and listed[0]["state"] == "valid"


def test_a_department_administrator_manages_its_own_and_sees_nothing_else(office, tmp_path):
    """Over HTTPS with a token, as from another machine."""
    for department in ("Physics", "Chemistry"):
        office.account(f"www.{department.lower()}.campus.example", department=department,
                       name="name-of-both")
    made = office.admin_json("token", "add", "physics", "--role", "departmentAdministrator",
                             "--department", "Physics", "--expires", "2099-12-31")
    token = tmp_path / "token"
    token.touch(mode=0o600)
    token.write_text(made["token"])

    def as_physics(*arguments):
        return subprocess.run(
            [office.chancery, "admin", "--server", office.public_url, "--token-file", token,
             "--ca-file", office.root, "--json", *arguments],
            capture_output=True, text=True, timeout=PATIENCE)

    def listed(kind):
        return json.loads(as_physics(kind, "list").stdout)["items"]

    assert [department["name"] for department in listed("department")] == ["Physics"]
    assert {account["departmentName"] for account in listed("account")} == {"Physics"}
    domains = [domain["name"] for domain in listed("domain")]
    assert "physics.campus.example" in domains and "chemistry.campus.example" not in domains
    physics = listed("department")[0]["id"]
    assert {event["departmentId"] for event in listed("event")} == {physics}
    done = as_physics("account", "add", "by-physics", "--department", "Physics", "--endpoint", "ov",
                      "--domain", "by.physics.campus.example")
    assert done.returncode == 0 and json.loads(done.stdout)["hmacKey"], done.stderr
    for refused in (["account", "add", "x", "--department", "Chemistry", "--endpoint", "ov",
                     "--domain", "www.chemistry.campus.example"],
                    ["department", "add", "Alchemy"], ["token", "add", "more", "--expires", "2099-12-31"]):
        assert as_physics(*refused).returncode == 1

    office.admin("token", "set", made["id"], "--department", "Chemistry")
    assert [department["name"] for department in listed("department")] == ["Chemistry"]
    office.admin("token", "set", made["id"], "--department", "Physics")
