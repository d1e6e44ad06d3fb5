# SPDX-License-Identifier: Apache-2.0
"""The office, its name server, and the judgement of what a client got there: by OpenSSL, curl and
the office's own register."""

import contextlib
import dataclasses
import pathlib
import re
import shutil
import tempfile

from harness.acme import leaf_of
from harness.office import Account, Office, wait_until
from harness.programs import run
from name_server import name_server
from network import DNS_ADDRESS, HOST_ADDRESS, SERVER_ADDRESS, Host, Network, mounted

HOSTNAME = "pki.campus.example"


class Wrong(Exception):
    """The client said that all was well, and it was not."""


@dataclasses.dataclass
class Site:
    """One name, to be got by one method, from one endpoint."""

    name: str
    method: str
    url: str
    account: Account | None
    email = "ops@physics.campus.example"


class Campus:
    """Serves while the `with` lasts."""

    def __init__(self, build, cache):
        self.build = pathlib.Path(build)
        self.cache = pathlib.Path(cache)
        self.sites = 0
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            # A short name: the path of the administrator's socket must fit into 107 bytes.
            self.directory = pathlib.Path(stack.enter_context(
                tempfile.TemporaryDirectory(prefix="chancery-interop.", dir="/tmp")))
            mounted(stack, "-t", "tmpfs", "tmpfs", self.directory)  # so that it is no part of /
            self.network = stack.enter_context(Network())
            anchor = stack.enter_context(name_server(self.network, self.directory / "dns"))
            self.beside_server = stack.enter_context(self.network.join("server", SERVER_ADDRESS))
            self.office = Office(self.build, self.directory)
            stack.callback(self.office.stop)
            self._open(anchor)
            self._trust()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def _open(self, anchor):
        self.office.init("--http-listen", f"{SERVER_ADDRESS}:80", hostname=HOSTNAME,
                         listen=f"{SERVER_ADDRESS}:443", prefix=self.beside_server)
        self.office.configure("#servers = .*", f'servers = ["{DNS_ADDRESS}"]')
        self.office.configure("#trust_anchors = .*", f'trust_anchors = ["{anchor}"]')
        self.office.start(self.beside_server, wait=False)
        wait_until(lambda: (self.office.data / "api.sock").exists(), "the administrator's socket")
        self.office.furnish()
        # All hosts of the fleet have one address.
        self.office.admin("endpoint", "set", "dv", "--allow-network", f"{HOST_ADDRESS}/32",
                          "--limit", "registrationsPerAddress=none")

    def host(self):
        """A new one; it trusts the office's root."""
        return Host(self.network, self.directory / "host", self.trusting, shared=[self.cache])

    def _trust(self):
        """As the manual says it, once for all hosts."""
        self.trusting = self.directory / "trusting"
        self.trusting.mkdir()
        with self.host() as host:
            shutil.copy(self.office.root,
                        host.path("/usr/local/share/ca-certificates/chancery-root.crt"))
            host.must("update-ca-certificates")
            host.keep(self.trusting)

    def has_endpoint(self, endpoint):
        asked = run([*self.beside_server, "curl", "-s", "--cacert", self.office.root, "--resolve",
                     f"{HOSTNAME}:443:{SERVER_ADDRESS}", "-o", "/dev/null", "-w", "%{http_code}",
                     self.directory_url(endpoint)])
        return asked.stdout == "200"

    def directory_url(self, endpoint):
        return f"{self.office.public_url}/acme/{endpoint}/directory"

    def site(self, method, endpoint, with_eab):
        """With a name that no one has asked for yet."""
        self.sites += 1
        name = f"host{self.sites}.physics.campus.example"
        account = self.office.account(name, endpoint=endpoint) if with_eab else None
        return Site(name, method, self.directory_url(endpoint), account)

    # Judgement

    def check_registered(self, site):
        """That the office knows the client by the credential that it was given."""
        if not site.account:
            return
        clients = self.office.admin_json("account", "clients", site.account.name)
        if not clients["items"]:
            raise Wrong("the office has no client with its credential")

    def check_valid(self, site, chain):
        """Its serial number. The chain is PEM, the certificate first."""
        said = self._verify(site, chain)
        if "verification failed" in said or ": OK" not in said:
            raise Wrong(f"openssl verify: {said}")
        return leaf_of(chain).serial_number

    def check_renewed(self, site, chain, old):
        """The new one's serial number."""
        serial = self.check_valid(site, chain)
        if serial == old:
            raise Wrong("the certificate is the one of before")
        return serial

    def check_revoked(self, site, chain):
        """By the list that the certificate itself points to."""
        wait_until(lambda: "certificate revoked" in self._verify(site, chain),
                   "the revocation to be on the list")

    def _verify(self, site, chain):
        (self.directory / "chain.pem").write_text(chain)
        (self.directory / "crl.pem").write_text(self._revocation_list())
        done = run(["openssl", "verify", "-crl_check", "-CRLfile", "crl.pem", "-verify_hostname",
                    site.name, "-CAfile", self.office.root, "-untrusted", "chain.pem", "chain.pem"],
                   cwd=self.directory)
        return " ".join((done.stdout + done.stderr).split())

    def _revocation_list(self):
        described = run(["openssl", "x509", "-in", "chain.pem", "-noout", "-ext",
                         "crlDistributionPoints"], cwd=self.directory)
        url = re.search(r"URI:(http\S+)", described.stdout)
        if not url:
            raise Wrong("the certificate does not say where its revocation list is")
        fetched = run([*self.beside_server, "sh", "-c", 'curl -sf --resolve "$1:80:$2" "$3" | '
                       "openssl crl -inform DER", "sh", HOSTNAME, SERVER_ADDRESS, url[1]])
        if fetched.returncode != 0:
            raise Wrong(f"its revocation list is not available: {fetched.stderr}")
        return fetched.stdout
