# SPDX-License-Identifier: Apache-2.0
"""A campus in one machine: a bridge in a network namespace of its own, and on it the office's
server, a name server and a host. Nothing else is reachable from there."""

import contextlib
import os
import pathlib
import shutil
import subprocess

from harness.programs import run
from harness.system import check

SERVER_ADDRESS = "10.1.1.1"
DNS_ADDRESS = "10.1.1.53"
HOST_ADDRESS = "10.1.1.10"


class Network:
    """The bridge; `join` adds a namespace to it. A `with` takes all of them away again."""

    def __init__(self):
        self.bridge = self._named("bridge")

    @staticmethod
    def _named(name):
        return f"chy-{name}-{os.getpid()}"

    def __enter__(self):
        check("ip", "netns", "add", self.bridge)
        check("ip", "-n", self.bridge, "link", "add", "bridge", "type", "bridge")
        check("ip", "-n", self.bridge, "link", "set", "bridge", "up")
        return self

    def __exit__(self, *_):
        check("ip", "netns", "del", self.bridge)

    @contextlib.contextmanager
    def join(self, name, address):
        """A namespace with one card, of that address. Yields the beginning of a command in it."""
        namespace = self._named(name)
        check("ip", "netns", "add", namespace)
        try:
            check("ip", "-n", namespace, "link", "set", "lo", "up")
            # The same card each time, or neighbours would look for the one of before.
            card = "02:00:" + ":".join(f"{int(part):02x}" for part in address.split("."))
            check("ip", "-n", namespace, "link", "add", "card", "address", card, "type", "veth",
                  "peer", "name", name, "netns", self.bridge)
            check("ip", "-n", self.bridge, "link", "set", name, "master", "bridge", "up")
            check("ip", "-n", namespace, "address", "add", f"{address}/24", "dev", "card")
            check("ip", "-n", namespace, "link", "set", "card", "up")
            yield ["ip", "netns", "exec", namespace]
        finally:
            # The kernel takes a namespace away when it has the time, and its cards with it: the
            # next of this name may come before.
            subprocess.run(["ip", "-n", self.bridge, "link", "del", name], capture_output=True)
            check("ip", "netns", "del", namespace)


def mounted(stack, *arguments):
    """Until the stack is closed. The last of mount's arguments is where, made if need be."""
    target = pathlib.Path(arguments[-1])
    target.mkdir(parents=True, exist_ok=True)
    check("mount", *arguments)
    stack.callback(check, "umount", "--lazy", target)


class Host:
    """A Debian machine for one client: all files of this one, below those of `layer`, in a view
    that is thrown away. Its /root, /run and /tmp are empty."""

    address = HOST_ADDRESS

    def __init__(self, network, directory, layer, shared=()):
        self.network = network
        self.directory = pathlib.Path(directory)
        self.layer = pathlib.Path(layer)
        self.root = self.directory / "root"
        self.shared = [pathlib.Path(each) for each in shared]
        self.prefix = []
        self.programs = []
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.prefix = [*stack.enter_context(self.network.join("host", self.address)), "chroot",
                           self.root, "env", "-C", "/root", "HOME=/root"]
            mounted(stack, "-t", "tmpfs", "tmpfs", self.directory)
            for part in ("written", "work", "root"):
                (self.directory / part).mkdir()
            layers = (f"lowerdir={self.layer}:/,upperdir={self.directory}/written,"
                      f"workdir={self.directory}/work")
            mounted(stack, "-t", "overlay", "overlay", "-o", layers, self.root)
            mounted(stack, "-t", "proc", "proc", self.root / "proc")
            for kind in ("root", "run", "tmp"):
                mounted(stack, "-t", "tmpfs", "tmpfs", self.root / kind)
            for path in (pathlib.Path("/dev"), *self.shared):
                mounted(stack, "--bind", path, self.root / path.relative_to("/"))
            self._settle()
            stack.callback(self._end_programs)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def _settle(self):
        self.write("/etc/resolv.conf", f"nameserver {DNS_ADDRESS}\n", fresh=True)
        self.write("/etc/hosts", "127.0.0.1 localhost\n", fresh=True)
        for kept in ("/etc/letsencrypt", "/var/lib/letsencrypt", "/var/log/letsencrypt"):
            shutil.rmtree(self.path(kept), ignore_errors=True)
        self.path("/run/lock").mkdir()
        for shared in ("/tmp", "/run/lock"):
            self.path(shared).chmod(0o1777)

    def path(self, name):
        """Where a file of the host is seen from here."""
        return self.root / str(name).lstrip("/")

    def read(self, name):
        return self.path(name).read_text()

    def write(self, name, text, mode=0o644, fresh=False):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:  # resolv.conf may be a link that leads out of here
            path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return name

    def keep(self, layer):
        """What was written here so far is there from the beginning on hosts with that layer."""
        check("cp", "-a", f"{self.directory}/written/.", layer)

    def run(self, *command, environment=None):
        return run([*self.prefix, *command], self.environment(environment))

    def must(self, *command, environment=None):
        """What it said; `CommandFailed` when it failed."""
        done = self.run(*command, environment=environment)
        if done.returncode != 0:
            raise CommandFailed(command, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    @staticmethod
    def environment(more=None):
        """Without the proxies and trust of the one who runs this."""
        proxies = [f"{kind}_proxy" for kind in ("http", "https", "all", "no")]
        without = [*proxies, *map(str.upper, proxies), "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
                   "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "PYTHONPATH"]
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return {name: None for name in without} | {"PATH": path, "LC_ALL": "C.UTF-8"} | (more or {})

    def start(self, *command, environment=None):
        """Runs on until the host is taken away; what it says is in /root/daemon.log."""
        wanted = {**os.environ, **self.environment(environment)}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        with open(self.path("/root/daemon.log"), "ab") as log:
            program = subprocess.Popen([*map(str, self.prefix), *map(str, command)], env=wanted,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.programs.append(program)
        return program

    def stop(self, program):
        self.programs.remove(program)
        program.terminate()
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()

    def _end_programs(self):
        """Those that were started, and what they and the clients left running in the namespace."""
        for program in list(self.programs):
            self.stop(program)
        namespace = self.prefix[3]
        for left in check("ip", "netns", "pids", namespace).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(left), 9)


class CommandFailed(Exception):
    def __init__(self, command, code, said):
        super().__init__(f"{pathlib.Path(str(command[0])).name} returned {code}")
        self.command = [str(word) for word in command]
        self.said = said
