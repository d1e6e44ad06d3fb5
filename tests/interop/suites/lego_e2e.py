# SPDX-License-Identifier: Apache-2.0
"""The end-to-end tests of lego, which start Pebble and its challenge server themselves."""

import shutil

from client import fetch
from clients.lego import FromGo, stand_in_for_logger
from harness.system import check
from suite import GO, Suite, go_module, go_tally


class LegoE2e(Suite):
    name = "lego, e2e"
    hosts = ("localhost", "acme.localhost", "lego.localhost", "acme.lego.localhost",
             "xn--lg-bja9b.localhost", "légô.localhost", "persist-cli.localhost")
    # Without the software of two hundred DNS providers.
    go = GO | {"GOFLAGS": "-mod=mod -tags=lego_dnslight,lego_dns_exec"}

    def install(self, cache):
        self.newest = fetch("go", "list", "-m", "-f", "{{.Version}}", f"{FromGo.source}@latest",
                            environment=GO)
        self.source = go_module(cache, FromGo.source, self.newest)
        if (self.source / ".git").exists():
            return
        stand_in_for_logger(self.source)
        for script in self.source.glob("e2e/**/*.sh"):
            script.chmod(0o755)  # the module's archive has no such bits
        fetch("go", "build", "-o", "/dev/null", ".", cwd=self.source, environment=self.go)
        fetch("go", "vet", "./e2e/...", cwd=self.source, environment=self.go)
        check("git", "init", "-q", cwd=self.source)  # it asks git where its root is

    def version(self, cache):
        return self.newest.lstrip("v")

    def run(self, stage):
        copy = stage.directory / "lego"
        shutil.copytree(self.source, copy)
        return go_tally(stage.run("go", "test", "-p", "1", "-count=1", "-v", "./e2e/...", cwd=copy,
                                  environment=self.go | {"LEGO_E2E_TESTS": "1", "GOPROXY": "off"}))
