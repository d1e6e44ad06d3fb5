# SPDX-License-Identifier: Apache-2.0
"""Debian's certbot, stock: gets a certificate with ACME URL, key id and HMAC key, and renews it."""

import re

from harness.acme import leaf_of
from harness.office import Office, wait_until
from harness.programs import Host, described_by_gnutls, run, succeed, verify
from harness.system import Network, needs_root

NAME = "host0.physics.campus.example"
SECOND = "host1.physics.campus.example"
RENEW = ["renew", "--force-renewal", "--no-random-sleep-on-renew"]


def test_certbot_gets_and_renews_a_certificate(office, host):
    account = office.account(NAME)
    said = succeed(host.certbot(*host.certonly(account, NAME))).stdout
    assert "Successfully received certificate." in said
    first = leaf_of(host.live("cert.pem").read_text())
    verify(office, host.live("cert.pem"), host.live("chain.pem"))

    said = succeed(host.certbot(*RENEW)).stdout
    assert "all renewals succeeded" in said
    assert host.versions() == 2
    renewed = leaf_of(host.live("cert.pem").read_text())
    verify(office, host.live("cert.pem"), host.live("chain.pem"))
    assert renewed.serial_number != first.serial_number

    said = succeed(host.certbot("certificates")).stdout
    assert "Certificate Name: www" in said and NAME in said and "VALID: 89 days" in said
    serials = {int(each["serialNumber"].replace(":", ""), 16)
               for each in office.admin_json("certificate", "list")["items"]}
    assert {first.serial_number, renewed.serial_number} <= serials


def test_gnutls_reads_what_certbot_got(office, host):
    """Another implementation than the one that both programs use."""
    account = office.account(NAME, SECOND)
    succeed(host.certbot(*host.certonly(account, SECOND, NAME)))
    text = described_by_gnutls(host.live("cert.pem"))
    assert re.search(r"Subject: .*CN=" + re.escape(SECOND), text)
    for part in ("O=Campus Example", "C=DE", "ST=Bavaria", "L=Munich"):
        assert part in re.search(r"Subject: (.*)", text)[1]
    assert set(re.findall(r"DNSname: (\S+)", text)) == {NAME, SECOND}
    assert "Campus Example Issuing CA I1" in re.search(r"Issuer: (.*)", text)[1]
    assert "Certificate Authority (CA): FALSE" in text
    assert "TLS WWW Server" in text and "Digital signature" in text
    serial = re.search(r"Serial Number \(hex\): ([0-9a-f]+)", text)[1]
    assert len(serial) == 40 and serial[0] in "01234567"
    leaf = leaf_of(host.live("cert.pem").read_text())
    assert (leaf.not_valid_after - leaf.not_valid_before).days in (89, 90)
    succeed(run(["certtool", "--verify", "--load-ca-certificate", office.root, "--infile",
                 host.live("fullchain.pem")]))


def test_a_refusal_says_whom_to_ask_in_certbots_own_output(office, host):
    account = office.account(NAME)
    name = "other.physics.campus.example"
    done = host.certbot(*host.certonly(account, name))
    assert done.returncode == 1
    # Debian 12's certbot 2.1 with Python 3.11 loses what it wanted to print: its log has it.
    lost = "AttributeError: can't set attribute" in done.stderr
    said = host.log() if lost else done.stderr
    assert f"{name} is not among the names of the ACME account" in said
    assert "ask it@physics.campus.example" in said
    assert host.lineage_files() == {}


def test_certbot_is_told_what_is_wrong_with_its_credential(office, host):
    account = office.account(NAME)
    account.hmac_key = office.account(NAME).hmac_key
    done = host.certbot(*host.certonly(account, NAME))
    assert done.returncode == 1
    assert "check the key id and the HMAC key" in done.stderr
    without = [word for word in host.certonly(account, NAME)
               if word not in ("--eab-kid", account.key_id, "--eab-hmac-key", account.hmac_key)]
    done = host.certbot(*without)
    assert done.returncode == 1 and "external account binding" in done.stderr


def test_certbots_dry_run_of_a_renewal_succeeds(office, host):
    """It gives the valid authorizations back, and orders again."""
    account = office.account(NAME)
    succeed(host.certbot(*host.certonly(account, NAME)))
    said = succeed(host.certbot("renew", "--dry-run", "--no-random-sleep-on-renew", "--server",
                                account.url)).stdout
    assert "all simulated renewals succeeded" in said
    assert host.versions() == 1


def test_a_dry_run_against_staging_needs_the_credential_once(office, host):
    """As the manual says; without --server certbot would go to another CA."""
    account = office.account(NAME)
    succeed(host.certbot(*host.certonly(account, NAME)))
    staging = ["renew", "--dry-run", "--no-random-sleep-on-renew", "--server",
               account.url.replace("/ov/", "/staging/")]
    credential = ["--eab-kid", account.key_id, f"--eab-hmac-key={account.hmac_key}", "--agree-tos",
                  "--email", "ops@physics.campus.example"]
    for more in (credential, []):
        said = succeed(host.certbot(*staging, *more)).stdout
        assert "all simulated renewals succeeded" in said
    assert host.versions() == 1


def test_certbot_revokes_with_the_server_that_the_manual_names(office, host):
    account = office.account(NAME)
    succeed(host.certbot(*host.certonly(account, NAME)))
    serial = leaf_of(host.live("cert.pem").read_text()).serial_number
    succeed(host.certbot("revoke", "--cert-name", "www", "--server", account.url,
                         "--non-interactive", "--no-delete-after-revoke"))
    states = {int(each["serialNumber"].replace(":", ""), 16): each["state"]
              for each in office.admin_json("certificate", "list")["items"]}
    assert states[serial] == "revoked"


def test_staging_issues_what_no_one_trusts(office, host):
    account = office.account(NAME)
    account.url = account.url.replace("/ov/", "/staging/")
    succeed(host.certbot(*host.certonly(account, NAME), "--key-type", "rsa"))
    assert "STAGING untrusted" in described_by_gnutls(host.live("cert.pem"))
    done = run(["openssl", "verify", "-CAfile", office.root, "-untrusted", host.live("chain.pem"),
                host.live("cert.pem")])
    assert done.returncode != 0


@needs_root
def test_certbot_on_another_host_that_trusts_the_root_by_its_system_store(build, tmp_path):
    """As on a real host: the network between them, the root fetched, and update-ca-certificates."""
    office = Office(build, tmp_path)
    with Network() as network:
        office.init("--hostname", network.server_address, hostname="pki.campus.example",
                    listen=f"{network.server_address}:8443")
        try:
            office.start(network.on_server(), wait=False)
            _serve_the_host(office, network, tmp_path)
        finally:
            office.stop()


def _serve_the_host(office, network, directory):
    wait_until(lambda: (office.data / "api.sock").exists(), "the administrator's socket")
    office.furnish()
    account = office.account(NAME)
    assert account.url == "https://pki.campus.example:8443/acme/ov/directory"
    host = Host(office, directory)
    (directory / "hosts").write_text(f"127.0.0.1 localhost\n{network.server_address} "
                                     "pki.campus.example\n")
    arguments = [*host.certonly(account, NAME), *host.directories]
    # On a copy of the host's trust store, so that the machine's own stays as it is.
    script = f"""
        set -e
        cd {directory}
        cp -a /etc/ssl certs-of-host
        cp -a /usr/local/share/ca-certificates locals-of-host
        mount --bind certs-of-host /etc/ssl
        mount --bind locals-of-host /usr/local/share/ca-certificates
        mount --bind hosts /etc/hosts
        curl -sk https://pki.campus.example:8443/ca/root.pem \
            -o /usr/local/share/ca-certificates/chancery-root.crt
        cmp /usr/local/share/ca-certificates/chancery-root.crt {office.root}
        update-ca-certificates
        exec certbot "$@"
    """
    command = [*network.on_host(), "unshare", "-m", "sh", "-c", script, "sh", *arguments]
    done = run(command)
    assert done.returncode == 0, done.stdout + done.stderr
    verify(office, host.live("cert.pem"), host.live("chain.pem"))
    [client] = office.admin_json("account", "clients", account.name)["items"]
    assert client["address"] == network.host_address
