# SPDX-License-Identifier: Apache-2.0
"""acme.sh, from a checkout that the environment's ACME_SH names: no registry has it."""

import os
import pathlib

from client import DNS, HTTP, PRE_VALIDATED, TLS_ALPN, Client, NotTried, fetch
from network import DNS_ADDRESS

HOME = "/root/.acme.sh"


class AcmeSh(Client):
    name = "acme.sh"
    remark = "from a checkout"
    proofs = (HTTP, DNS, TLS_ALPN)
    solvers = {PRE_VALIDATED: ["--standalone"], HTTP: ["--standalone"], TLS_ALPN: ["--alpn"],
               DNS: ["--dns", "dns_nsupdate", "--dnssleep", "1"]}

    def install(self, cache):
        checkout = os.environ.get("ACME_SH")
        if not checkout:
            raise NotTried("neither Debian nor PyPI nor npm has it; ACME_SH may name a checkout")
        self.program = cache / "acme.sh"
        if not self.program.exists():
            fetch("cp", "-r", pathlib.Path(checkout), self.program)

    def version(self, cache):
        return fetch("sh", self.program / "acme.sh", "--version").splitlines()[-1].lstrip("v")

    def _acme_sh(self, host, site, *arguments):
        host.must("sh", self.program / "acme.sh", *arguments, "--home", HOME, "--server", site.url,
                  environment={"NSUPDATE_SERVER": DNS_ADDRESS})

    def register(self, host, site):
        binding = []
        if site.account:
            binding = ["--eab-kid", site.account.key_id, "--eab-hmac-key", site.account.hmac_key]
        fetch("cp", "-r", f"{self.program}/dnsapi", host.path("/root/dnsapi"))
        host.path(HOME).mkdir()
        host.path("/root/dnsapi").rename(host.path(f"{HOME}/dnsapi"))
        self._acme_sh(host, site, "--register-account", "-m", site.email, *binding)

    def obtain(self, host, site):
        self._acme_sh(host, site, "--issue", *self.solvers[site.method], "-d", site.name)

    def renew(self, host, site):
        self._acme_sh(host, site, "--renew", "--force", "-d", site.name)

    def revoke(self, host, site):
        self._acme_sh(host, site, "--revoke", "-d", site.name)

    def chain(self, host, site):
        [file] = host.path(HOME).glob(f"{site.name}*/fullchain.cer")
        return file.read_text()


CLIENTS = [AcmeSh()]
