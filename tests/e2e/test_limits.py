# SPDX-License-Identifier: Apache-2.0
"""Rate limits as clients and the office see them, and clients that are paused."""

import os

import pytest

from harness.acme import Client, client
from harness.name_server import DnsServer
from harness.office import wait_until
from harness.programs import Host
from harness.system import needs_root

NAME = "host0.physics.campus.example"


def limited(office, *limits, endpoint="ov"):
    account = office.account(NAME, endpoint=endpoint)
    for limit in limits:
        office.admin("account", "set", account.name, "--limit", limit)
    return account


# conforms: 8555-6.6-1, 8555-6.6-2
def test_who_orders_too_often_is_told_which_limit_until_when_and_whom_to_ask(timed_office):
    account = limited(timed_office, "ordersPerClient=2/PT1H")
    with client(timed_office, account) as c:
        c.order(NAME)
        c.order(NAME)
        answer = c.new_order(NAME)
        assert (answer.status, answer.problem()) == (429, "rateLimited")
        assert 1790 < int(answer.headers["Retry-After"]) <= 1800
        detail = answer.json()["detail"]
        assert "2 in an hour" in detail and "(ordersPerClient)" in detail
        assert "it@physics.campus.example" in detail
        assert f'<{timed_office.public_url}/limits>;rel="help"' in answer.headers.get_all("Link")

        c.new_order(NAME)
        [event] = timed_office.events(action="order.refused")
        assert event["count"] == 2
        metric = 'chancery_rate_limited_total{limit="ordersPerClient"}'
        assert timed_office.metric(metric) == 2

        timed_office.clock.advance(minutes=30)
        c.order(NAME)


def test_the_page_that_explains_shows_every_endpoints_limits(office):
    stranger = Client(office)
    page = stranger.send("GET", f"{office.public_url}/limits")
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/plain")
    text = page.body.decode()
    assert "\ndv\n  registrationsPerAddress: 50 in 3 hours\n" in text
    assert "\nov\n  registrationsPerAddress: 500 in 3 hours\n" in text
    assert "  openOrdersPerClient: 300\n" in text and "pki@campus.example" in text
    stranger.close()


def test_an_endpoints_limits_hold_for_all_its_accounts_from_the_next_request_on(own_office):
    with client(own_office, own_office.account(NAME)) as c:
        c.order(NAME)
        own_office.admin("endpoint", "set", "ov", "--limit", "ordersPerClient=2/P1D")
        c.order(NAME)
        assert c.new_order(NAME).status == 429
        own_office.admin("endpoint", "set", "ov", "--limit", "none")
        c.order(NAME)
    assert own_office.admin_json("endpoint", "show", "dv")["limits"]["ordersPerClient"] == \
        "300/PT3H"


def size_of_database(office):
    """Of what it holds. Its log is as long as between two checkpoints, whatever is written."""
    [(octets,)] = office.rows("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    return octets


def test_a_stolen_credential_fills_no_disk(own_office):
    """As many open orders as a client may have by default, each for all names of the account."""
    names = [f"host{number}.physics.campus.example" for number in range(100)]
    account = own_office.account(*names)
    with client(own_office, account) as thief:
        before = size_of_database(own_office)
        answers = [thief.new_order(*names) for _ in range(310)]
        assert [answer.status for answer in answers] == 300 * [201] + 10 * [429]
        assert "(openOrdersPerClient)" in answers[-1].json()["detail"]
        assert int(answers[-1].headers["Retry-After"]) > 0
        grown = size_of_database(own_office) - before
        assert grown < 300 * 40 * 1024, "an open order with a hundred names costs little"
    with client(own_office, account) as host:
        host.obtain(names[0])


def test_every_endpoint_has_limits_and_none_where_the_office_says_so(own_office):
    for endpoint in own_office.admin_json("endpoint", "list")["items"]:
        assert "openOrdersPerClient" in endpoint["limits"], endpoint["name"]
        assert "registrationsPerAddress" in endpoint["limits"], endpoint["name"]
    own_office.admin("endpoint", "set", "ov", "--limit", "openOrdersPerClient=none")
    with client(own_office, own_office.account(NAME)) as c:
        for _ in range(302):
            c.order(NAME)
    own_office.admin("endpoint", "set", "ov", "--limit", "default")
    shown = own_office.admin_json("endpoint", "show", "ov")["limits"]
    assert shown["openOrdersPerClient"] == "300"


def test_certbot_prints_what_a_limit_says(own_office, tmp_path):
    account = limited(own_office, "certificatesPerNameSet=1/P7D")
    host = Host(own_office, tmp_path)
    command = host.certonly(account, NAME)
    assert host.certbot(*command).returncode == 0
    again = host.certbot(*command, "--force-renewal")
    assert again.returncode != 0
    assert f"too many certificates for exactly {NAME}: 1 in 7 days" in again.stderr + host.log()


def test_an_account_may_have_no_limit_and_get_its_endpoints_back(own_office):
    account = limited(own_office, "ordersPerClient=1/P1D", "failedValidations=none")
    shown = own_office.admin_json("account", "show", account.name)
    assert shown["limits"] == {"ordersPerClient": "1/P1D", "failedValidations": "none"}
    own_office.admin("account", "set", account.name, "--limit", "ordersPerClient=none",
                     "--limit", "failedValidations=default")
    shown = own_office.admin_json("account", "show", account.name)
    assert shown["limits"] == {"ordersPerClient": "none"}
    wrong = own_office.run_admin("account", "set", account.name, "--limit", "orders=1/P1D")
    assert wrong.returncode == 2 and "ordersPerClient" in wrong.stderr
    wrong = own_office.run_admin("account", "set", account.name, "--limit",
                                 "ordersPerClient=300 a day")
    assert wrong.returncode == 2 and "300/PT3H" in wrong.stderr


@pytest.fixture
def unreachable(bare_office, tmp_path):
    """An office whose DNS shows NAME at an address that it will not ask."""
    with DnsServer(tmp_path, f"127.53.{os.getpid() % 250}.{os.getpid() // 250 % 250}") as dns:
        dns.add(NAME, "A", "127.0.0.1")
        bare_office.init()
        bare_office.configure("#servers = .*", f'servers = ["{dns.address}"]')
        bare_office.configure("#dnssec = .*", "dnssec = false")
        bare_office.start()
        bare_office.furnish()
        yield bare_office
        bare_office.stop()


def fail(c):
    """An order whose one challenge does not succeed."""
    order, _ = c.order(NAME)
    [authorization] = order["authorizations"]
    [challenge] = [each for each in c.post(authorization).json()["challenges"]
                   if each["type"] == "http-01"]
    c.post(challenge["url"], {})
    ended = wait_until(lambda: (got := c.post(authorization).json()["status"]) != "pending" and got,
                       "the end of the challenge")
    assert ended == "invalid"


@needs_root
def test_a_client_that_only_ever_fails_is_paused_until_it_is_resumed(unreachable):
    account = limited(unreachable, "failuresUntilPaused=3", endpoint="internal")
    with client(unreachable, account, "internal") as c:
        for _ in range(3):
            fail(c)
        answer = c.new_order(NAME)
        assert (answer.status, answer.problem()) == (429, "rateLimited")
        assert "Retry-After" not in answer.headers
        assert "ask it@physics.campus.example to resume" in answer.json()["detail"]

        [event] = unreachable.events(action="client.paused")
        assert event["object"]["id"] == c.kid.rsplit("/", 1)[1]
        listed = unreachable.admin("account", "clients", account.name)
        assert f"paused for {NAME}" in " ".join(listed.split())
        unreachable.admin("account", "clients", account.name, "resume", event["object"]["id"])
        fail(c)  # it may try again
        assert unreachable.events(action="client.resumed")
        again = unreachable.run_admin("account", "clients", account.name, "resume",
                                      event["object"]["id"])
        assert again.returncode != 0 and "paused" in again.stderr


@needs_root
def test_who_keeps_failing_for_a_name_has_to_wait(unreachable):
    account = limited(unreachable, "failedValidations=2/PT1H", endpoint="internal")
    with client(unreachable, account, "internal") as c:
        fail(c)
        fail(c)
        answer = c.new_order(NAME)
        assert (answer.status, answer.problem()) == (429, "rateLimited")
        assert 0 < int(answer.headers["Retry-After"]) <= 1800
    with client(unreachable, account, "internal") as another:
        another.order(NAME)


def test_a_flood_of_one_address_is_refused_and_others_are_not(bare_office):
    bare_office.init()
    bare_office.configure("#requests_per_second = .*", "requests_per_second = 1")
    bare_office.start()
    c = Client(bare_office)
    directory = f"{c.base}/directory"
    answers = [c.send("GET", directory) for _ in range(40)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused and answers[0].status == 200
    assert refused[0].problem() == "rateLimited" and refused[0].headers["Retry-After"] == "1"
    assert c.send("GET", f"{bare_office.public_url}/ca/root.pem").status == 429, "all fronts"
    assert bare_office.admin("endpoint", "list")  # the administrator's socket has no limit
    c.close()
