# SPDX-License-Identifier: Apache-2.0
"""Names that clients prove, with a network between them and the office, and a DNS server in it."""

import contextlib
import pathlib

import pytest

from harness.acme import Client
from harness.name_server import DnsServer
from harness.office import Office, wait_until
from harness.programs import Host, run, succeed, verify
from harness.system import Network, needs_root, trusting_root

pytestmark = needs_root

NAME = "www.physics.campus.example"


class Site:
    """The office on one machine; on the other the DNS server and the host that wants certificates."""

    def __init__(self, build, directory):
        self.directory = pathlib.Path(directory)
        self.network = Network()
        self.office = Office(build, directory)

    @contextlib.contextmanager
    def __call__(self):
        with self.network as network, DnsServer(self.directory, network.host_address,
                                                network.on_host()) as self.dns:
            self.dns.add(NAME, "A", network.host_address)
            self.office.init(hostname=network.server_address,
                             listen=f"{network.server_address}:8443")
            self.office.configure("#servers = .*", f'servers = ["{network.host_address}"]')
            self.office.configure("#dnssec = .*", "dnssec = false")
            self.office.configure("#cache_seconds = .*", "cache_seconds = 1")
            try:
                self.office.start(network.on_server(), wait=False)
                wait_until((self.office.data / "api.sock").exists, "the administrator's socket")
                self.office.furnish()
                yield self
            finally:
                self.office.stop()

    def account(self, *names):
        return self.office.account(*names, endpoint="internal")

    def on_host(self, *command):
        """With a system trust store that holds the office's root."""
        return run([*self.network.on_host(),
                    *trusting_root(self.office.root, self.directory), *command],
                   {"REQUESTS_CA_BUNDLE": str(self.office.root)})


@pytest.fixture
def site(build, tmp_path):
    with Site(build, tmp_path)() as site:
        yield site


# conforms: 8555-8.3-4
def test_certbot_proves_a_name_by_http_01_and_renews(site):
    host = Host(site.office, site.directory)
    account = site.account(NAME)
    succeed(site.on_host("certbot", *host.certonly(account, NAME), *host.directories))
    verify(site.office, host.live("cert.pem"), host.live("chain.pem"))
    succeed(site.on_host("certbot", "renew", "--force-renewal", "--no-random-sleep-on-renew",
                         *host.directories))
    assert host.versions() == 2
    [event] = site.office.events(action="authorization.validated")  # relied on when it was renewed
    assert event["object"]["name"] == NAME


# conforms: 8555-8.4-3, 8555-8.4-4
def test_certbot_proves_a_wildcard_by_dns_01_in_its_hooks(site):
    host = Host(site.office, site.directory)
    account = site.account("*.physics.campus.example", NAME)
    hook = site.directory / "hook"
    hook.write_text(f'#!/bin/sh\necho "_acme-challenge.$CERTBOT_DOMAIN TXT $CERTBOT_VALIDATION"'
                    f' >>{site.dns.file}\n')
    hook.chmod(0o755)
    command = host.certonly(account, "*.physics.campus.example", NAME)
    command.remove("--standalone")
    succeed(site.on_host("certbot", *command, "--manual", "--preferred-challenges", "dns",
                         "--manual-auth-hook", hook, *host.directories))
    verify(site.office, host.live("cert.pem"), host.live("chain.pem"))


def test_chancery_proves_a_name_by_http_01(site):
    host = Host(site.office, site.directory)
    account = site.account(NAME)
    succeed(site.on_host(site.office.chancery, *host.certonly(account, NAME), *host.directories))
    verify(site.office, host.live("cert.pem"), host.live("chain.pem"))


# conforms: 8555-8.3-4, 8737-3-7
@pytest.mark.parametrize("method", ["--http", "--tls"])
def test_lego_proves_a_name(site, method):
    account = site.account(NAME)
    lego = ["lego", "--accept-tos", "--email", "ops@campus.example", "--server", account.url,
            "--path", site.directory / "lego", "--domains", NAME, method]
    succeed(site.on_host(*lego, "--eab", "--kid", account.key_id, "--hmac", account.hmac_key,
                         "run"))
    certificates = site.directory / "lego/certificates"
    verify(site.office, certificates / f"{NAME}.crt", certificates / f"{NAME}.issuer.crt")


def test_uacme_finds_the_method_that_its_hook_knows(site):
    """It asks its hook about each challenge in turn, in the order in which they are offered."""
    account = site.account(NAME)
    uacme = ["uacme", "-c", site.directory / "uacme", "-a", account.url, "-t", "EC"]
    succeed(site.on_host(*uacme, "-y", "-e", f"{account.key_id}:{account.hmac_key}", "new"))
    hook = site.directory / "hook"
    hook.write_text('#!/bin/sh\necho "$1 $2" >>' + f"{site.directory}/asked\n" + '[ "$1" != begin ]\n')
    hook.chmod(0o755)
    assert site.on_host(*uacme, "-h", hook, "issue", NAME).returncode != 0
    asked = (site.directory / "asked").read_text().split("\n")
    assert asked[:3] == ["begin http-01", "begin dns-01", "begin tls-alpn-01"], asked


def test_a_name_that_is_not_proven_is_told_what_was_asked_and_what_came(site):
    """Nothing listens on the host's port 80: the hook proves nothing."""
    host = Host(site.office, site.directory)
    account = site.account(NAME)
    command = host.certonly(account, NAME)
    command.remove("--standalone")
    done = site.on_host("certbot", *command, "--manual", "--manual-auth-hook", "true",
                        *host.directories)
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert site.network.host_address in told and "port 80" in told, told
    [event] = site.office.events(action="authorization.failed")
    assert site.network.host_address in event["detail"]


def test_anybody_may_prove_a_name_at_dv_if_its_address_may_be_asked(site):
    host = Host(site.office, site.directory)
    url = f"{site.office.public_url}/acme/dv/directory"
    command = ["certonly", "--standalone", "--non-interactive", "--agree-tos", "--email",
               "ops@campus.example", "--server", url, "--domain", NAME, "--cert-name", "www"]
    done = site.on_host("certbot", *command, *host.directories)
    assert done.returncode != 0
    assert f"{site.network.host_address}" in done.stdout + done.stderr  # a private network
    [event] = site.office.events(action="authorization.failed")
    assert event["actor"]["name"] == "dv (open)"


# conforms: persist-3.1-2
def test_a_persistent_record_is_not_offered_where_the_ca_has_no_name(bare_office):
    bare_office.init(hostname="127.0.0.1")
    bare_office.start()
    bare_office.admin("domain", "add", "campus.example")
    with contextlib.closing(Client(bare_office, "dv")) as client:
        client.kid = client.new_account().headers["Location"]
        bare_office.admin("endpoint", "set", "dv", "--challenge",
                          "http-01,dns-account-01,dns-persist-01")
        order, _ = client.order(NAME)
        offered = client.post(order["authorizations"][0]).json()["challenges"]
        assert [each["type"] for each in offered] == ["http-01", "dns-account-01"]
        bare_office.admin("endpoint", "set", "dv", "--challenge", "dns-persist-01")
        refused = client.new_order(NAME)
        assert (refused.status, refused.problem()) == (403, "rejectedIdentifier"), refused


def test_the_account_of_an_endpoint_without_credentials_says_what_it_is(office):
    shown = office.admin("account", "show", "dv (open)")
    assert "The account is open" in shown and "Key ID" not in shown
    refused = office.run_admin("account", "names", "dv (open)", "add", NAME)
    assert refused.returncode != 0 and "it lists none" in refused.stderr
