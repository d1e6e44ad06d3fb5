# SPDX-License-Identifier: Apache-2.0
"""The tests of npm's acme-client, which its package does not bring: from a checkout that the
environment's NODE_ACME_CLIENT names. They want Pebble, its challenge server, and a name server that
takes example.com to them."""

import json
import os
import pathlib
import shutil

from certificates import make_certificates
from client import NotTried, fetch
from suite import Suite, junit_tally

# In their own pipeline a CoreDNS does this. BIND keeps to what answers may look like.
NAME_SERVER = ["dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--cache-size=0",
               "--user=root", "--listen-address=127.0.0.1", "--bind-interfaces", "--pid-file=",
               "--conf-file=/dev/null", "--server=/test.example.com/127.0.0.1#8053",
               "--host-record=example.com,127.0.0.1", "--cname=www.example.com,example.com"]


class NodeAcmeClient(Suite):
    name = "node-acme-client"

    def install(self, cache):
        checkout = os.environ.get("NODE_ACME_CLIENT")
        if not checkout:
            raise NotTried("its package has no tests; NODE_ACME_CLIENT may name a checkout")
        self.source = cache / "suites/node-acme-client"
        if not (self.source / "node_modules/mocha").exists():
            shutil.copytree(pathlib.Path(checkout), self.source, dirs_exist_ok=True)
            fetch("npm", "install", "--silent", "--no-fund", "--no-audit", cwd=self.source)

    def version(self, cache):
        return json.loads((self.source / "package.json").read_text())["version"]

    def run(self, stage):
        place = stage.directory / "pebble"
        make_certificates(place / "certs")
        (place / "config.json").write_text(json.dumps({"pebble": {
            "listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000",
            "certificate": "certs/localhost/cert.pem", "privateKey": "certs/localhost/key.pem",
            "httpPort": 5002, "tlsPort": 5001, "externalAccountBindingRequired": False}}))
        stage.start(*NAME_SERVER)
        stage.start("pebble-challtestsrv", "-dns01", ":8053", "-tlsalpn01", ":5001", "-http01",
                    ":5002", "-https01", ":5003", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "")
        stage.start("pebble", "-strict", "-config", "config.json", "-dnsserver", "127.0.0.1:53",
                    cwd=place, environment={"PEBBLE_ALTERNATE_ROOTS": "2"})
        stage.await_url("https://localhost:14000/dir")
        root = place / "certs/pebble.minica.pem"
        report = stage.directory / "report.xml"
        stage.run(
            "node_modules/.bin/mocha", "-t", "60000", "--reporter", "xunit", "--reporter-option",
            f"output={report}", "test/setup.js", "test/**/*.spec.js", cwd=self.source, environment={
                "NODE_EXTRA_CA_CERTS": str(root), "ACME_CA_CERT_PATH": str(root),
                "ACME_DIRECTORY_URL": "https://127.0.0.1:14000/dir",
                "ACME_CHALLTESTSRV_URL": "http://127.0.0.1:8055",
                "ACME_PEBBLE_MANAGEMENT_URL": "https://127.0.0.1:15000",
                "ACME_DOMAIN_NAME": "test.example.com", "ACME_CAP_EAB_ENABLED": "0",
                "ACME_TLSALPN_PORT": "5001", "ACME_HTTP_PORT": "5002", "ACME_HTTPS_PORT": "5003"})
        return junit_tally(report, lambda case: f"{case.get('classname')} {case.get('name')}")
