# SPDX-License-Identifier: Apache-2.0
"""An office to be loaded, and the generator that loads it."""

import json
import math
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

DOMAIN = "load.example"
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
UNLIMITED = ["--limit", "none"]  # the rates of clients and names


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Office:
    """A chanceryd with one ACME account that lists a name for each client."""

    def __init__(self, build, connections, pinned, name="data", store=None):
        self.programs = pathlib.Path(build).resolve() / "bin"
        self.data = pathlib.Path(build).resolve() / "bench" / name
        self.pinned = pinned
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.run("chanceryd", "init", "--organization", "Example University", "--hostname",
                 "localhost", "--listen", "127.0.0.1:0", *(["--store", store] if store else []))
        self.dns_port, self.http_port = free_port(), free_port()
        self.configure()
        self.start()
        self.credential = self.make_account(connections)

    def start(self):
        command = [*self.pinned, self.programs / "chanceryd", "serve", "--data", self.data]
        self.log = self.data.with_suffix(".log")
        with open(self.log, "w", encoding="utf-8") as log:
            self.server = subprocess.Popen(command, stdout=log, stderr=log)
        self.pid = self.server.pid
        self.wait_until_ready()

    def run(self, program, *words):
        """Runs one of our programs with --data, and returns what it printed."""
        head, rest = words[0], words[1:]
        command = [self.programs / program, head, "--data", self.data, *rest]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{program} {' '.join(words)[:200]}: {done.stdout}{done.stderr}")
        return done.stdout

    def configure(self):
        """The status listener on a free port; the DNS of the names that are proven."""
        self.status_port = free_port()
        file = self.data / "chancery.toml"
        text = file.read_text()
        for pattern, line in (
                ("#?status_listen = .*", f'status_listen = "127.0.0.1:{self.status_port}"'),
                ("#?servers = .*", f'servers = ["127.0.0.1@{self.dns_port}"]'),
                ("#?dnssec = .*", "dnssec = false")):
            text, found = re.subn(f"^{pattern}$", line, text, flags=re.MULTILINE)
            if found != 1:
                sys.exit(f"{file} has no line {pattern}")
        file.write_text(text)

    def status(self, path):
        url = f"http://127.0.0.1:{self.status_port}{path}"
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.read().decode()

    def wait_until_ready(self):
        for _ in range(200):
            try:
                self.status("/readyz")
                return
            except OSError:
                if self.server.poll() is not None:
                    break
                time.sleep(0.05)
        sys.exit(f"the server did not start; see {self.log}")

    def open_dv(self):
        """Names that must be proven, on this machine: each issuance is validated, since a proof
        is not relied on again unless it holds for over an hour."""
        self.run("chancery", "admin", "endpoint", "set", "dv", "--allow-network", "127.0.0.0/8",
                 "--http-port", str(self.http_port), "--reuse-proofs", "PT1H", *UNLIMITED)

    def make_account(self, clients):
        self.run("chancery", "admin", "endpoint", "set", "ov", *UNLIMITED)
        self.run("chancery", "admin", "department", "add", "Load")
        self.run("chancery", "admin", "domain", "add", DOMAIN, "--department", "Load")
        names = ",".join(f"n{number:04}.{DOMAIN}" for number in range(1, clients + 1))
        printed = self.run("chancery", "admin", "account", "add", "load", "--department", "Load",
                           "--endpoint", "ov", "--domain", names)
        lines = dict(re.findall(r"^(ACME URL|Key ID|HMAC key): (\S+)$", printed, re.MULTILINE))
        return lines["ACME URL"], lines["Key ID"], lines["HMAC key"]

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS

    def resident_mib(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+)", status, re.MULTILINE).group(1)) / 1024

    def written_bytes(self):
        """Not a number for anybody but root, who alone may look into the server."""
        try:
            counts = pathlib.Path(f"/proc/{self.pid}/io").read_text()
        except PermissionError:
            return math.nan
        return int(re.search(r"^write_bytes: (\d+)", counts, re.MULTILINE).group(1))

    def commits(self):
        """None where the server does not count them."""
        found = re.search(r"^chancery_store_commits_total (\S+)", self.status("/metrics"),
                          re.MULTILINE)
        return float(found.group(1)) if found else None

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()


class Generator:
    """chancery-load, which does a phase for each line that it is sent."""

    def __init__(self, office, connections, pinned, proves=False):
        url, key_id, hmac_key = office.credential
        how = ["--directory", url, "--eab-kid", key_id]
        if proves:
            how = ["--directory", url.replace("/ov/", "/dv/"), "--dns-port", str(office.dns_port),
                   "--http-port", str(office.http_port)]
        self.office = office
        self.done = 0
        self.process = subprocess.Popen(
            [*pinned, office.programs / "chancery-load", *how, "--root", office.data / "root.pem",
             "--names-below", DOMAIN, "--connections", str(connections)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "CHANCERY_EAB_HMAC_KEY": hmac_key})
        self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.office.stop()
            sys.exit(f"the load generator gave up; see also {self.office.log}")
        return json.loads(line)

    def phase(self, line):
        """What the generator measured, and what the server used meanwhile."""
        cpu, commits, written = (self.office.cpu_seconds(), self.office.commits(),
                                 self.office.written_bytes())
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        figures = self.answer()
        count = figures["issuances"]
        self.done += count
        figures["serverCpuSeconds"] = self.office.cpu_seconds() - cpu
        figures["perSecond"] = count / figures["seconds"]
        figures["perCpuSecond"] = count / max(figures["serverCpuSeconds"], 1 / CLOCK_TICKS)
        figures["writtenKib"] = (self.office.written_bytes() - written) / 1024 / count
        if commits is not None:
            figures["commits"] = (self.office.commits() - commits) / count
        return figures

    def saturate(self, issuances):
        return self.phase(f"saturate {issuances}")

    def pace(self, issuances, rate):
        return self.phase(f"pace {issuances} {rate:.3f}")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)
