# SPDX-License-Identifier: Apache-2.0
"""What an ACME account's credential is good for, as Debian's certbot and lego meet it."""

import datetime

from harness.programs import Host, run, succeed

NAME = "host0.physics.campus.example"
RENEW = ["renew", "--force-renewal", "--no-random-sleep-on-renew"]
WHOM = "ask it@physics.campus.example"


class Hosts:
    """Machines that get the same name, each with directories of its own."""

    def __init__(self, office, directory):
        self.office = office
        self.directory = directory
        self.count = 0

    def path(self):
        self.count += 1
        path = self.directory / f"host{self.count}"
        path.mkdir()
        return path

    def certbot(self, account):
        """A host and how its first certbot ended."""
        host = Host(self.office, self.path())
        return host, host.certbot(*host.certonly(account, NAME))

    def lego(self, account, path, *command):
        return run(["lego", "--server", account.url, "--accept-tos", "--email",
                    "ops@physics.campus.example", "--domains", NAME, "--path", path, "--eab",
                    "--kid", account.key_id, "--hmac", account.hmac_key, "--http", "--http.port",
                    "127.0.0.1:0", *command], {"LEGO_CA_CERTIFICATES": str(self.office.root)})

    def lego_run(self, account):
        path = self.path()
        return path, self.lego(account, path, "run")

    def lego_renew(self, account, path):
        return self.lego(account, path, "renew", "--days", "365", "--no-random-sleep")


def refused(done, rule):
    """It ended with the sentence that names the rule and whom to ask."""
    assert done.returncode != 0
    said = " ".join((done.stdout + done.stderr).split())
    assert f"({rule}); {WHOM}" in said, said


def test_a_single_use_credential_registers_one_host(office, tmp_path):
    hosts = Hosts(office, tmp_path)
    account = office.account(NAME, terms=["--max-uses", "1"])
    first, done = hosts.certbot(account)
    succeed(done)
    refused(hosts.certbot(account)[1], "credentialUsedUp")
    refused(hosts.lego_run(account)[1], "credentialUsedUp")
    # The one that has registered goes on, for ever.
    succeed(first.certbot(*RENEW))
    assert first.versions() == 2
    credential = office.admin_json("account", "show", account.name)["credential"]
    assert (credential["uses"], credential["maxUses"]) == (1, 1)
    assert "Registrations: 1 of 1" in office.admin("account", "show", account.name)
    assert office.events(action="client.registered", outcome="refused")[0]["count"] == 2

    office.admin("account", "set", account.name, "--max-uses", "2")
    succeed(hosts.lego_run(account)[1])


def test_an_expired_credential_registers_nobody_and_its_hosts_renew(timed_office, tmp_path):
    office, hosts = timed_office, Hosts(timed_office, tmp_path)
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    account = office.account(NAME, terms=["--expires", end.strftime("%Y-%m-%dT%H:%M:%SZ")])
    first, done = hosts.certbot(account)
    succeed(done)
    office.clock.advance(days=1, hours=1)
    refused(hosts.certbot(account)[1], "credentialExpired")
    refused(hosts.lego_run(account)[1], "credentialExpired")
    assert office.admin_json("account", "show", account.name)["status"] == "expired"
    succeed(first.certbot(*RENEW))

    office.admin("account", "set", account.name, "--expires", "never")
    succeed(hosts.lego_run(account)[1])


def test_a_credential_is_good_from_its_networks_alone(office, tmp_path):
    hosts = Hosts(office, tmp_path)
    account = office.account(NAME, terms=["--network", "127.0.0.0/8", "--network", "::1"])
    host, done = hosts.certbot(account)
    succeed(done)
    path, done = hosts.lego_run(account)
    succeed(done)

    office.admin("account", "set", account.name, "--network", "10.0.0.0/8")
    refused(hosts.certbot(account)[1], "sourceNotAllowed")
    refused(hosts.lego_run(account)[1], "sourceNotAllowed")
    # With every request, also of the clients that there are.
    refused(hosts.lego_renew(account, path), "sourceNotAllowed")
    done = host.certbot(*RENEW)
    assert done.returncode != 0 and host.versions() == 1
    assert "may not be used from the address 127.0.0.1 (sourceNotAllowed)" in host.log()

    office.admin("account", "set", account.name, "--network", "any")
    succeed(host.certbot(*RENEW))


def test_a_credential_may_demand_its_hmac(office, tmp_path):
    hosts = Hosts(office, tmp_path)
    account = office.account(NAME, terms=["--algorithm", "HS512"])
    refused(hosts.certbot(account)[1], "algorithmNotAllowed")
    office.admin("account", "set", account.name, "--algorithm", "HS256")
    succeed(hosts.certbot(account)[1])


def test_a_rotated_credential_registers_for_the_overlap(timed_office, tmp_path):
    office, hosts = timed_office, Hosts(timed_office, tmp_path)
    old = office.account(NAME)
    first, done = hosts.certbot(old)
    succeed(done)
    new = office.rotated(old, "--overlap", "2")
    assert new.key_id != old.key_id and new.hmac_key != old.hmac_key
    succeed(hosts.certbot(old)[1])
    succeed(hosts.lego_run(new)[1])

    office.clock.advance(days=2, hours=1)
    refused(hosts.certbot(old)[1], "credentialExpired")
    succeed(hosts.certbot(new)[1])
    succeed(first.certbot(*RENEW))
    assert new.hmac_key not in office.log()


def test_revoking_cuts_the_hosts_off_at_once(office, tmp_path):
    hosts = Hosts(office, tmp_path)
    account = office.account(NAME)
    host, done = hosts.certbot(account)
    succeed(done)
    path, done = hosts.lego_run(account)
    succeed(done)
    office.admin("account", "revoke", account.name, "--reason", "the host was broken into")

    refused(hosts.certbot(account)[1], "credentialRevoked")
    refused(hosts.lego_renew(account, path), "credentialRevoked")
    assert host.certbot(*RENEW).returncode != 0 and host.versions() == 1
    assert "(credentialRevoked)" in host.log()
    event = office.events(action="acmeAccount.revoked")[0]
    assert {"field": "reason", "from": "", "to": "the host was broken into"} in event["changes"]

    # The new credential lets nobody in again who was cut off.
    new = office.rotated(account)
    refused(hosts.lego_renew(new, path), "credentialRevoked")
    succeed(hosts.lego_run(new)[1])
    assert office.admin_json("account", "show", account.name)["status"] == "active"


def test_revoking_can_spare_the_hosts_that_there_are(office, tmp_path):
    hosts = Hosts(office, tmp_path)
    account = office.account(NAME)
    host, done = hosts.certbot(account)
    succeed(done)
    office.admin("account", "revoke", account.name, "--block-new")
    refused(hosts.certbot(account)[1], "credentialRevoked")
    refused(hosts.lego_run(account)[1], "credentialRevoked")
    succeed(host.certbot(*RENEW))
    assert office.admin_json("account", "show", account.name)["status"] == "revoked"
