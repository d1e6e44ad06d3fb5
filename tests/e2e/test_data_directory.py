# SPDX-License-Identifier: Apache-2.0
"""The data directory and the command line: what is refused, with one clear line, and what is kept."""

import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess

import pytest

from harness.acme import client, make_csr
from harness.office import PATIENCE, Office, free_port
from harness.system import fill, needs_root, nobody, small_disk

NAME = "host0.physics.campus.example"
INIT = ["--organization", "Campus Example", "--hostname", "localhost", "--listen", "127.0.0.1:0"]


def chanceryd(office, *arguments, **more):
    return subprocess.run([office.chanceryd, *map(str, arguments)], capture_output=True, text=True,
                          timeout=PATIENCE, **more)


def refused(done, *words, code=1):
    """One line on standard error that holds the words."""
    assert done.returncode == code, done
    lines = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1 and lines[0].startswith("chanceryd: "), done.stderr
    for word in words:
        assert word in lines[0]
    return lines[0]


def test_init_tells_what_to_do_next(bare_office):
    said = bare_office.init()
    digest = subprocess.run(["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in",
                             bare_office.root], capture_output=True, text=True).stdout
    assert digest.strip().split("=")[1] in said
    for words in ("chanceryd serve --data", "update-ca-certificates", "root-key.sealed",
                  "master.key", "chancery admin", f"{bare_office.public_url}/acme/ov/directory"):
        assert words in said
    assert said.index("update-ca-certificates") < said.index("chancery admin")


def test_what_to_do_next_can_be_pasted_where_the_path_has_a_space(bare_office):
    bare_office.data = bare_office.directory / "the office's data"
    said = bare_office.init()
    quoted = str(bare_office.data).replace("'", "'\\''")
    assert f"chanceryd serve --data '{quoted}'\n" in said


def test_the_ca_is_as_it_should_be(bare_office):
    bare_office.init()
    bare_office.start()
    for table_root, prefix in ((bare_office.root.read_text(), ""), (None, "STAGING untrusted ")):
        name = f"{prefix}Campus Example Issuing CA I1"
        [(chain, root)] = bare_office.rows(
            "SELECT certificate, root FROM issuers WHERE name = ?", name)
        assert table_root in (None, root)
        for pem, title, key, years in ((root, "Root R1", "secp384r1", 20),
                                       (chain, "Issuing CA I1", "prime256v1", 10)):
            text = subprocess.run(["openssl", "x509", "-noout", "-text", "-nameopt", "RFC2253"],
                                  input=pem, capture_output=True, text=True, check=True).stdout
            assert re.search(rf"Subject: CN={prefix}Campus Example {title},O=Campus Example", text)
            assert f"ASN1 OID: {key}" in text and "CA:TRUE" in text
            assert ("pathlen:0" in text) == (title == "Issuing CA I1")
            start, end = (int(re.search(rf"{field}.*(\d{{4}}) GMT", text)[1])
                          for field in ("Not Before", "Not After"))
            assert end - start == years


def test_files_are_private(bare_office):
    bare_office.init()
    bare_office.start()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in bare_office.data.iterdir()}
    assert stat.S_IMODE(bare_office.data.stat().st_mode) == 0o700
    for name in ("master.key", "root-key.sealed", "admin-token", "chancery.toml",
                 "tls-key.sealed", "api.sock", "lock"):
        assert modes[name] == 0o600, name
    assert modes["root.pem"] == 0o644


def test_the_roots_key_is_not_needed_and_never_opened(bare_office):
    bare_office.init()
    trace = bare_office.directory / "trace"
    bare_office.start(prefix=["strace", "-f", "-qq", "-e", "trace=%file", "-o", trace])
    bare_office.furnish()
    with client(bare_office, bare_office.account(NAME)) as c:
        c.obtain(NAME)
    # The tracer ends with the server, and is not to be told to stop itself.
    server = int(trace.read_text().split()[0])
    os.kill(server, 15)
    assert bare_office.process.wait(PATIENCE) == 0
    opened = trace.read_text()
    assert "master.key" in opened and "root-key" not in opened
    (bare_office.data / "root-key.sealed").unlink()
    bare_office.start()
    with client(bare_office, bare_office.account(NAME)) as c:
        c.obtain(NAME)


@pytest.mark.parametrize("what", ["a file", "an office"])
def test_init_refuses_a_directory_that_is_not_empty(bare_office, what):
    if what == "an office":
        bare_office.init()
    else:
        bare_office.data.mkdir()
        (bare_office.data / "note").write_text("mine")
    before = {path.name: path.read_bytes() for path in bare_office.data.iterdir()}
    refused(chanceryd(bare_office, "init", "--data", bare_office.data, *INIT), "is not empty")
    assert {path.name: path.read_bytes() for path in bare_office.data.iterdir()} == before


@pytest.mark.parametrize("arguments, words", [
    (["--hostname", "a_b.example"], ["--hostname", "underscore"]),
    (["--hostname", "*.foo.example"], ["--hostname", "wildcard"]),
    (["--organization", b"Caf\xe9".decode(errors="surrogateescape")], ["--organization", "UTF-8"]),
    (["--http-listen", "127.0.0.1:9402"], ["http_listen", "status_listen", "its own"]),
    (["--country", "Germany"], ["--country", "two capital letters"]),
    (["--contact", "nobody"], ["--contact"]),
    (["--listen", "everywhere"], ["everywhere"]),
    (["--organization", "x" * 65], ["--organization", "64"]),
    (["--store", "mysql://localhost/x"], ["postgresql://"]),
])
def test_init_refuses_bad_options_and_leaves_nothing(bare_office, arguments, words):
    given = {first: second for first, second in zip(INIT[::2], INIT[1::2])}
    given[arguments[0]] = arguments[1]
    options = [word for pair in given.items() for word in pair]
    refused(chanceryd(bare_office, "init", "--data", bare_office.data, *options), *words)
    assert not bare_office.data.exists() or not list(bare_office.data.iterdir())


def test_a_path_that_is_too_long_for_the_socket_is_refused_at_once(bare_office):
    data = bare_office.directory / ("d" * 100)
    refused(chanceryd(bare_office, "init", "--data", data, *INIT), "107 bytes")
    assert not data.exists()


@pytest.mark.parametrize("line, words", [
    ("colour = 1", ["chancery.toml, line", "colour"]),
    ("listen = 8443", ["listen must be a string"]),
    ("listen = \"everywhere\"", ["listen"]),
    ("public_url = \"http://localhost\"", ["public_url", "https://"]),
    ("public_url = \"https://u:p@x:70000\"", ["public_url", "HOST:PORT"]),
    ("public_url = \"https://localhost:0\"", ["public_url", "HOST:PORT"]),
    ("public_url = \"https://[::1:443\"", ["public_url", "HOST:PORT"]),
    ("public_url = \"https://[192.0.2.7]:8443\"", ["public_url", "HOST:PORT"]),
    ("public_url = \"https://*.x.example:1\"", ["public_url", "wildcard"]),
    ("public_http_url = \"http://a b\"", ["public_http_url", "\"a b\""]),
    ("hostnames = [\"a b\"]", ["hostnames", "\"a b\""]),
    ("= 1", ["chancery.toml, line"]),
    ("[limits]\nthreads = 0", ["threads must be a whole number from 1 to 1024"]),
    ("[log]\nlevel = \"loud\"", ["level", "debug, info, warning or error"]),
    ("[store]\nurl = \"mysql://x\"", ["url", "postgresql://"]),
    ("[tls]\ncertificate = \"x.pem\"", ["certificate and key go together"]),
    ("[dns]\nservers = [\"everybody\"]", ["everybody"]),
    ("[dns]\ntrust_anchors = [\"none\"]", ["trust anchor"]),
])
def test_a_bad_line_of_the_configuration_is_named(bare_office, line, words):
    bare_office.init()
    file = bare_office.data / "chancery.toml"
    key = line.split(" ")[0]
    file.write_text((f"{line}\n" if line[0] != "[" else "") + "".join(
        each for each in file.read_text().splitlines(keepends=True)
        if not each.startswith((f"{key} =", "["))) + (line if line[0] == "[" else ""))
    for command in ("check-config", "serve"):
        refused(chanceryd(bare_office, command, "--data", bare_office.data), *words)


def test_check_config_says_that_it_is_right(bare_office):
    bare_office.init()
    done = chanceryd(bare_office, "check-config", "--data", bare_office.data)
    assert (done.returncode, done.stderr) == (0, "") and "is right" in done.stdout


def test_an_office_without_a_contact_is_warned_of_wherever_somebody_looks(bare_office):
    sentence = 'refusals tell people to ask "Campus Example" and not how'
    done = chanceryd(bare_office, "init", "--data", bare_office.data, *INIT)
    assert done.returncode == 0 and done.stderr.count(sentence) == 1
    bare_office.status_address = ("127.0.0.1", free_port())
    bare_office.configure("#status_listen = .*",
                          'status_listen = "%s:%d"' % bare_office.status_address)
    done = chanceryd(bare_office, "check-config", "--data", bare_office.data)
    assert done.returncode == 0 and sentence in done.stderr
    bare_office.start()
    assert len(bare_office.logged("refusals tell people to ask")) == 1
    bare_office.admin("organization", "set", "--contact", "pki@campus.example")
    done = chanceryd(bare_office, "check-config", "--data", bare_office.data)
    assert (done.returncode, done.stderr) == (0, "")


def check_two_listeners(office, one, other):
    office.init()
    office.configure("listen = .*", f'listen = "{one}"')
    office.configure("status_listen = .*", f'status_listen = "{other}"')
    return chanceryd(office, "check-config", "--data", office.data)


@pytest.mark.parametrize("one, other", [
    ("0.0.0.0:9402", "127.0.0.1:9402"),
    ("127.0.0.1:9402", "[::]:9402"),
    ("[::]:9402", "0.0.0.0:9402"),
    ("[::]:9402", "[::1]:9402"),
    ("[::1]:9402", "[0:0:0:0:0:0:0:1]:9402"),
    ("[::ffff:127.0.0.1]:9402", "127.0.0.1:9402"),
])
def test_listeners_that_are_in_each_others_way_are_named(bare_office, one, other):
    refused(check_two_listeners(bare_office, one, other),
            f"listen ({one}) and status_listen ({other})", "its own")
    refused(chanceryd(bare_office, "serve", "--data", bare_office.data), "conflict: each needs")


@pytest.mark.parametrize("one, other", [
    ("0.0.0.0:9402", "[2001:db8::7]:9402"),
    ("[::1]:9402", "0.0.0.0:9402"),
    ("127.0.0.1:9402", "127.0.0.2:9402"),
    ("[::]:9402", "127.0.0.1:9403"),
])
def test_listeners_that_are_in_nobodys_way_are_taken(bare_office, one, other):
    done = check_two_listeners(bare_office, one, other)
    assert done.returncode == 0, done.stderr


def test_check_config_doubts_a_url_that_the_certificate_does_not_name(bare_office):
    bare_office.init()
    bare_office.configure("public_url = .*", 'public_url = "https://pki.campus.example"')
    done = chanceryd(bare_office, "check-config", "--data", bare_office.data)
    assert done.returncode == 0 and "pki.campus.example, which is not among hostnames" in done.stderr


def test_a_configuration_that_is_a_directory_is_said_to_be_one(bare_office):
    (bare_office.data / "chancery.toml").mkdir(parents=True)
    refused(chanceryd(bare_office, "check-config", "--data", bare_office.data), "is a directory")


@pytest.mark.parametrize("name, text", [
    ("root.pem", None), ("tls-key.sealed", "damaged"), ("tls-key.sealed", "AAAA")])
def test_check_config_finds_files_with_which_it_cannot_serve(bare_office, name, text):
    bare_office.init()
    (bare_office.data / name).unlink()
    if text:
        (bare_office.data / name).write_text(text)
    for command in ("check-config", "serve"):
        refused(chanceryd(bare_office, command, "--data", bare_office.data), name)


def test_http_is_served_beside_https_on_8080(bare_office):
    said = chanceryd(bare_office, "init", "--data", bare_office.data, *INIT[:-1], "127.0.0.1:8080")
    assert said.returncode == 0, said.stderr
    text = (bare_office.data / "chancery.toml").read_text()
    assert 'listen = "127.0.0.1:8080"' in text and 'http_listen = "127.0.0.1:8081"' in text


@pytest.mark.parametrize("command", ["init", "serve", "check-config"])
def test_a_working_directory_that_is_gone_is_one_line(office, tmp_path, command):
    gone = tmp_path / "gone"
    gone.mkdir()
    arguments = [command, "--data", "data", *(INIT if command == "init" else [])]
    done = subprocess.run(["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", office.chanceryd,
                           *arguments], capture_output=True, text=True, timeout=PATIENCE, cwd=gone)
    refused(done, "--data", "working directory")


def test_what_is_no_data_directory_is_said_to_be_none(bare_office):
    bare_office.data.mkdir()
    refused(chanceryd(bare_office, "serve", "--data", bare_office.data), "chancery.toml",
            "chanceryd init")


def test_a_database_of_a_newer_program_is_refused(bare_office):
    bare_office.init()
    with sqlite3.connect(bare_office.data / "chancery.db") as database:
        database.execute("UPDATE schema_version SET version = 999")
    database.close()
    before = (bare_office.data / "chancery.db").read_bytes()
    said = refused(chanceryd(bare_office, "serve", "--data", bare_office.data), "999")
    assert "newer" in said or "upgrade" in said
    assert (bare_office.data / "chancery.db").read_bytes() == before


def test_a_database_that_is_gone_is_not_made_anew(bare_office):
    bare_office.init()
    database = bare_office.data / "chancery.db"
    kept = database.rename(bare_office.data / "kept.db")
    refused(chanceryd(bare_office, "serve", "--data", bare_office.data), "not there", "restore")
    assert not database.exists()
    database.touch(mode=0o600)
    refused(chanceryd(bare_office, "serve", "--data", bare_office.data), "no office")
    kept.rename(database)
    bare_office.start()


def test_a_data_directory_that_is_in_use_is_refused(office):
    refused(chanceryd(office, "serve", "--data", office.data), "another chanceryd is using")
    assert office.is_serving()


def test_a_master_key_that_others_may_read_is_refused(bare_office):
    bare_office.init()
    (bare_office.data / "master.key").chmod(0o640)
    refused(chanceryd(bare_office, "serve", "--data", bare_office.data), "chmod 600")


def test_another_master_key_is_refused(bare_office):
    bare_office.init()
    (bare_office.data / "master.key").write_text("A" * 43 + "=\n")
    refused(chanceryd(bare_office, "serve", "--data", bare_office.data), "master key")


@needs_root
def test_a_data_directory_that_is_not_writable_is_refused(build, open_directory):
    office = Office(build, open_directory)
    programs = open_directory / "bin"
    programs.mkdir()
    office.chanceryd = pathlib.Path(shutil.copy(office.chanceryd, programs))
    done = chanceryd(office, "init", "--data", office.data, *INIT, **nobody())
    refused(done, "Permission denied", str(office.data))
    office.init()
    refused(chanceryd(office, "serve", "--data", office.data, **nobody()), str(office.data))
    for path in (office.data, *office.data.iterdir()):
        os.chown(path, nobody()["user"], nobody()["group"])
    office.data.chmod(0o500)
    (office.data / "lock").unlink()
    refused(chanceryd(office, "serve", "--data", office.data, **nobody()), "Permission denied",
            str(office.data))


@needs_root
def test_init_on_a_full_disk_leaves_nothing(bare_office, tmp_path):
    with small_disk(tmp_path / "disk", "256k") as disk:
        ballast = fill(disk, leave=64 * 1024)
        done = chanceryd(bare_office, "init", "--data", disk / "data", *INIT)
        refused(done)
        assert re.search("full|space", done.stderr), done.stderr
        assert list((disk / "data").iterdir()) == []
        ballast.unlink()


@needs_root
def test_a_full_disk_refuses_and_changes_nothing_until_there_is_room(build, tmp_path):
    with small_disk(tmp_path / "disk", "24m") as disk:
        office = Office(build, disk)
        office.log_file = tmp_path / "log"
        office.init()
        office.start()
        try:
            office.furnish()
            office.admin("endpoint", "set", "ov", "--limit", "none")
            with client(office, office.account(NAME)) as c:
                _fill_while_issuing(office, disk, c)
        finally:
            office.stop()


def _fill_while_issuing(office, disk, c):
    order, url = c.order(NAME)
    ballast = fill(disk)
    answers = []
    # The log of the database is reused: it takes a while until it must grow.
    for _ in range(3000):
        answers.append(c.new_order(NAME))
        if answers[-1].status != 201:
            break
    refusal = answers[-1]
    assert (refusal.status, refusal.problem()) == (503, "serverInternal"), refusal
    assert refusal.headers["Retry-After"]
    assert c.post(url).json()["status"] == "ready", "it still reads"
    ballast.unlink()
    assert c.finalize(order, make_csr([NAME])).json()["status"] == "valid"
    kept = office.rows("SELECT count(*) FROM orders")[0][0]
    assert kept == len(answers), "the first one, and those that were answered with 201"


@pytest.mark.parametrize("arguments, code, words", [
    ([], 2, "subcommand"), (["dance"], 2, "dance"), (["serve"], 2, "--data"),
    (["serve", "--data"], 2, "--data"), (["serve", "--data", ""], 2, "--data: must not be empty"), (["serve", "--data", "x", "--fast"], 2, "--fast"),
    (["init", "--data", "x"], 2, "--organization")])
def test_a_wrong_command_line_is_one_line(office, arguments, code, words):
    refused(chanceryd(office, *arguments), words, code=code)


def test_version_and_help(office):
    assert re.fullmatch(r"chanceryd \d+\.\d+\.\d+\n", chanceryd(office, "--version").stdout)
    said = chanceryd(office, "--help").stdout
    assert all(word in said for word in ("init", "serve", "check-config", "--version"))
    said = chanceryd(office, "init", "--help").stdout
    for flag in ("--data", "--organization", "--country", "--state", "--locality", "--listen",
                 "--hostname", "--contact", "--store"):
        line = next(line for line in said.splitlines() if line.strip().startswith(flag))
        assert line
    done = subprocess.run([office.chancery, "--version"], capture_output=True, text=True)
    assert re.search(r"\d+\.\d+\.\d+", done.stdout)
