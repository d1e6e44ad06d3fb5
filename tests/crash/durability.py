# SPDX-License-Identifier: Apache-2.0
"""Under strace: between each newOrder or finalize request and its answer, a sync of the database.

One client, one connection, one request at a time, so that what the server does between reading a
request and writing its answer is done for it.
"""

import os
import pathlib
import re
import signal
import sys

from harness.acme import Client, make_csr
from harness.office import PATIENCE, Office, wait_until

NAME = "host0.physics.campus.example"
ROUNDS = 10
CALLS = "read,recvfrom,recvmsg,readv,write,sendto,sendmsg,writev,fdatasync,fsync"

STARTED = re.compile(r"(\d+) +(\w+)\((\d+)<(.*?)>(?=[,) ])(.*)")
RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")


def events(trace):
    """(thread, call, what the descriptor is, result) in order; a write counts when it begins, all
    else when it ends."""
    pending = {}
    for line in trace.splitlines():
        if match := RESUMED.match(line):
            thread, call, rest = match.groups()
            if thread in pending:
                call, place = pending.pop(thread)
                if not is_write(call):
                    yield thread, call, place, result(rest)
        elif match := STARTED.match(line):
            thread, call, _, place, rest = match.groups()
            if rest.endswith("<unfinished ...>"):
                pending[thread] = call, place
                if is_write(call):
                    yield thread, call, place, 1
            else:
                yield thread, call, place, result(rest)


def is_write(call):
    return call in ("write", "sendto", "sendmsg", "writev")


def result(text):
    match = re.search(r"= (-?\d+)[^=]*$", text)
    return int(match[1]) if match else -1


def exchanges(trace, port):
    """For each answer on the client's connection: what the thread that read its request synced
    since. (The database's log is copied back by another thread, which answers nobody.)"""
    synced, reader = [], None
    for thread, call, place, value in events(trace):
        mine = re.search(rf"[:.]{port}\]?$", place)
        if call in ("fdatasync", "fsync"):
            if value == 0 and thread == reader:
                synced.append(place)
        elif mine and is_write(call):
            if reader:
                yield synced
            reader = None
        elif mine and value > 0:
            if reader is None:
                synced = []
            reader = thread


def main(build, directory):
    pathlib.Path(directory).mkdir()
    office = Office(build, directory)
    trace = office.directory / "trace"
    office.init()
    office.start(["strace", "-f", "-qq", "-yy", "-s", "0", "-e", f"trace={CALLS}", "-o", trace])
    try:
        office.furnish()
        office.admin("endpoint", "set", "ov", "--limit", "none")
        client = Client(office).register(office.account(NAME))
        client.close()
        client.connect()
        port = client.connection.sock.getsockname()[1]
        client.nonces.clear()
        kinds = []
        for _ in range(ROUNDS):
            if not client.nonces:
                client.send("HEAD", f"{client.base}/new-nonce")
                kinds.append("newNonce")
            order, url = client.order(NAME)
            done = client.finalize(order, make_csr([NAME]))
            assert done.json()["status"] == "valid", done
            assert client.post(url).status == 200
            kinds += ["newOrder", "finalize", "order"]
        assert client.connection.sock.getsockname()[1] == port, "one connection"
        client.close()
    finally:
        stop(office, trace)
    # The first answers are those of the TLS handshake.
    seen = list(exchanges(trace.read_text(), port))[-len(kinds):]
    assert len(seen) == len(kinds), f"{len(seen)} answers in the trace, {len(kinds)} requests"
    missing = 0
    for kind, synced in zip(kinds, seen):
        durable = any("chancery.db" in place for place in synced)
        if kind in ("newOrder", "finalize"):
            missing += not durable
        else:
            assert not durable, f"{kind} writes nothing, so the pairing is wrong"
    assert missing == 0, f"{missing} answers were sent before the database was synced"
    print(f"durability: {ROUNDS} newOrder and {ROUNDS} finalize requests, each synced before its "
          "answer")


def stop(office, trace):
    """The tracer ends with the server."""
    if trace.exists() and (first := trace.read_text().split(maxsplit=1)):
        os.kill(int(first[0]), signal.SIGTERM)
        wait_until(lambda: office.process.poll() is not None, "the server to end", PATIENCE)
    office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
