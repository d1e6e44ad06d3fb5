# SPDX-License-Identifier: Apache-2.0
"""Whether the server says that it cannot do its work, and whether a log that nobody reads stops it."""

import contextlib
import os
import socket
import sqlite3

from harness.office import PATIENCE, Office, wait_until
from harness.system import fill, needs_root, small_disk


def not_ready(office, reason):
    status, text = office.status("/readyz")
    return status == 503 and reason in text


def test_a_database_that_takes_no_writes_is_not_ready(bare_office):
    bare_office.init()
    bare_office.start()
    path = bare_office.data / "chancery.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        wait_until(lambda: not_ready(bare_office, "the database does not accept writes"), "a red readiness")
        assert bare_office.status("/healthz")[0] == 200, "the process runs all the same"
        assert bare_office.run_admin("endpoint", "list").returncode == 0, "it still reads"
        wait_until(lambda: '"message":"not ready"' in bare_office.log(), "a line in the log")
        other.execute("ROLLBACK")
    wait_until(lambda: bare_office.status("/readyz")[0] == 200, "readiness once it is free")
    assert bare_office.rows("SELECT count(*) FROM write_probes") == [(0,)]


@needs_root
def test_a_full_disk_is_not_ready_although_the_databases_log_still_has_room(build, tmp_path):
    with small_disk(tmp_path / "disk", "24m") as disk:
        office = Office(build, disk)
        office.log_file = tmp_path / "log"
        office.init()
        office.start()
        try:
            ballast = fill(disk)
            wait_until(lambda: not_ready(office, "the disk of the database is full"), "a red readiness")
            ballast.unlink()
            wait_until(lambda: office.status("/readyz")[0] == 200, "readiness once there is room")
        finally:
            office.stop()


def test_a_log_whose_reader_stalls_stops_nobody(bare_office, tmp_path):
    bare_office.init()
    bare_office.log_file = tmp_path / "pipe"
    os.mkfifo(bare_office.log_file)
    reader = os.open(bare_office.log_file, os.O_RDWR)  # it has a reader, which reads nothing
    try:
        bare_office.start()
        requests = 6000  # more lines than the pipe and the queue hold
        with socket.socket(socket.AF_UNIX) as local:
            local.settimeout(PATIENCE)
            local.connect(str(bare_office.data / "api.sock"))
            answered, rest = 0, b""
            for _ in range(60):
                local.sendall(b"GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100)
                answered += 100
                while rest.count(b"HTTP/1.1 200 OK\r\n") < answered:
                    piece = local.recv(65536)
                    assert piece
                    rest += piece
            assert answered == requests
        assert bare_office.metric("chancery_log_lines_dropped_total") > 0
        assert bare_office.stop() == 0, "and it ends"
    finally:
        os.close(reader)
