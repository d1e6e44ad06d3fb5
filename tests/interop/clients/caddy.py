# SPDX-License-Identifier: Apache-2.0
"""Caddy, Debian's and the newest: the web server gets and renews its certificate by itself."""

import json

from client import DNS, HTTP, TLS_ALPN, Client, debian_version, fetch, served_chain
from harness.office import wait_until


class Caddy(Client):
    remark = "a renewal is one with a renewal window as long as certificates live"
    proofs = (HTTP, TLS_ALPN)
    cannot = {DNS: "Caddy as it is has no DNS provider", "revoke": "it has no command for that"}
    takes_over_later = True

    def _configure(self, host, site, **renewal):
        issuer = {"module": "acme", "ca": site.url, "email": site.email}
        if site.account:
            issuer["external_account"] = {"key_id": site.account.key_id,
                                          "mac_key": site.account.hmac_key}
        if site.method in (HTTP, TLS_ALPN):
            other = "http" if site.method == TLS_ALPN else "tls-alpn"
            issuer["challenges"] = {other: {"disabled": True}}
        route = {"match": [{"host": [site.name]}],
                 "handle": [{"handler": "static_response", "body": "Good day"}]}
        policy = {"subjects": [site.name], "issuers": [issuer]} | renewal
        host.write("/etc/caddy/caddy.json", json.dumps({"apps": {
            "http": {"servers": {"site": {"listen": [":443"], "routes": [route]}}},
            "tls": {"automation": {"policies": [policy]}}}}))

    def _start(self, host):
        self.process = host.start(self.program, "run", "--config", "/etc/caddy/caddy.json")

    def obtain(self, host, site):
        self._configure(host, site)
        self._start(host)
        wait_until(lambda: list(host.path("/root/.local/share/caddy/certificates").glob(
            f"*/{site.name}/*.crt")), "Caddy to get a certificate", 90)

    def renew(self, host, site):
        """With a window as long as certificates live (but for their first minutes): due at once."""
        host.stop(self.process)
        self._configure(host, site, renewal_window_ratio=1 - 1e-9)
        self._start(host)

    def chain(self, host, site):
        return served_chain(host, site.name)


class FromDebian(Caddy):
    name = "Caddy"
    program = "/usr/bin/caddy"

    def version(self, cache):
        return debian_version("caddy")


class FromGo(Caddy):
    name = "Caddy, newest"

    def install(self, cache):
        self.program = cache / "go/caddy"
        if not self.program.exists():
            fetch("go", "install", "github.com/caddyserver/caddy/v2/cmd/caddy@latest",
                  environment={"GOBIN": str(cache / "go"), "GOTOOLCHAIN": "auto"})

    def version(self, cache):
        # What it says itself is "unknown", unless it was built in a checkout.
        built_from = fetch("go", "version", "-m", self.program).split("mod\t")[1].split()
        return f"Go {built_from[1].lstrip('v')}"


CLIENTS = [FromDebian(), FromGo()]
