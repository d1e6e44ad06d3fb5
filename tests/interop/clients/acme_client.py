# SPDX-License-Identifier: Apache-2.0
"""acme-client of npm, a library: driven by acme_client.js."""

import json
import pathlib

from client import DNS, HTTP, TLS_ALPN, Client, dns_script, fetch

DRIVER = pathlib.Path(__file__).with_suffix(".js")


class AcmeClient(Client):
    name = "acme-client (Node.js)"
    remark = "a library, driven by tests/interop/clients/acme_client.js"
    proofs = (HTTP, DNS, TLS_ALPN)

    def install(self, cache):
        self.modules = cache / "npm/node_modules"
        if not (self.modules / "acme-client").exists():
            (cache / "npm").mkdir(parents=True, exist_ok=True)
            fetch("npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix",
                  cache / "npm", "acme-client")

    def version(self, cache):
        package = json.loads((self.modules / "acme-client/package.json").read_text())
        return "npm " + package["version"]

    def _drive(self, host, site, command):
        host.write("/root/driver.js", DRIVER.read_text())
        binding = [site.account.key_id, site.account.hmac_key] if site.account else []
        host.must("node", "driver.js", command, site.url, site.email, site.name, site.method,
                  *binding, environment={
                      "NODE_PATH": self.modules,
                      "NODE_EXTRA_CA_CERTS": "/etc/ssl/certs/ca-certificates.crt"})

    def obtain(self, host, site):
        dns_script(host)
        self._drive(host, site, "obtain")

    def renew(self, host, site):
        self._drive(host, site, "obtain")

    def revoke(self, host, site):
        self._drive(host, site, "revoke")

    def chain(self, host, site):
        return host.read("/root/chain.pem")


CLIENTS = [AcmeClient()]
