# SPDX-License-Identifier: Apache-2.0
"""What a server takes up while it runs: SIGHUP, renewed files, a database that comes later."""

import json
import os
import signal
import socket
import ssl
import subprocess
import time

import pytest
from cryptography import x509

from harness.office import PATIENCE, wait_until
from harness.system import Postgres


def own_certificate(directory, name):
    """own.pem and own.key, as another program renews them."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout", directory / "own.key.new",
                    "-out", directory / "own.pem.new", "-subj", f"/CN={name}", "-days", "10"],
                   check=True, capture_output=True)
    for each in ("own.key", "own.pem"):
        (directory / f"{each}.new").rename(directory / each)


def served_name(office):
    pem = ssl.get_server_certificate(("127.0.0.1", office.port))
    return x509.load_pem_x509_certificate(pem.encode()).subject.rfc4514_string()


def messages(office):
    return [json.loads(line)["message"] for line in office.log().splitlines()]


def hang_up(office, expected):
    seen = len(messages(office))
    office.process.send_signal(signal.SIGHUP)
    return wait_until(
        lambda: [each for each in messages(office)[seen:] if expected in each], expected)


@pytest.fixture
def own_office_file(bare_office, tmp_path):
    """An office with a certificate of its own, named "first"."""
    own_certificate(tmp_path, "first")
    bare_office.init()
    bare_office.configure("#certificate = .*", f'certificate = "{tmp_path}/own.pem"')
    bare_office.configure("#key = .*", f'key = "{tmp_path}/own.key"')
    bare_office.start()
    return bare_office


def test_a_hangup_reloads_the_certificate_and_the_log_settings(own_office_file, tmp_path):
    office = own_office_file
    assert served_name(office) == "CN=first"
    own_certificate(tmp_path, "second")
    office.configure('#level = "info"', 'level = "debug"')
    hang_up(office, "reloaded the TLS certificate and the log settings")
    assert served_name(office) == "CN=second"
    office.configure('level = "debug"', 'level = "error"')
    hang_up(office, "reloaded the TLS certificate and the log settings")
    office.admin("department", "list")
    assert messages(office)[-1].startswith("reloaded"), "nothing below the new level"
    assert office.stop() == 0


def test_a_hangup_takes_another_path_and_other_names_of_the_configuration(bare_office, tmp_path):
    bare_office.init()
    bare_office.start()
    assert served_name(bare_office).startswith("CN=localhost")
    bare_office.configure("hostnames = .*", 'hostnames = ["pki.campus.example", "localhost"]')
    hang_up(bare_office, "reloaded")
    assert served_name(bare_office).startswith("CN=pki.campus.example")
    own_certificate(tmp_path, "other")
    bare_office.configure("#certificate = .*", f'certificate = "{tmp_path}/own.pem"')
    bare_office.configure("#key = .*", f'key = "{tmp_path}/own.key"')
    hang_up(bare_office, "reloaded")
    assert served_name(bare_office) == "CN=other"


@pytest.mark.parametrize("damage", ["a bad setting", "a key that does not fit", "a file that is gone"])
def test_a_hangup_with_something_wrong_changes_nothing(own_office_file, tmp_path, damage):
    office = own_office_file
    if damage == "a bad setting":
        office.configure('#level = "info"', 'level = "loud"')
    elif damage == "a key that does not fit":
        (tmp_path / "other").mkdir()
        own_certificate(tmp_path / "other", "other")
        (tmp_path / "other/own.key").rename(tmp_path / "own.key")
    else:
        (tmp_path / "own.pem").unlink()
    hang_up(office, "nothing was reloaded")
    assert served_name(office) == "CN=first"
    assert office.is_serving()


def test_systemd_is_told_of_a_reload(bare_office):
    bare_office.init()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(bare_office.directory / "notify"))
        notify.settimeout(PATIENCE)
        bare_office.start(environment={"NOTIFY_SOCKET": notify.getsockname()}, wait=False)
        assert notify.recv(100) == b"READY=1"
        bare_office.process.send_signal(signal.SIGHUP)
        assert notify.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
        assert notify.recv(100) == b"READY=1"


def test_a_renewed_file_is_served_within_a_minute(own_office_file, tmp_path):
    own_certificate(tmp_path, "renewed")
    wait_until(lambda: served_name(own_office_file) == "CN=renewed", "the new certificate", 60)


def test_a_database_that_is_not_up_yet_is_waited_for(bare_office):
    with Postgres() as server:
        bare_office.init("--store", server.url)
        server.stop()
        bare_office.start(wait=False)
        wait_until(lambda: any("waiting for at most" in each for each in messages(bare_office)),
                   "the server to say that it waits")
        assert bare_office.process.poll() is None
        server.start()
        wait_until(bare_office.is_serving, "the server to serve")
        assert bare_office.stop() == 0


def test_a_server_that_waits_for_its_database_stops_when_it_is_told_to(bare_office):
    with Postgres() as server:
        bare_office.init("--store", server.url)
        server.stop()
        bare_office.start(wait=False)
        wait_until(lambda: any("waiting for at most" in each for each in messages(bare_office)),
                   "the server to say that it waits")
        began = time.monotonic()
        bare_office.process.send_signal(signal.SIGHUP)
        assert bare_office.stop() == 0
        assert time.monotonic() - began < PATIENCE
        assert os.path.exists(bare_office.data / "master.key")


def test_a_database_that_refuses_the_user_is_not_waited_for(bare_office):
    with Postgres() as server:
        bare_office.init("--store", server.url)
        bare_office.configure('url = "postgresql://.*', 'url = "%s"' % server.url.replace(
            "postgres@", "stranger@"))
        done = subprocess.run([bare_office.chanceryd, "serve", "--data", bare_office.data],
                              capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 1 and "waiting" not in done.stderr
        assert "stranger" in done.stderr
