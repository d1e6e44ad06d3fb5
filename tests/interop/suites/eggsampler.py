# SPDX-License-Identifier: Apache-2.0
"""github.com/eggsampler/acme: a Go library, whose tests want Pebble and its challenge server."""

import json

from certificates import make_certificates
from suite import GO, Suite, go_module, go_tally

MODULE = "github.com/eggsampler/acme/v3"
VERSION = "v3.6.2"  # the Go proxy does not say which one is the newest


class Eggsampler(Suite):
    name = MODULE

    def install(self, cache):
        self.source = go_module(cache, MODULE, VERSION)

    def version(self, cache):
        return VERSION.lstrip("v")

    def run(self, stage):
        place = stage.directory / "pebble"
        make_certificates(place / "test/certs")
        (place / "config.json").write_text(json.dumps({"pebble": {
            "listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000",
            "certificate": "test/certs/localhost/cert.pem",
            "privateKey": "test/certs/localhost/key.pem", "httpPort": 5002, "tlsPort": 5001,
            "retryAfter": {"authz": 3, "order": 5},
            "profiles": {"default": {"description": "The usual", "validityPeriod": 7776000},
                         "shortlived": {"description": "Six days", "validityPeriod": 518400}}}}))
        stage.start("pebble-challtestsrv", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "")
        stage.start("pebble", "-config", "config.json", "-strict", "-dnsserver", "127.0.0.1:8053",
                    cwd=place, environment={"PEBBLE_VA_NOSLEEP": "1"})
        stage.await_url("https://localhost:14000/dir")
        # With ACME_DIRECTORY its TestMain runs no test and says ok.
        return go_tally(stage.run("go", "test", "-count=1", "-v", ".", cwd=self.source,
                                  environment=GO | {"PEBBLE_PATH": str(place), "GOPROXY": "off",
                                                    "ACME_DIRECTORY": None}))
