# SPDX-License-Identifier: Apache-2.0
"""What needs root: small file systems, another trust store, network namespaces; and PostgreSQL."""

import contextlib
import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import pytest

PATIENCE = 120  # seconds, for a command
SYSTEM_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


def may_unshare():
    if os.geteuid() != 0:
        return False
    return subprocess.run(["unshare", "-mn", "true"], capture_output=True).returncode == 0


needs_root = pytest.mark.skipif(not may_unshare(), reason="needs root, who may mount and unshare")


def check(*command, **more):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True,
                          text=True, **{"timeout": PATIENCE, **more}).stdout


@contextlib.contextmanager
def small_disk(directory, size):
    """A file system of `size` (as mount takes it) at a new directory."""
    directory = pathlib.Path(directory)
    directory.mkdir()
    check("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", directory)
    try:
        yield directory
    finally:
        check("umount", "--lazy", directory)


def fill(directory, leave=0):
    """Takes all room on a small disk but `leave` octets; returns the file to remove."""
    ballast = pathlib.Path(directory, "ballast")
    room = shutil.disk_usage(directory).free
    assert room < 1 << 30, f"{directory} is not on a small disk"
    with open(ballast, "wb", buffering=0) as file, contextlib.suppress(OSError):
        for _ in range(room // 4096 + 1):
            file.write(b"\0" * 4096)
    with open(ballast, "r+b") as file:
        file.truncate(max(0, ballast.stat().st_size - leave))
    return ballast


def nobody():
    """For subprocess: another user, without any right."""
    entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def trusting_root(root, directory):
    """The beginning of a command that runs with a system trust store that holds the root."""
    bundle = pathlib.Path(directory, "bundle.crt")
    bundle.write_text(pathlib.Path(root).read_text())
    script = 'mount --bind "$1" "$(readlink -f "$2")" && shift 2 && exec "$@"'
    return ["unshare", "-m", "sh", "-ec", script, "sh", bundle, SYSTEM_BUNDLE]


class Network:
    """Two hosts, each in a network namespace, with a cable between them; nothing else is there."""

    server_address = "10.91.7.1"
    host_address = "10.91.7.2"

    def __init__(self):
        self.server = f"chy-server-{os.getpid()}"
        self.host = f"chy-host-{os.getpid()}"

    def __enter__(self):
        for name in (self.server, self.host):
            check("ip", "netns", "add", name)
            check("ip", "-n", name, "link", "set", "lo", "up")
        check("ip", "-n", self.server, "link", "add", "veth0", "type", "veth", "peer", "name",
              "veth0", "netns", self.host)
        for name, address in ((self.server, self.server_address), (self.host, self.host_address)):
            check("ip", "-n", name, "address", "add", f"{address}/24", "dev", "veth0")
            check("ip", "-n", name, "link", "set", "veth0", "up")
        return self

    def __exit__(self, *_):
        for name in (self.server, self.host):
            check("ip", "netns", "del", name)

    def on_server(self):
        return ["ip", "netns", "exec", self.server]

    def on_host(self):
        return ["ip", "netns", "exec", self.host]


class Postgres:
    """A private server on a socket of its own, which forgets all when its machine crashes unless it is
    durable."""

    def __init__(self, durable=False):
        self.fsync = "on" if durable else "off"
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        assert found, "PostgreSQL is not installed"
        self.programs = pathlib.Path(found[-1])
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="chancery-pg-", dir="/tmp"))
        self.user = {}
        if os.geteuid() == 0:  # initdb refuses root
            entry = pwd.getpwnam("postgres")
            os.chown(self.directory, entry.pw_uid, entry.pw_gid)
            self.user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def __enter__(self):
        data = self.directory / "data"
        check(self.programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N",
              "-E", "UTF8", cwd=self.directory, **self.user)
        self.start()
        return self

    def __exit__(self, *_):
        if (self.directory / "data/postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        check(self.programs / "pg_ctl", "-D", self.directory / "data", "-w", "-l",
              self.directory / "log", "-o",
              f"-k {self.directory} -c listen_addresses='' -c fsync={self.fsync}", "start",
              cwd=self.directory, **self.user)

    def stop(self):
        check(self.programs / "pg_ctl", "-D", self.directory / "data", "-m", "immediate", "stop",
              cwd=self.directory, **self.user)

    @property
    def url(self):
        return f"postgresql://postgres@/postgres?host={self.directory}"

    def query(self, sql):
        return check("psql", "-XAtq", "-h", self.directory, "-U", "postgres", "-c", sql,
                     "postgres").split()
