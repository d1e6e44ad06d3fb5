# SPDX-License-Identifier: Apache-2.0
"""An office that moved to another host name and port, as the manual's recipe says: clients that
registered before go on, under the old URL while something leads from it to the server, and under the
new one by their old account URL."""

import contextlib
import json
import os
import pathlib
import re

import pytest

from harness.acme import Client, leaf_of
from harness.daemons import HaProxy
from harness.office import free_port
from harness.programs import Host, run, succeed

NAME = "host0.physics.campus.example"
MAIL = "ops@physics.campus.example"


class Move:
    """An office, and the two URLs of its way."""

    def __init__(self, office, directory):
        self.office = office
        self.directory = directory
        self.old = office.public_url
        self.old_port = office.port
        self.new_port = free_port()
        self.new = f"https://127.0.0.1:{self.new_port}"

    def go(self, *listed):
        """Restarts the server at its new address, with these URLs."""
        office = self.office
        office.stop()
        office.configure("listen = .*", f'listen = "127.0.0.1:{self.new_port}"')
        office.configure("public_url = .*", f"public_url = {json.dumps(listed)}")
        office.configure("hostnames = .*", 'hostnames = ["localhost", "127.0.0.1"]')
        office.start()

    def led_from_the_old_address(self):
        return HaProxy(self.directory / "haproxy", [self.old_port], f"""
frontend old
    bind 127.0.0.1:{self.old_port}
    default_backend server
backend server
    server server 127.0.0.1:{self.new_port}
""")

    def clients(self, account):
        return self.office.admin_json("account", "clients", account.name)["items"]


@pytest.fixture
def move(own_office, tmp_path):
    return Move(own_office, tmp_path)


class CertbotsKind:
    """certbot and chancery, whose directories are the same."""

    def __init__(self, move, account, program):
        self.host = Host(move.office, move.directory / program)
        self.program = getattr(self.host, program)
        self.move, self.account = move, account

    def obtain(self):
        succeed(self.program(*self.host.certonly(self.account, NAME)))

    def renew(self):
        return self.program("renew", "--force-renewal", "--no-random-sleep-on-renew")

    def follow(self):
        """The manual's recipe."""
        server = self.account.url.removeprefix(self.move.old)
        accounts = self.host.config / "accounts"
        old, new = (accounts / base.removeprefix("https://") for base in (self.move.old, self.move.new))
        assert (accounts / (old.name + server)).is_dir()
        old.rename(new)
        renewal = self.host.config / "renewal/www.conf"
        text = renewal.read_text()
        assert text.count(f"server = {self.move.old}{server}") == 1
        renewal.write_text(text.replace(self.move.old, self.move.new))

    def certificate(self):
        return self.host.live("cert.pem").read_text()


class Certbot(CertbotsKind):
    def __init__(self, move, account):
        super().__init__(move, account, "certbot")


class Chancery(CertbotsKind):
    def __init__(self, move, account):
        super().__init__(move, account, "chancery")


class Lego:
    def __init__(self, move, account):
        self.move, self.account, self.url = move, account, account.url
        self.home = move.directory / "lego"

    def _lego(self, *command):
        # It wants the credential each time, although it uses it once.
        return run(["lego", "--server", self.url, "--accept-tos", "--email", MAIL, "--domains", NAME,
                    "--path", self.home, "--eab", "--kid", self.account.key_id, "--hmac",
                    self.account.hmac_key, "--http", "--http.port", "127.0.0.1:0", *command],
                   {"LEGO_CA_CERTIFICATES": str(self.move.office.root)})

    def obtain(self):
        succeed(self._lego("run"))

    def renew(self):
        return self._lego("renew", "--days", "365", "--no-random-sleep")

    def follow(self):
        self.url = self.url.replace(self.move.old, self.move.new)
        [accounts] = (self.home / "accounts").iterdir()
        old, new = (base.removeprefix("https://").replace(":", "_")
                    for base in (self.move.old, self.move.new))
        assert accounts.name == old
        accounts.rename(accounts.with_name(new))

    def certificate(self):
        return (self.home / "certificates" / f"{NAME}.crt").read_text()


class AcmeSh:
    def __init__(self, move, account):
        if not os.environ.get("ACME_SH"):
            pytest.skip("acme.sh is in no package: ACME_SH may name a checkout of its repository")
        self.script = pathlib.Path(os.environ["ACME_SH"], "acme.sh")
        assert self.script.exists(), "ACME_SH names no checkout of acme.sh"
        self.move, self.account, self.url = move, account, account.url
        self.home = move.directory / "acme.sh"
        self.home.mkdir()

    def _acme_sh(self, *command):
        return run(["sh", self.script, *command, "--home", self.home, "--server", self.url,
                    "--ca-bundle", self.move.office.root], {"HOME": str(self.move.directory)})

    def obtain(self):
        succeed(self._acme_sh("--register-account", "-m", MAIL, "--eab-kid", self.account.key_id,
                              "--eab-hmac-key", self.account.hmac_key))
        succeed(self._acme_sh("--issue", "-d", NAME, "-w", self.move.directory))

    def renew(self):
        return self._acme_sh("--renew", "--force", "-d", NAME)

    def follow(self):
        self.url = self.url.replace(self.move.old, self.move.new)
        accounts = self.home / "ca"
        assert [each.name for each in accounts.iterdir()] == ["localhost"]  # without the port
        (accounts / "localhost").rename(accounts / "127.0.0.1")
        [settings] = self.home.glob(f"{NAME}*/{NAME}.conf")
        settings.write_text(settings.read_text().replace(self.move.old, self.move.new))

    def certificate(self):
        [file] = self.home.glob(f"{NAME}*/{NAME}.cer")
        return file.read_text()


KINDS = [Certbot, Chancery, Lego, AcmeSh]


def renewed(client):
    """Its renewal succeeds and gives another certificate."""
    before = leaf_of(client.certificate()).serial_number
    succeed(client.renew())
    assert leaf_of(client.certificate()).serial_number != before


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_goes_on_under_the_old_url_and_then_under_the_new_one(move, kind):
    account = move.office.account(NAME)
    client = kind(move, account)
    client.obtain()
    [before] = move.clients(account)
    move.go(move.new, move.old)
    with move.led_from_the_old_address():
        renewed(client)
    # From now on nothing leads from the old address.
    client.follow()
    renewed(client)
    [after] = move.clients(account)
    assert after["id"] == before["id"], "it did not register anew"


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_that_comes_by_the_new_url_first_is_known(move, kind):
    account = move.office.account(NAME)
    client = kind(move, account)
    client.obtain()
    move.go(move.new, move.old)
    client.follow()
    renewed(client)
    assert len(move.clients(account)) == 1


def test_a_client_without_its_account_url_finds_it_by_its_key_under_the_new_url(move):
    c = Client(move.office)
    account = move.office.account(NAME)
    c.register(account)
    c.close()
    move.go(move.new, move.old)
    with contextlib.closing(Client(move.office, key=c.key)) as again:
        found = again.new_account(onlyReturnExisting=True)
        assert found.status == 200
        assert found.headers["Location"] == c.kid.replace(move.old, move.new)
        again.kid = c.kid
        assert again.post(found.headers["Location"]).json()["status"] == "valid"
    assert len(move.clients(account)) == 1


def warnings(office, since=0):
    """Of the starts since then. What a start says last is in the log when they are."""
    office.logged('"message":"serving"', since=since)
    return [line for line in office.log()[since:].splitlines() if "public_url does not list" in line]


def checked(office):
    return run([office.chanceryd, "check-config", "--data", office.data])


def test_a_start_without_the_url_that_clients_know_warns_and_says_what_to_write(move):
    office = move.office
    client = Chancery(move, office.account(NAME))
    client.obtain()
    assert warnings(office) == [] and checked(office).stderr == ""
    before = len(office.log())
    move.go(move.new)
    [said] = warnings(office, before)
    assert f"does not list {move.old}," in said and "1 client registered" in said
    line = re.search(r"public_url = \[.*?\]", said.replace("\\", ""))[0]
    assert json.loads(line.partition(" = ")[2]) == [move.new, move.old]
    assert line in checked(office).stderr
    client.follow()
    refused = client.renew()
    assert refused.returncode != 0
    # What it says to write is what helps.
    before = len(office.log())
    office.stop()
    office.configure("public_url = .*", line)
    assert checked(office).stderr == "", "also while no server runs"
    office.start()
    assert warnings(office, before) == []
    renewed(client)


def test_an_office_that_moves_before_anybody_registered_warns_of_nothing(move):
    before = len(move.office.log())
    move.go(move.new)
    assert warnings(move.office, before) == [] and checked(move.office).stderr == ""
