# SPDX-License-Identifier: Apache-2.0
"""An office in PostgreSQL: as good as in SQLite, also where several processes serve it at once."""

import concurrent.futures
import contextlib

import pytest

from harness.acme import Client, Key, client, make_csr
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
    processes[0].admin("account", "set", account.name, "--limit", "orders-per-account=5/P1D")
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
