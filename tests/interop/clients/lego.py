# SPDX-License-Identifier: Apache-2.0
"""lego: Debian's, and the newest from the Go proxy."""

import pathlib
import shutil

from client import DNS, HTTP, PRE_VALIDATED, TLS_ALPN, Client, debian_version, fetch
from network import DNS_ADDRESS


class Lego(Client):
    proofs = (HTTP, DNS, TLS_ALPN)
    solvers = {PRE_VALIDATED: ["--http"], HTTP: ["--http"], TLS_ALPN: ["--tls"],
               DNS: ["--dns", "rfc2136", "--dns.resolvers", f"{DNS_ADDRESS}:53"]}
    environment = {"RFC2136_NAMESERVER": DNS_ADDRESS, "DNSUPDATE_NAMESERVER": DNS_ADDRESS}

    @staticmethod
    def _account(site):
        binding = []
        if site.account:
            binding = ["--eab", "--eab.kid", site.account.key_id, "--eab.hmac",
                       site.account.hmac_key]
        return ["--server", site.url, "--accept-tos", "--email", site.email, "--path", "/root/lego",
                *binding]

    def _lego(self, host, *arguments):
        host.must(self.program, *arguments, environment=self.environment)

    def chain(self, host, site):
        return host.read(f"/root/lego/certificates/{site.name}.crt")


class FromDebian(Lego):
    """Version 4: the options stand before the command."""

    name = "lego"
    program = "/usr/bin/lego"

    def version(self, cache):
        return debian_version("lego")

    def _do(self, host, site, *command):
        account = [word.replace("--eab.", "--") for word in self._account(site)]
        self._lego(host, *account, "--domains", site.name, *self.solvers[site.method], *command)

    def obtain(self, host, site):
        self._do(host, site, "run")

    def renew(self, host, site):
        self._do(host, site, "renew", "--days", "365", "--no-random-sleep")

    def revoke(self, host, site):
        self._do(host, site, "revoke", "--keep")


class FromGo(Lego):
    """Version 5, with one DNS provider instead of two hundred and what they depend on."""

    name = "lego, newest"
    remark = "built with one of its DNS providers, and without colours in its log"
    tags = "lego_dnslight,lego_dns_dnsupdate"
    source = "github.com/go-acme/lego/v5"
    go = {"GOTOOLCHAIN": "auto", "GOFLAGS": "-mod=mod"}

    def install(self, cache):
        directory = cache / "lego"
        self.program = directory / "lego"
        if self.program.exists():
            return
        directory.mkdir(parents=True, exist_ok=True)
        newest = fetch("go", "list", "-m", "-f", "{{.Version}}", f"{self.source}@latest",
                       environment=self.go)
        (directory / "go.mod").write_text("module interop\n")
        stand_in_for_logger(directory)
        for command in (["mod", "edit", "-require", f"{self.source}@{newest}"],
                        ["build", "-tags", self.tags, "-o", "lego", self.source]):
            fetch("go", *command, cwd=directory, environment=self.go)

    def version(self, cache):
        return "Go " + fetch(self.program, "--version").split()[2].lstrip("v").split("+")[0]

    def obtain(self, host, site):
        self._lego(host, "run", *self._account(site), "--domains", site.name,
                   *self.solvers[site.method])

    def renew(self, host, site):
        self._lego(host, "run", *self._account(site), "--domains", site.name, "--renew-force",
                   "--no-random-sleep", *self.solvers[site.method])

    def revoke(self, host, site):
        self._lego(host, "certificates", "revoke", "--server", site.url, "--email", site.email,
                   "--path", "/root/lego", "--cert.name", site.name, "--keep")


def stand_in_for_logger(module):
    """Replaces, in that Go module, what colours lego's log by slogor.go."""
    logger = module / "slogor"
    logger.mkdir()
    shutil.copy(pathlib.Path(__file__).with_name("slogor.go"), logger)
    (logger / "go.mod").write_text("module gitlab.com/greyxor/slogor\n")
    fetch("go", "mod", "edit", "-replace", "gitlab.com/greyxor/slogor=./slogor", cwd=module)


CLIENTS = [FromDebian(), FromGo()]
