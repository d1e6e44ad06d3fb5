# SPDX-License-Identifier: Apache-2.0
"""uacme, with the hooks that its package brings."""

from client import (CHALLENGES, DNS, HTTP, PRE_VALIDATED, TLS_ALPN, Client, debian_version,
                    serve_web_root)

HOOKS = {PRE_VALIDATED: [], HTTP: ["-h", "/usr/share/uacme/uacme.sh"],
         DNS: ["-h", "/usr/share/uacme/nsupdate.sh"], TLS_ALPN: ["-h", "/usr/share/uacme/ualpn.sh"]}


class Uacme(Client):
    name = "uacme"
    proofs = (HTTP, DNS, TLS_ALPN)

    def version(self, cache):
        return debian_version("uacme")

    def _uacme(self, host, site, *command):
        host.must("uacme", "-v", "-c", "/root/uacme", "-a", site.url, *command, environment={
            "UACME_CHALLENGE_PATH": CHALLENGES})

    def register(self, host, site):
        binding = []
        if site.account:
            binding = ["-e", f"{site.account.key_id}:{site.account.hmac_key}"]
        self._uacme(host, site, "-y", *binding, "new", site.email)

    def obtain(self, host, site):
        if site.method == HTTP:
            serve_web_root(host, site.name)
        if site.method == TLS_ALPN:
            host.must("ualpn", "-d", "-l", "/root/ualpn.log", "-c", "127.0.0.1@8443")
        self._uacme(host, site, *HOOKS[site.method], "issue", site.name)

    def renew(self, host, site):
        self._uacme(host, site, *HOOKS[site.method], "-f", "issue", site.name)

    def revoke(self, host, site):
        self._uacme(host, site, "revoke", f"/root/uacme/{site.name}/cert.pem")

    def chain(self, host, site):
        return host.read(f"/root/uacme/{site.name}/cert.pem")


CLIENTS = [Uacme()]
