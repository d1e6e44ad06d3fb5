# SPDX-License-Identifier: Apache-2.0
"""Another project's own test suite, run with chancery-testca in the place of Pebble. One of them is
one file in `suites/`; this is what they have in common."""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree

from client import NotTried, fetch
from harness.office import wait_until
from harness.programs import run
from harness.system import check

PATIENCE = 1200  # seconds, for a whole suite; one that needs more says so


@dataclasses.dataclass
class Tally:
    """What became of the tests of a suite, each by its name."""

    passed: list
    failed: list
    skipped: list

    def failures(self):
        return self.failed or ([] if self.passed else ["no test was run"])


class Suite:
    name = ""
    hosts = ("localhost",)  # names that lead to this machine
    patience = PATIENCE

    def install(self, cache):
        """Fetches the suite and all that it needs into the cache."""

    def version(self, cache):
        raise NotImplementedError

    def run(self, stage):
        """Its tally."""
        raise NotImplementedError


class Stage:
    """A machine without a network but itself, where `pebble` and `pebble-challtestsrv` are ours."""

    def __init__(self, directory, programs, suite):
        self.directory = pathlib.Path(directory)
        self.namespace = f"chy-suite-{os.getpid()}"
        self.programs = programs
        self.hosts = suite.hosts
        self.patience = suite.patience
        self.servers = []

    def __enter__(self):
        links = self.directory / "bin"
        links.mkdir(parents=True)
        for name, program in self.programs.items():
            (links / name).symlink_to(program)
        (self.directory / "hosts").write_text(f"127.0.0.1 {' '.join(self.hosts)}\n")
        (self.directory / "resolv.conf").write_text("nameserver 127.0.0.1\n")
        check("ip", "netns", "add", self.namespace)
        check("ip", "-n", self.namespace, "link", "set", "lo", "up")
        return self

    def __exit__(self, *_):
        for server in reversed(self.servers):
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(10)
        for left in check("ip", "netns", "pids", self.namespace).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(left), 9)
        check("ip", "netns", "del", self.namespace)

    def _here(self, command):
        files = 'mount --bind "$1/hosts" /etc/hosts; mount --bind "$1/resolv.conf" /etc/resolv.conf'
        return ["ip", "netns", "exec", self.namespace, "sh", "-ec", f'{files}; shift; exec "$@"',
                "sh", self.directory, *command]

    def _environment(self, more):
        path = f"{self.directory / 'bin'}:{os.environ['PATH']}"
        return {"PATH": path} | (more or {})

    def start(self, *command, cwd=None, environment=None):
        """Runs on while the suite does."""
        with open(self.directory / "servers.log", "ab") as log:
            self.servers.append(subprocess.Popen(
                [str(word) for word in self._here(command)], cwd=cwd, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env={**os.environ, **self._environment(environment)}))

    def await_url(self, url):
        wait_until(lambda: run(self._here(["curl", "-sk", "-o", self.directory / "answer", url])
                               ).returncode == 0, f"an answer from {url}")

    def run(self, *command, cwd=None, environment=None):
        """What it said, kept in suite.log too; a suite fails when tests of it do."""
        done = run(self._here(command), self._environment(environment), self.patience, cwd=cwd)
        (self.directory / "suite.log").write_text(done.stdout + done.stderr)
        return done.stdout


def perform(suite, programs, cache):
    """The version, and the tally or why there is none. `programs`: what `pebble` and
    `pebble-challtestsrv` are, or why there are none."""
    try:
        suite.install(cache)
        version = suite.version(cache)
        if isinstance(programs, NotTried):
            return version, programs
    except NotTried as error:
        return "", error
    with tempfile.TemporaryDirectory(prefix="chancery-suite.", dir="/tmp") as directory:
        with Stage(directory, programs, suite) as stage:
            try:
                return version, suite.run(stage)
            except subprocess.TimeoutExpired:
                return version, Tally([], [f"it did not end within {suite.patience} s"], [])
            finally:
                kept = cache / "logs"
                kept.mkdir(exist_ok=True)
                for log in pathlib.Path(directory).glob("*.log"):
                    shutil.copy(log, kept / f"{type(suite).__name__}-{log.name}")


GO = {"GOTOOLCHAIN": "auto", "GOFLAGS": "-mod=mod"}


def go_module(cache, module, version):
    """A copy of its source that may be written to."""
    copy = cache / "suites" / module.replace("/", "-") / version
    if not copy.exists():
        fetched = json.loads(fetch("go", "mod", "download", "-json", f"{module}@{version}",
                                   environment=GO))
        shutil.copytree(fetched["Dir"], copy)
        check("chmod", "-R", "u+w", copy)
    return copy


def go_tally(said):
    """Of `go test -v`, whose every top test has a line; a package that ends before has none."""
    def those(word):
        return re.findall(rf"(?m)^--- {word}: (\S+)", said)
    ended = re.findall(r"(?m)^panic: .*(?:\n.*)*?\nFAIL\t(\S+)", said)
    return Tally(those("PASS"), [*those("FAIL"), *ended], those("SKIP"))


def junit_tally(report, name):
    """Of a file in JUnit's form; `name` makes a test's of its element."""
    tally = Tally([], [], [])
    if not report.exists():
        return tally  # it ended before its report
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        ends = {child.tag for child in case}
        those = (tally.failed if ends & {"failure", "error"} else
                 tally.skipped if "skipped" in ends else tally.passed)
        those.append(name(case))
    return tally
