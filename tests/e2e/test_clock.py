# SPDX-License-Identifier: Apache-2.0
"""Clocks that are wrong, and the end of a CA."""

import contextlib
import datetime
import json
import os
import ssl
import subprocess

import pytest

from harness.acme import Client, client, make_csr
from harness.office import PATIENCE, wait_until

NAME = "host0.physics.campus.example"
YEAR = 365


def accept(office):
    return subprocess.run([office.chanceryd, "clock", "accept", "--data", office.data],
                          capture_output=True, text=True, timeout=PATIENCE,
                          env=office.clock.environment())


def issuers_by_its_clock(office):
    """`issuer list`, whose reader has the server's clock."""
    done = subprocess.run([office.chancery, "admin", "--data", office.data, "issuer", "list"],
                          capture_output=True, text=True, timeout=PATIENCE,
                          env=os.environ | office.clock.environment())
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_red(office):
    status, text = office.status("/readyz")
    return text if status == 503 else None


def move(office, acme, **delta):
    """A nonce of another time is refused once; a client takes a fresh one and goes on."""
    office.clock.advance(**delta)
    acme.nonces.clear()


def is_green(office):
    return office.status("/readyz")[0] == 200


@pytest.fixture
def restarted(timed_office):
    """Starts again by another clock, which keeps it from being ready, perhaps."""
    def restart(**delta):
        timed_office.stop()
        timed_office.clock.advance(**delta)
        timed_office.start(environment=timed_office.clock.environment(), wait=False)
        wait_until(lambda: answers(timed_office), "the server to answer")
        return timed_office
    return restart


def answers(office):
    assert office.process.poll() is None, office.log()
    try:
        return office.status("/healthz")[0] == 200
    except OSError:
        return False


@pytest.mark.parametrize("back", [{"minutes": -6}, {"hours": -1}, {"days": -400}])
def test_a_clock_that_is_set_back_issues_nothing_until_it_is_right(timed_office, back):
    office = timed_office
    with client(office, office.account(NAME)) as c:
        order, _ = c.order(NAME)
        move(office, c, **back)
        wait_until(lambda: is_red(office), "readiness to be red")
        assert "clock" in is_red(office)
        answer = c.new_order(NAME)
        assert (answer.status, answer.problem()) == (503, "serverInternal")
        assert "clock" in answer.json()["detail"] and answer.headers["Retry-After"]
        assert c.finalize(order, make_csr([NAME])).status == 503
        assert office.admin_json("certificate", "list", "--account", "account-1")["items"] == []
        office.admin("department", "list")
        move(office, c, **{unit: -amount for unit, amount in back.items()})
        wait_until(lambda: is_green(office), "readiness to be green")
        assert c.finalize(order, make_csr([NAME])).json()["status"] == "valid"


def test_a_clock_that_is_four_minutes_behind_is_tolerated(timed_office):
    with client(timed_office, timed_office.account(NAME)) as c:
        c.obtain(NAME)
        move(timed_office, c, minutes=-4)
        c.obtain(NAME)


def test_an_administrator_accepts_a_clock_and_the_log_names_the_rows(timed_office):
    office = timed_office
    with client(office, office.account(NAME)) as c:
        move(office, c, days=30)
        c.obtain(NAME)
        [ahead] = office.admin_json("certificate", "list", "--account", "account-1")["items"]
        move(office, c, days=-29)
        assert c.new_order(NAME).status == 503
        done = accept(office)
        assert done.returncode == 0, done.stderr
        assert ahead["id"] in done.stdout and "1 certificates" in done.stdout
        [event] = office.events(action="clock.accepted")
        assert ahead["id"] in event["object"]["name"] and event["actor"]["name"].startswith("local:")
        wait_until(lambda: is_green(office), "readiness to be green")
        c.obtain(NAME)
        move(office, c, minutes=-6)
        assert c.new_order(NAME).status == 503, "it is guarded anew from there"


def test_a_clock_that_is_right_needs_no_acceptance(timed_office):
    done = accept(timed_office)
    assert done.returncode == 0 and "nothing to accept" in done.stdout
    assert timed_office.events(action="clock.accepted") == []


def test_a_clock_before_the_cas_beginning_serves_and_issues_nothing(restarted):
    office = restarted(days=-400)
    wait_until(lambda: is_red(office), "readiness to be red")
    done = accept(office)
    assert done.returncode == 1 and "begins at" in done.stderr and not done.stdout
    assert office.events(action="clock.accepted") == []
    wait_until(lambda: "begins at" in (is_red(office) or ""), "the CA's beginning to be named")


@contextlib.contextmanager
def from_another_time(office, account=None):
    """A client that does not look at the server's certificate, which is of the server's time."""
    c = Client(office)
    c.trust.check_hostname = False
    c.trust.verify_mode = ssl.CERT_NONE
    if account:
        c.register(account)
    yield c
    c.close()


def crl_number(office):
    return office.rows("SELECT MAX(number) FROM crls")[0][0]


def test_the_end_of_the_ca_is_announced_caps_certificates_and_stops_only_issuing(restarted):
    office = restarted(days=9 * YEAR + 10)
    wait_until(lambda: is_green(office), "readiness to be green")
    [warning] = [line for line in map(json.loads, office.logged("expires within a year", 2))
                 if "STAGING" not in line["issuer"]]
    assert warning["level"] == "warning"
    assert "replace it" in issuers_by_its_clock(office)
    assert office.metric("chancery_issuer_not_after_seconds") > 0
    until = datetime.date.today() + datetime.timedelta(days=9 * YEAR + 10 + 390)
    office.admin("domain", "validate", "campus.example", "--evidence", "anew",
                 "--valid-until", until.isoformat())
    account = office.account(NAME)
    with from_another_time(office, account) as c:
        c.obtain(NAME)
        move(office, c, days=345)
        c.obtain(NAME)
        [last, *_] = office.admin_json("certificate", "list", "--account", account.name)["items"]
    ends = office.admin_json("issuer", "list")["items"]
    assert last["notAfter"] in {each["notAfter"] for each in ends}, "capped"

    before = crl_number(office)
    office = restarted(days=30)
    wait_until(lambda: is_green(office), "readiness to be green")
    with from_another_time(office, account) as c:
        answer = c.new_order(NAME)
        assert (answer.status, answer.problem()) == (503, "serverInternal")
        assert "expired at" in answer.json()["detail"]
    office.admin("department", "add", "Later")
    wait_until(lambda: crl_number(office) > before, "a new list")
    assert "expired on" in issuers_by_its_clock(office)


def test_a_server_whose_ca_has_ended_starts_without_its_files_too(restarted, timed_office):
    for name in ("tls.pem", "tls-key.sealed"):
        (timed_office.data / name).unlink()
    office = restarted(days=11 * YEAR)
    wait_until(lambda: is_green(office), "readiness to be green")
    with from_another_time(office) as stranger:
        assert stranger.send("GET", stranger.base + "/directory").status == 200
