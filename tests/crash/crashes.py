# SPDX-License-Identifier: Apache-2.0
"""SIGKILL under load, again and again, mostly between the two transactions of an issuance.

What a client received must be in the inventory, what a client was told must be true afterwards, no
serial may occur twice, and no order may stay stuck.
"""

import contextlib
import http.client
import pathlib
import random
import shutil
import sqlite3
import sys
import threading
import time

from cryptography.hazmat.primitives.serialization import Encoding

from harness.acme import Client, leaf_of, make_csr
from harness.office import Clock, Office, wait_until

NAME = "host0.physics.campus.example"
CLIENTS = 12
KILLS = 30
KILLS_WHILE_PROCESSING = 10
MOST_KILLS = 60
GONE = (OSError, http.client.HTTPException)


class Host(threading.Thread):
    """Orders and finalizes until the server is gone; goes on with what it had when it is back."""

    def __init__(self, office, account, seed):
        super().__init__(daemon=True)
        self.office = office
        self.client = Client(office).register(account)
        self.csr = make_csr([NAME])
        self.random = random.Random(seed)
        self.order = None         # of which the end is not known: (document, URL)
        self.received = {}        # serial -> DER
        self.told = {}            # order URL -> the last status that the client was told
        self.failure = None
        self.up = threading.Event()
        self.down = threading.Event()
        self.stopping = False
        self.down.set()

    def run(self):
        try:
            while not self.stopping:
                self.up.wait()
                with contextlib.suppress(*GONE):
                    while self.up.is_set() and not self.stopping:
                        self.down.clear()
                        self.step()
                self.client.close()
                self.client.nonces.clear()  # they die with the server
                self.down.set()
                if self.up.is_set():
                    time.sleep(0.01)  # the killer has not noticed yet
        except BaseException as error:  # for the main thread to raise
            self.failure = error
        self.down.set()

    def step(self):
        if self.order:
            self.settle()
            return
        order, url = self.client.order(NAME)
        self.order = order, url
        self.told[url] = "ready"
        self.finalize()

    def finalize(self):
        order, url = self.order
        answer = self.client.finalize(order, self.csr)
        assert answer.status == 200, answer
        self.see(answer.json())

    def settle(self):
        """The connection broke: what has become of the order?"""
        order, url = self.order
        answer = self.client.post(url)
        assert answer.status == 200, f"an order that was answered is gone: {answer}"
        status = answer.json()["status"]
        assert self.told[url] == "ready" or status == self.told[url], "a valid order is so no more"
        if status == "ready":
            self.finalize()
        elif status == "processing":
            assert answer.headers["Retry-After"]
            time.sleep(0.05)
        else:
            self.see(answer.json())

    def see(self, document):
        _, url = self.order
        self.told[url] = document["status"]
        if document["status"] == "valid":
            answer = self.client.post(document["certificate"])
            assert answer.status == 200, f"a certificate that was promised is gone: {answer}"
            leaf = leaf_of(answer.body.decode())
            der = leaf.public_bytes(Encoding.DER)
            assert self.received.setdefault(leaf.serial_number, der) == der, "two of one serial"
        if document["status"] != "processing":
            self.order = None


class Killer:
    def __init__(self, build, directory):
        pathlib.Path(directory).mkdir()
        self.office = Office(build, directory)
        self.clock = Clock(self.office.directory / "clock")
        self.processing = set()   # orders that were found so after a kill
        self.kills = self.kills_while_processing = 0
        self.random = random.Random(1)

    def start(self):
        """A minute later than before, so that what is left processing is settled at once."""
        self.clock.advance(seconds=60)
        self.office.start(environment=self.clock.environment())

    def database(self, copy=False):
        """Of the running server, or of what the dead one left: its log is not ours to play back."""
        file = self.office.data / "chancery.db"
        if copy:
            place = self.office.directory / "copy"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            for part in self.office.data.glob("chancery.db*"):
                shutil.copy(part, place)
            return sqlite3.connect(place / "chancery.db")
        return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)

    def kill_at_a_good_moment(self, hosts):
        """When an order is seen between its two transactions; each third time, just anywhere."""
        started = sum(len(host.told) for host in hosts)
        wait_until(lambda: raise_failures(hosts) or
                   sum(len(host.told) for host in hosts) > started + CLIENTS, "load")
        anywhere = self.kills % 3 == 2
        if anywhere:
            time.sleep(self.random.uniform(0, 0.2))
        else:
            with contextlib.closing(self.database()) as database:
                deadline = time.monotonic() + 5
                query = "SELECT 1 FROM orders WHERE status = 'processing' LIMIT 1"
                while not database.execute(query).fetchone() and time.monotonic() < deadline:
                    pass
                self.office.process.kill()
        self.office.kill()
        self.kills += 1
        with contextlib.closing(self.database(copy=True)) as database:
            found = {bytes(id) for (id,) in
                     database.execute("SELECT id FROM orders WHERE status = 'processing'")}
        self.processing |= found
        self.kills_while_processing += bool(found)

    def enough(self):
        return self.kills >= KILLS and self.kills_while_processing >= KILLS_WHILE_PROCESSING

    def run(self):
        self.office.init()
        self.start()
        try:
            self.office.furnish()
            self.office.admin("endpoint", "set", "ov", "--limit", "none")
            account = self.office.account(NAME)
            hosts = [Host(self.office, account, seed) for seed in range(CLIENTS)]
            for host in hosts:
                host.start()
            while not self.enough() and self.kills < MOST_KILLS:
                release(hosts)
                self.kill_at_a_good_moment(hosts)
                hold(hosts)
                self.start()
            self.finish(hosts)
        finally:
            self.office.kill()

    def finish(self, hosts):
        """All that is open is brought to its end, and counted."""
        wait_until(lambda: not self.rows("SELECT 1 FROM orders WHERE status = 'processing'"),
                   "the sweep to settle what the kills left")
        for host in hosts:
            host.stopping = True
        release(hosts)
        for host in hosts:
            host.join(30)
            wait_until(lambda: host.failure or not host.order or host.settle(),  # which gives nothing
                       "a host's last order to end")
        raise_failures(hosts)
        self.office.stop()
        self.check(hosts)

    def rows(self, query):
        with contextlib.closing(self.database()) as database:
            return database.execute(query).fetchall()

    def check(self, hosts):
        with contextlib.closing(self.database(copy=True)) as database:
            inventory = {int.from_bytes(serial, "big"): der for serial, der in database.execute(
                "SELECT serial, der FROM certificates WHERE status = 'issued'")}
            [(recorded, distinct)] = database.execute(
                "SELECT count(*), count(DISTINCT serial) FROM certificates")
            ended = dict(database.execute("SELECT id, status FROM orders"))
            [(open_drafts,)] = database.execute(
                "SELECT count(*) FROM certificates WHERE status NOT IN ('issued', 'neverSigned')")
            [(twice,)] = database.execute(
                "SELECT count(*) FROM (SELECT order_id FROM certificates WHERE order_id IS NOT "
                "NULL GROUP BY order_id HAVING count(*) > 1)")
        received = [pair for host in hosts for pair in host.received.items()]
        assert len({serial for serial, _ in received}) == len(received), "a serial for two clients"
        for serial, der in received:
            assert inventory.get(serial) == der, f"{serial:x} was given out, and is not recorded"
        assert recorded == distinct, "a serial occurs twice"
        assert twice == 0, "an order has two certificates"
        ends = [ended[order] for order in self.processing]
        assert set(ends) <= {"valid", "invalid"}, "an order stays stuck"
        assert "processing" not in ended.values() and open_drafts == 0
        assert self.kills >= KILLS and self.kills_while_processing >= KILLS_WHILE_PROCESSING, (
            f"only {self.kills_while_processing} of {self.kills} kills were between the "
            "transactions of an issuance")
        print(f"crashes: {self.kills} kills, {self.kills_while_processing} of them with "
              f"{len(self.processing)} orders left processing, which ended valid "
              f"({ends.count('valid')}) or invalid ({ends.count('invalid')}); {len(received)} "
              f"certificates received, all of them among the {recorded} recorded")


def raise_failures(hosts):
    for host in hosts:
        if host.failure:
            raise host.failure


def release(hosts):
    for host in hosts:
        host.down.clear()
        host.up.set()


def hold(hosts):
    """Until each has noticed that the server is gone."""
    for host in hosts:
        host.up.clear()
    for host in hosts:
        host.down.wait(30)


if __name__ == "__main__":
    Killer(*sys.argv[1:]).run()
