# SPDX-License-Identifier: Apache-2.0
"""What stays in the server's memory, and for how long; and what of its insides it shows nobody."""

import base64
import os
import pathlib
import re
import resource
import stat
import subprocess
import urllib.request

import pytest

from harness.acme import Client, client, unb64
from harness.office import PATIENCE
from harness.system import needs_root, nobody

NAME = "host0.physics.campus.example"
MANUAL = pathlib.Path(__file__).parents[2] / "docs/manual.md"


def core_limit(process):
    limits = pathlib.Path(f"/proc/{process}/limits").read_text()
    return re.search(r"(?m)^Max core file size +(\S+) +(\S+)", limits).groups()


def test_the_server_dumps_no_core(own_office):
    server = own_office.process.pid
    assert core_limit(server) == ("0", "0")
    # What is not dumpable belongs to root, whoever runs it (proc(5)).
    assert os.stat(f"/proc/{server}/mem").st_uid == 0


@needs_root
def test_a_debugger_of_the_same_user_may_not_look_into_the_server(build, open_directory):
    from harness.office import Office
    office = Office(build, open_directory)
    programs = open_directory / "bin"
    programs.mkdir()
    office.chanceryd = pathlib.Path(subprocess.check_output(
        ["cp", "-v", office.chanceryd, programs], text=True).split("'")[3])
    office.init()
    for path in (office.data, *office.data.iterdir()):
        os.chown(path, nobody()["user"], nobody()["group"])
    office.start(prefix=["setpriv", f"--reuid={nobody()['user']}", f"--regid={nobody()['group']}",
                         "--clear-groups"])
    try:
        server = office.process.pid
        assert os.stat(f"/proc/{server}/mem").st_uid == 0, "though nobody's process"
        done = subprocess.run(["head", "-c1", f"/proc/{server}/environ"], capture_output=True,
                              text=True, timeout=PATIENCE, **nobody())
        assert done.returncode != 0 and "Permission denied" in done.stderr
    finally:
        office.stop()


def test_programs_that_the_client_starts_keep_their_core_limit(office):
    """Hooks restart services, which may dump cores."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    done = subprocess.run([office.chancery, "--version"], capture_output=True, timeout=PATIENCE)
    assert done.returncode == 0
    assert resource.getrlimit(resource.RLIMIT_CORE) == (soft, hard)


def memory(process):
    """All that can be read of a process's memory, in pieces."""
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as mem:
        for line in maps:
            begin, end, rights = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            if "r" not in rights or "[v" in line:
                continue
            try:
                mem.seek(int(begin, 16))
                yield mem.read(int(end, 16) - int(begin, 16))
            except OSError:  # a guard page, or gone meanwhile
                continue


@needs_root
def test_the_master_key_is_in_locked_memory_once(own_office):
    status = pathlib.Path(f"/proc/{own_office.process.pid}/status").read_text()
    assert int(re.search(r"VmLck:\s+(\d+)", status)[1]) >= 4
    text = (own_office.data / "master.key").read_text().strip()
    key = base64.b64decode(text)
    pieces = list(memory(own_office.process.pid))
    assert sum(piece.count(key) for piece in pieces) == 1, "in its locked page alone"
    assert sum(piece.count(text.encode()) for piece in pieces) == 0


@needs_root
def test_credentials_and_tokens_are_wiped_after_use(own_office):
    account = own_office.account(NAME)
    with client(own_office, account) as c:
        c.obtain(NAME)
        token = (own_office.data / "admin-token").read_text().strip()
        made = own_office.admin_json("token", "add", "program", "--expires", "2099-12-31")["token"]
        for each in (token, made):
            request = urllib.request.Request(own_office.public_url + "/api/v1/me",
                                             headers={"Authorization": f"Bearer {each}"})
            with urllib.request.urlopen(request, context=own_office.trust(), timeout=PATIENCE) as answer:
                assert answer.status == 200
        secrets = {"HMAC key": account.hmac_key.encode(), "its octets": unb64(account.hmac_key),
                   "token": token.encode(), "new token": made.encode()}
        pieces = list(memory(own_office.process.pid))
        found = {name: sum(piece.count(secret) for piece in pieces)
                 for name, secret in secrets.items()}
        assert found == dict.fromkeys(secrets, 0)


def test_the_manuals_backup_is_private(own_office, tmp_path):
    """The commands as they stand there, but for the directories."""
    section = MANUAL.read_text().split("### Backup")[1].split("###")[0]
    commands = re.search(r"```\n(.*?)```", section, re.S)[1]
    here = commands.replace("/var/lib/chancery", str(own_office.data)).replace(
        "/var/backups/chancery", str(tmp_path / "backup"))
    assert here.count(str(own_office.data)) and here.count(str(tmp_path))
    subprocess.run(["sh", "-ec", "umask 022; " + here], check=True, timeout=PATIENCE)
    files = {path.name: path for path in (tmp_path / "backup").iterdir()}
    assert {"chancery.db", "chancery.toml", "root.pem"} <= set(files)
    for path in files.values():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o700


# What no requester may read: an invariant's words, a source path, a driver's message.
INSIDES = re.compile(r"\.[ch]pp|/src/|SQL|OpenSSL|libunbound|the database holds a word|invariant")


def break_rows(office, *statements):
    """What a damaged database looks like to the server that runs."""
    import sqlite3
    with sqlite3.connect(office.data / "chancery.db", timeout=PATIENCE) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def test_what_breaks_inside_is_in_the_log_and_shown_to_nobody(own_office):
    account = own_office.account(NAME)
    with client(own_office, account) as c:
        order, url = c.order(NAME)
        certificate = own_office.admin_json("certificate", "list")["items"][0]["id"]
        break_rows(own_office, "UPDATE orders SET status = 'broken'",
                   "UPDATE certificates SET status = 'broken'",
                   "UPDATE endpoints SET validation = 'broken' WHERE name = 'dv'")
        answers = [c.post(url), c.finalize(order, b"")]
        stranger = Client(own_office, "dv")
        answers.append(stranger.send("GET", stranger.base + "/directory"))
        stranger.close()
        for answer in answers:
            assert answer.status == 500, answer
            assert not INSIDES.search(answer.body.decode()), answer
        assert answers[0].problem() == "serverInternal"
    for words in (["certificate", "list"], ["certificate", "show", certificate],
                  ["endpoint", "list"], ["--json", "endpoint", "list"]):
        done = own_office.run_admin(*words)
        assert done.returncode != 0
        assert not INSIDES.search(done.stdout + done.stderr), done
        assert "requestId" in done.stdout or "log" in done.stderr
    assert own_office.logged("broken") and own_office.logged(".hpp:")


@pytest.mark.parametrize("damage, words", [
    ({"master.key": "A" * 43 + "=\n"}, ["master.key", "not the master key", "remove nothing"]),
    ({"tls-key.sealed": "AQAA\n"}, ["tls-key.sealed", "damaged", "move it away"]),
    ({"tls.pem": "nonsense"}, []),
    ({"master.key": "short"}, ["master.key", "32 octets"]),
])
def test_files_that_are_wrong_are_explained_and_no_insides_shown(bare_office, damage, words):
    bare_office.init()
    for name, text in damage.items():
        (bare_office.data / name).write_text(text)
    done = subprocess.run([bare_office.chanceryd, "check-config", "--data", bare_office.data],
                          capture_output=True, text=True, timeout=PATIENCE)
    assert not INSIDES.search(done.stdout + done.stderr), done
    for word in words:
        assert word in done.stderr, done
    assert (done.returncode != 0) == bool(words)


def test_a_wrong_master_key_is_said_to_be_that_and_a_right_one_serves_again(bare_office):
    bare_office.init()
    right = (bare_office.data / "master.key").read_text()
    (bare_office.data / "master.key").write_text("A" * 43 + "=\n")
    (bare_office.data / "tls-key.sealed").unlink()
    done = subprocess.run([bare_office.chanceryd, "serve", "--data", bare_office.data],
                          capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert "the master key does not open the key of the issuer" in done.stderr
    assert not INSIDES.search(done.stderr)
    (bare_office.data / "master.key").write_text(right)
    bare_office.start()
