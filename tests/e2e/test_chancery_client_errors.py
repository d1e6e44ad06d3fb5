# SPDX-License-Identifier: Apache-2.0
"""What can go wrong on the command line: one line that says what to do, and no half-written lineage."""

import fcntl
import shutil
import socket

import pytest

from harness.challenger import Challenger
from harness.office import free_port
from harness.programs import Host, run, succeed
from harness.system import fill, needs_root, nobody, small_disk

NAME = "host0.physics.campus.example"
CHATTER = ("Saving debug log to", "See the logfile")


def sentence(done):
    """The one line of a failure, beside where the log is."""
    assert done.returncode == 1, done
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith(CHATTER)]
    assert len(lines) == 1, done.stderr
    return lines[0]


def fail(host, account, *more, **options):
    done = host.chancery(*host.certonly(account, NAME), *more, **options)
    assert host.lineage_files() == {}, "nothing is half-written"
    return sentence(done)


def test_a_server_that_cannot_be_reached(office, host):
    account = office.account(NAME)
    account.url = f"https://localhost:{free_port()}/acme/ov/directory"
    said = fail(host, account)
    assert "localhost" in said and "connect" in said.lower()


def test_a_host_that_does_not_exist(office, host):
    account = office.account(NAME)
    account.url = "https://no-such-host.invalid/acme/ov/directory"
    assert "no-such-host.invalid" in fail(host, account)


def test_a_certificate_that_is_not_trusted(office, host):
    account = office.account(NAME)
    said = fail(host, account, environment={"REQUESTS_CA_BUNDLE": None})
    assert "not trusted" in said and "update-ca-certificates" in said


@pytest.mark.parametrize("part, value", [
    ("hmac_key", "d3Jvbmcta2V5LXdyb25nLWtleS13cm9uZy1rZXktMTI"), ("key_id", "no-such-key-id")])
def test_a_wrong_credential(office, host, part, value):
    account = office.account(NAME)
    setattr(account, part, value)
    assert "check the key id and the HMAC key" in fail(host, account)
    assert not list(host.config.rglob("private_key.json")), "no account is left behind"


def test_an_hmac_key_that_is_none(office, host):
    account = office.account(NAME)
    account.hmac_key = "not base64url!"
    said = fail(host, account)
    assert "base64url" in said and account.hmac_key not in said


def test_no_credential_at_all(office, host):
    account = office.account(NAME)
    words = host.certonly(account, NAME)
    at = words.index("--eab-kid")
    said = sentence(host.chancery(*words[:at], *words[at + 4:]))
    assert "--eab-kid and --eab-hmac-key" in said


def test_a_refused_name(office, host):
    account = office.account("host1.physics.campus.example")
    said = fail(host, account)
    assert f"{NAME} is not among the names of the ACME account" in said
    assert "it@physics.campus.example" in said


def test_a_directory_that_is_none(office, host):
    account = office.account(NAME)
    account.url = f"{office.public_url}/ca/root.pem"
    assert "directory" in fail(host, account)


def test_a_renewal_that_is_refused_leaves_the_lineage(office, host):
    account = office.account(NAME)
    succeed(host.chancery(*host.certonly(account, NAME)))
    before = host.lineage_files()
    office.admin("account", "disable", account.name)
    done = host.chancery("renew", "--force-renewal")
    assert done.returncode == 1 and "1 renew failure(s), 0 parse failure(s)" in done.stderr
    assert "disabled" in done.stderr and "it@physics.campus.example" in done.stderr
    assert host.lineage_files() == before
    office.admin("account", "enable", account.name)
    succeed(host.chancery("renew", "--force-renewal"))
    assert host.versions() == 2


def test_directories_that_cannot_be_had(host, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    done = run(["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", host.office.chancery, "certificates",
                *host.directories, "--config-dir", "etc"], cwd=gone)
    assert done.returncode == 2
    assert "etc is below the working directory, which is not available" in done.stderr


@needs_root
def test_no_permission(office, open_directory):
    """The directories belong to root, and somebody else calls."""
    host = Host(office, open_directory)
    shutil.copy(office.chancery, open_directory / "chancery")
    shutil.copy(office.root, open_directory / "root.pem")
    command = [open_directory / "chancery", *host.certonly(office.account(NAME), NAME)]
    trust = {"REQUESTS_CA_BUNDLE": str(open_directory / "root.pem")}
    said = sentence(run([*command, *host.directories], trust, **nobody()))
    assert "Permission denied" in said and str(open_directory) in said and "--config-dir" in said
    writable = open_directory / "writable"
    writable.mkdir()
    writable.chmod(0o777)
    host.config.mkdir()
    said = sentence(run([*command, "--config-dir", host.config, "--work-dir", writable / "work",
                         "--logs-dir", writable / "logs"], trust, **nobody()))
    assert "Permission denied" in said and str(host.config) in said
    assert list(host.config.iterdir()) == []


@needs_root
def test_a_full_disk_leaves_no_half_of_a_lineage(office, tmp_path):
    """With room for nothing, for one page, for two, ... until there is enough."""
    account = office.account(NAME)
    with small_disk(tmp_path / "disk", "512k") as disk:
        host = Host(office, disk)
        host.directories[-1] = tmp_path / "logs"
        failures = 0
        for pages in range(40):
            ballast = fill(disk, leave=4096 * pages)
            done = host.chancery(*host.certonly(account, NAME))
            if done.returncode == 0:
                break
            assert "No space left on device" in sentence(done)
            assert host.lineage_files() == {}
            failures += 1
            ballast.unlink()
        assert done.returncode == 0 and failures > 2, failures
        ballast.unlink()
        _renewals_on_a_full_disk(host, disk)


def _renewals_on_a_full_disk(host, disk):
    before, failures = host.lineage_files(), 0
    for pages in range(40):
        ballast = fill(disk, leave=4096 * pages)
        done = host.chancery("renew", "--force-renewal")
        ballast.unlink()
        if done.returncode == 0:
            break
        assert "No space left on device" in done.stderr
        assert host.lineage_files() == before
        failures += 1
    assert done.returncode == 0 and failures > 1, failures
    assert host.versions() == 2


def test_standalone_answers_when_the_server_asks(office, host):
    with Challenger() as challenger:
        port = free_port()
        challenger.http_port = port
        done = challenger.serve(host, "--http-01-port", port)
        assert challenger.answers == [challenger.key_authorization], done.stderr


def test_port_80_is_taken(office, host):
    with Challenger() as challenger, socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = challenger.serve(host, "--http-01-port", port)
        said = sentence(done)
        assert f"port {port}" in said and "in use" in said
    assert host.lineage_files() == {}


def test_two_at_a_time_do_not_mix(office, host):
    host.config.mkdir(parents=True)
    with open(host.config / ".certbot.lock", "w") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        said = fail(host, office.account(NAME))
    assert said == "Another instance of Certbot is already running."
