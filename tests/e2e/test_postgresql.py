# SPDX-License-Identifier: Apache-2.0
"""An office in PostgreSQL: as good as in SQLite, also where several processes serve it at once."""

import concurrent.futures
import contextlib
import urllib.parse
import urllib.request

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from harness.acme import Client, Key, client, make_csr
from harness.office import PATIENCE, wait_until
from harness.system import Postgres

NAME = "host0.physics.campus.example"
PROCESSES = 3


@pytest.fixture
def postgres():
    with Postgres() as server:
        yield server


@pytest.fixture
def processes(bare_office, postgres, tmp_path):
    """One office, served by several processes."""
    bare_office.init("--store", postgres.url)
    offices = [bare_office, *(bare_office.another_process(tmp_path / f"process-{number}")
                              for number in range(1, PROCESSES))]
    try:
        for office in offices:
            office.start()
        bare_office.furnish()
        yield offices
    finally:
        for office in offices:
            office.kill()


def at_once(work, subjects):
    """The results of all, done at the same time."""
    with concurrent.futures.ThreadPoolExecutor(len(subjects)) as threads:
        return list(threads.map(work, subjects))


def test_postgresql_is_a_store_as_good(bare_office, postgres):
    bare_office.init("--store", postgres.url)
    bare_office.start()
    bare_office.furnish()
    account = bare_office.account(NAME)
    with client(bare_office, account) as c:
        c.obtain(NAME)
        order, _ = c.order(NAME)
        assert c.new_order("other.example").problem() == "rejectedIdentifier"
        bare_office.stop()
        bare_office.start()
        c.close()
        c.nonces.clear()
        assert c.finalize(order, make_csr([NAME])).json()["status"] == "valid"
    assert postgres.query("SELECT status FROM orders") == ["valid", "valid"]
    assert not (bare_office.data / "chancery.db").exists()
    assert bare_office.stop() == 0


def test_several_processes_together_keep_a_limit(processes):
    account = processes[0].account(NAME)
    processes[0].admin("account", "set", account.name, "--limit", "ordersPerAccount=5/P1D")
    with contextlib.ExitStack() as open_ones:
        clients = [open_ones.enter_context(client(office, account))
                   for office in processes for _ in range(4)]
        answers = at_once(lambda each: each.new_order(NAME), clients)
    assert sorted(answer.status for answer in answers) == [201] * 5 + [429] * 7


def test_a_credential_for_one_client_registers_one_whichever_process_is_asked(processes):
    account = processes[0].account(NAME, terms=["--max-uses", "1"])
    clients = [Client(office) for office in processes for _ in range(2)]
    answers = at_once(lambda each: each.new_account(account), clients)
    assert sorted(answer.status for answer in answers) == [201] + [403] * 5


def test_an_order_becomes_one_certificate_whichever_processes_are_asked(processes, postgres):
    account = processes[0].account(NAME)
    key = Key()
    with contextlib.ExitStack() as open_ones:
        clients = [open_ones.enter_context(client(office, account, key=key))
                   for office in processes[:1]]
        for office in processes[1:]:
            again = open_ones.enter_context(contextlib.closing(Client(office, key=key)))
            again.kid = again.new_account(account).headers["Location"]
            clients.append(again)
        for _ in range(5):
            order, _ = clients[0].order(NAME)
            path = order["finalize"].removeprefix(processes[0].public_url)
            csr = make_csr([NAME])
            answers = at_once(
                lambda each: each.finalize({"finalize": each.office.public_url + path}, csr), clients)
            assert [answer.status for answer in answers].count(200) >= 1
            assert all(answer.status == 200 or answer.problem() == "orderNotReady"
                       for answer in answers)
    assert postgres.query("SELECT count(*) FROM orders WHERE status = 'valid'") == ["5"]
    assert postgres.query("SELECT count(*) FROM certificates WHERE order_id IS NOT NULL") == ["5"]
    assert postgres.query("SELECT count(*) - count(DISTINCT serial) FROM certificates") == ["0"]


class Revocation:
    """Of a new certificate, asked of one process; the list is every process's work."""

    def __init__(self, office, account):
        with client(office, account) as c:
            leaf = x509.load_pem_x509_certificate(c.obtain(NAME).encode())
        self.serial = leaf.serial_number
        (point,) = leaf.extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS).value
        self.path = urllib.parse.urlsplit(point.full_name[0].value).path
        office.admin("certificate", "revoke", f"{self.serial:x}", "--reason", "superseded")

    def list_of(self, office):
        with urllib.request.urlopen(office.http_url + self.path, timeout=PATIENCE) as answer:
            return x509.load_der_x509_crl(answer.read())

    def is_in_the_list_of(self, office):
        found = self.list_of(office).get_revoked_certificate_by_serial_number(self.serial)
        return found is not None


def test_one_process_makes_the_list_that_all_serve(processes, postgres):
    account = processes[0].account(NAME)
    numbers = []
    for office in processes:
        revocation = Revocation(office, account)
        for other in processes:
            wait_until(lambda: revocation.is_in_the_list_of(other), "the list with the revocation")
        numbers += postgres.query("SELECT max(number) FROM crls")
        assert len({revocation.list_of(other).signature for other in processes}) == 1
    assert [int(number) - int(numbers[0]) for number in numbers] == [0, 1, 2], "each made once"
    wait_until(lambda: postgres.query("SELECT count(*) FROM jobs WHERE kind = 'revocationLists'")
               == ["0"], "the work to be over")


def test_what_a_process_left_when_it_died_another_does(processes, postgres):
    account = processes[0].account(NAME)
    first, *others = processes
    revocation = Revocation(first, account)
    first.kill()
    for other in others:  # within the lease of a job and the time between two looks
        wait_until(lambda: revocation.is_in_the_list_of(other), "the list with the revocation", 90)
