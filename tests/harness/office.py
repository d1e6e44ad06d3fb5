# SPDX-License-Identifier: Apache-2.0
"""An office of its own for a test: `chanceryd` with a data directory, driven by `chancery admin`."""

import contextlib
import dataclasses
import glob
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import time

PATIENCE = 30  # seconds: a deadline for what should take milliseconds, on a busy machine


def wait_until(condition, what, patience=PATIENCE):
    """Polls until the condition holds, and returns what it returned."""
    deadline = time.monotonic() + patience
    while True:
        if result := condition():
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience} s in vain for {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def faketime_library():
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    assert found, "libfaketime is not installed"
    return found[0]


@dataclasses.dataclass
class Account:
    """What a department administrator is shown once."""

    name: str
    url: str
    key_id: str
    hmac_key: str


class Clock:
    """The server's clock, moved while it runs (libfaketime reads the file at each call)."""

    def __init__(self, file):
        self.file = pathlib.Path(file)
        self.offset = 0
        self._write()

    def _write(self):
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self.offset:+d}\n")
        fresh.rename(self.file)

    def advance(self, **delta):
        units = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
        self.offset += sum(units[unit] * amount for unit, amount in delta.items())
        self._write()

    def environment(self):
        return {
            "LD_PRELOAD": faketime_library(),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


class Office:
    organization = ["--organization", "Campus Example", "--country", "DE", "--state", "Bavaria",
                    "--locality", "Munich", "--contact", "pki@campus.example"]

    def __init__(self, build, directory):
        self.chanceryd = pathlib.Path(build, "bin/chanceryd").resolve()
        self.chancery = pathlib.Path(build, "bin/chancery").resolve()
        self.directory = pathlib.Path(directory)
        self.data = self.directory / "data"
        self.log_file = self.directory / "log"
        self.process = None
        self.accounts = 0

    # The server

    def init(self, *more, hostname="localhost", listen="127.0.0.1:0", status_host="127.0.0.1",
             prefix=()):
        arguments = ["init", "--data", self.data, *self.organization, "--listen", listen,
                     "--hostname", hostname, *more]
        done = subprocess.run([*prefix, self.chanceryd, *arguments], capture_output=True, text=True,
                              timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        self.status_address = (status_host, free_port())
        self.configure("#status_listen = .*", 'status_listen = "%s:%d"' % self.status_address)
        return done.stdout

    def configure(self, pattern, line):
        """Replaces one line of chancery.toml."""
        file = self.data / "chancery.toml"
        text, count = re.subn(f"(?m)^{pattern}$", line, file.read_text())
        assert count == 1, f"chancery.toml has {count} lines {pattern}"
        file.write_text(text)

    def start(self, prefix=(), environment=None, wait=True):
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [*prefix, self.chanceryd, "serve", "--data", self.data],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **(environment or {})})
        if wait:
            wait_until(self.is_serving, "chanceryd to serve")

    def another_process(self, directory):
        """Of the same office, where its database is a server's: its files, and ports of its own."""
        other = Office(self.chanceryd.parents[1], directory)
        shutil.copytree(self.data, other.data, ignore=lambda folder, names: [
            name for name in names if (pathlib.Path(folder) / name).is_socket()])
        ports = {}
        file = other.data / "chancery.toml"
        file.write_text(re.sub(r"(127\.0\.0\.1|localhost):(\d+)", lambda found: (
            f"{found[1]}:{ports.setdefault(found[2], free_port())}"), file.read_text()))
        other.status_address = ("127.0.0.1", ports[str(self.status_address[1])])
        return other

    def is_serving(self):
        assert self.process.poll() is None, f"chanceryd ended:\n{self.log_file.read_text()}"
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.data / "api.sock"))
            return self.status("/readyz")[0] == 200
        except OSError:
            return False

    def stop(self):
        """Ends it gracefully; what it returned."""
        if self.process is None:
            return None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.kill()

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def status(self, path):
        connection = http.client.HTTPConnection(*self.status_address, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def metric(self, name):
        for line in self.status("/metrics")[1].splitlines():
            if line.startswith(name + " ") or line.startswith(name + "{"):
                return float(line.rsplit(" ", 1)[1])
        raise AssertionError(f"there is no metric {name}")

    def log(self):
        """What is in it by now: it is written in the background, so it may lack what a running
        office did a moment ago. What must be in it is waited for, see `logged`."""
        return self.log_file.read_text()

    def logged(self, text, times=1, since=0):
        """The lines with this text, once there are so many."""
        def found():
            return [line for line in self.log()[since:].splitlines() if text in line]
        wait_until(lambda: len(found()) >= times, f"{times} of this in the log: {text}")
        return found()

    # Where it is

    @property
    def public_url(self):
        return re.search(r'(?m)^public_url = \[?"([^"]*)"', (self.data / "chancery.toml").read_text())[1]

    @property
    def port(self):
        return int(self.public_url.rsplit(":", 1)[1])

    @property
    def http_url(self):
        listen = re.search(r'(?m)^http_listen = "([^"]*)"', (self.data / "chancery.toml").read_text())[1]
        return f"http://{listen}"

    @property
    def root(self):
        return self.data / "root.pem"

    def trust(self):
        return ssl.create_default_context(cafile=self.root)

    # The register

    def run_admin(self, *arguments):
        return subprocess.run([self.chancery, "admin", "--data", self.data, *arguments],
                              capture_output=True, text=True, timeout=PATIENCE)

    def admin(self, *arguments):
        done = self.run_admin(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def admin_json(self, *arguments):
        return json.loads(self.admin("--json", *arguments))

    def furnish(self):
        """Two departments; the domain campus.example; below physics.campus.example for Physics."""
        self.admin("department", "add", "Physics", "--contact", "it@physics.campus.example")
        self.admin("department", "add", "Chemistry", "--contact", "it@chemistry.campus.example")
        self.admin("domain", "add", "campus.example", "--evidence", "contract 2026-17")
        self.admin("delegation", "add", "physics.campus.example", "--department", "Physics",
                   "--below", "--wildcard")
        self.admin("delegation", "add", "chemistry.campus.example", "--department", "Chemistry",
                   "--below")

    def account(self, *names, department="Physics", name=None, endpoint="ov", terms=()):
        self.accounts += 1
        name = name or f"account-{self.accounts}"
        domains = [word for each in names for word in ("--domain", each)]
        made = self.admin_json("account", "add", name, "--department", department, "--endpoint",
                               endpoint, *domains, *terms)
        return self.shown(made)

    def rotated(self, account, *options):
        """The same account with its new credential."""
        return self.shown(self.admin_json("account", "rotate", account.name, *options))

    @staticmethod
    def shown(answer):
        return Account(answer["name"], answer["directoryUrl"], answer["credential"]["keyId"],
                       answer["hmacKey"])

    def events(self, **wanted):
        """Newest first."""
        return [event for event in self.admin_json("event", "list")["items"]
                if all(event[field] == value for field, value in wanted.items())]

    # Its database

    def rows(self, query, *values):
        uri = f"file:{self.data / 'chancery.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE)) as database:
            return database.execute(query, values).fetchall()

    def state(self, *without):
        """Every row of every table."""
        tables = [name for (name,) in self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {table: self.rows(f"SELECT * FROM {table}")
                for table in tables if table not in without}

    def wait_for_jobs(self):
        """Until nothing that was begun before is being worked on."""
        due = ("SELECT kind FROM jobs WHERE state = 'waiting' AND "
               "(leased_by IS NOT NULL OR run_at <= strftime('%s', 'now') + 1)")
        wait_until(lambda: not self.rows(due), "jobs that are due are done")

    @staticmethod
    def change(table, before, after):
        """The rows of one state alone, but for what the office drops by itself each minute."""
        was, now = set(before[table]), set(after[table])
        if table == "rate_limits":
            return now - was
        return {row for row in was ^ now if table != "jobs" or "dropEnded" not in row}

    @contextlib.contextmanager
    def unchanged(self, audited=True):
        """What happens inside changes nothing; refusals of those who are known are audited, and
        those of strangers are not."""
        audit, numbers = ["events", "refusals", "clock"], "SELECT number, outcome FROM events"
        self.wait_for_jobs()
        before, before_audit = self.state(*audit), dict(self.rows(numbers))
        yield
        after = self.state(*audit)
        changed = {table: now for table in after if (now := self.change(table, before, after))}
        assert not changed, changed
        rows = dict(self.rows(numbers))
        assert set(before_audit) <= set(rows)
        more = [rows[number] for number in set(rows) - set(before_audit)]
        assert set(more) <= ({"refused"} if audited else set()), more
