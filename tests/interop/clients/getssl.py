# SPDX-License-Identifier: Apache-2.0
"""getssl, from a checkout that the environment's GETSSL names: no registry has it."""

import os
import pathlib

from client import (CHALLENGES, DNS, DNS_SCRIPT, HTTP, PRE_VALIDATED, TLS_ALPN, Client, NotTried,
                    dns_script, fetch, serve_web_root)
from network import DNS_ADDRESS

HOME = "/root/.getssl"


class GetSsl(Client):
    name = "getssl"
    remark = "from a checkout"
    proofs = (HTTP, DNS)
    cannot = {TLS_ALPN: "it does not know this method",
              "eab": "it has a function for it that it never calls",
              PRE_VALIDATED: "it has a function for it that it never calls"}

    def install(self, cache):
        checkout = os.environ.get("GETSSL")
        if not checkout:
            raise NotTried("neither Debian nor PyPI nor npm has it; GETSSL may name a checkout")
        self.program = cache / "getssl"
        if not self.program.exists():
            fetch("cp", pathlib.Path(checkout, "getssl"), self.program)

    def version(self, cache):
        return fetch("bash", self.program, "--version").split()[-1].lstrip("V")

    def _getssl(self, host, *arguments):
        host.must("bash", self.program, "--nocheck", *arguments)

    def obtain(self, host, site):
        settings = [f'CA="{site.url}"', f'ACCOUNT_EMAIL="{site.email}"', f'ACL=("{CHALLENGES}")',
                    'USE_SINGLE_ACL="true"', 'CHECK_REMOTE="false"']
        if site.method == DNS:
            dns_script(host)
            settings += ['VALIDATE_VIA_DNS="true"', f'DNS_ADD_COMMAND="{DNS_SCRIPT} add"',
                         f'DNS_DEL_COMMAND="{DNS_SCRIPT} delete"', f'AUTH_DNS_SERVER="{DNS_ADDRESS}"',
                         f'PUBLIC_DNS_SERVER="{DNS_ADDRESS}"', "DNS_WAIT=1", "DNS_EXTRA_WAIT=1"]
        else:
            serve_web_root(host, site.name)
        directory = f"{HOME}/{site.name}"
        host.path(directory).mkdir(parents=True)
        host.write(f"{directory}/getssl.cfg", "\n".join([*settings, 'SANS=""', ""]))
        self._getssl(host, site.name)

    def renew(self, host, site):
        self._getssl(host, "--force", site.name)

    def revoke(self, host, site):
        files = f"{HOME}/{site.name}/{site.name}"
        self._getssl(host, "--revoke", f"{files}.crt", f"{files}.key", site.url)

    def chain(self, host, site):
        return host.read(f"{HOME}/{site.name}/fullchain.crt")


CLIENTS = [GetSsl()]
