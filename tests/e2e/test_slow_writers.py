# SPDX-License-Identifier: Apache-2.0
"""Writers that wait for the database stop nobody who does not write."""

import contextlib
import re
import select
import socket
import sqlite3

import pytest
from harness.acme import Client, compact
from harness.office import wait_until

# Seconds: less than the ten after which SQLite gives up, so that no reader has waited for a writer.
SOON = 5


@contextlib.contextmanager
def another_program_writes(office):
    path = office.data / "chancery.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


class Writer(Client):
    """Asks for an order over a connection of its own, and looks at the answer later."""

    def __init__(self, registered, name):
        super().__init__(registered.office, key=registered.key)
        self.kid = registered.kid
        message = {"identifiers": [{"type": "dns", "value": name}]}
        self.body = compact(self.jws(self.new_order_url, message))

    def ask(self):
        path = self.new_order_url.removeprefix(self.office.public_url)
        self.connection.request("POST", path, self.body, {"Content-Type": "application/jose+json"})

    def is_answered(self):
        return bool(select.select([self.connection.sock], [], [], 0)[0])

    def answer(self):
        return self.connection.getresponse()


def ask_the_administrators_socket(office):
    with socket.socket(socket.AF_UNIX) as local:
        local.settimeout(SOON)
        local.connect(str(office.data / "api.sock"))
        local.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return int(re.match(rb"HTTP/1.1 (\d+) ", local.recv(4096))[1])


def read_everywhere(office, reader, order):
    """Over a connection that is there, over new ones (with a handshake each), and locally."""
    assert reader.post(order).status == 200
    with contextlib.closing(Client(office)) as newcomer:
        newcomer.connect()
        newcomer.connection.sock.settimeout(SOON)
        assert newcomer.send("GET", f"{newcomer.base}/directory").status == 200
        assert newcomer.send("GET", f"{office.public_url}/healthz").status == 200
    assert ask_the_administrators_socket(office) == 200
    assert office.status("/readyz")[0] in (200, 503), "whether it has noticed or not"


@pytest.mark.parametrize("count", [40, 300])
def test_readers_find_a_thread_while_writers_wait_for_a_locked_database(own_office, count):
    own_office.admin("endpoint", "set", "ov", "--limit", "none")
    name = "host.physics.campus.example"
    reader = Client(own_office).register(own_office.account(name))
    _, order = reader.order(name)
    reader.connection.sock.settimeout(SOON)
    with contextlib.ExitStack() as held:
        held.enter_context(contextlib.closing(reader))
        writers = [held.enter_context(contextlib.closing(Writer(reader, name))) for _ in range(count)]
        places = 128 - 32
        with another_program_writes(own_office):
            for writer in writers:
                writer.ask()
            wait_until(lambda: own_office.metric("chancery_store_writers_waiting")
                       >= min(count, places), "writers that wait")
            for _ in range(100):
                read_everywhere(own_office, reader, order)
            if count > places:
                early = wait_until(lambda: [each for each in writers if each.is_answered()],
                                   "refusals while the database is locked")
                assert own_office.metric("chancery_store_writes_refused_total") > 0
                answer = early[0].answer()
                assert answer.status == 503 and int(answer.headers["Retry-After"]) > 0
                writers.remove(early[0])
        assert {each.answer().status for each in writers} <= {201, 503}
        assert reader.new_order(name).status == 201, "and it goes on"
