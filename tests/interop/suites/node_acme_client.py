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
from suite import Suite, Tally

NAMED = """
options { pid-file none; session-keyfile none; listen-on { 127.0.0.1; }; listen-on-v6 { none; };
    recursion yes; forwarders { }; dnssec-validation no; rrset-order { order fixed; };
    max-cache-ttl 0; max-ncache-ttl 0; };
controls { };
zone "example.com" { type primary; file "example.zone"; };
zone "test.example.com" { type forward; forward only; forwarders { 127.0.0.1 port 8053; }; };
"""

ZONE = """$TTL 3600
@ SOA ns1 hostmaster 1 7200 3600 1209600 3600
@ NS ns1
@ A 127.0.0.1
ns1 A 127.0.0.1
test NS ns1
www CNAME @
"""


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
        (place / "named.conf").write_text(NAMED)
        (place / "example.zone").write_text(ZONE)
        stage.start("named", "-g", "-c", "named.conf", cwd=place)
        stage.start("pebble-challtestsrv", "-dns01", ":8053", "-tlsalpn01", ":5001", "-http01",
                    ":5002", "-https01", ":5003", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "")
        stage.start("pebble", "-strict", "-config", "config.json", "-dnsserver", "127.0.0.1:53",
                    cwd=place, environment={"PEBBLE_ALTERNATE_ROOTS": "2"})
        stage.await_url("https://localhost:14000/dir")
        root = place / "certs/pebble.minica.pem"
        said = stage.run(
            "node_modules/.bin/mocha", "-t", "60000", "--reporter", "json", "test/setup.js",
            "test/**/*.spec.js", cwd=self.source, environment={
                "NODE_EXTRA_CA_CERTS": str(root), "ACME_CA_CERT_PATH": str(root),
                "ACME_DIRECTORY_URL": "https://127.0.0.1:14000/dir",
                "ACME_CHALLTESTSRV_URL": "http://127.0.0.1:8055",
                "ACME_PEBBLE_MANAGEMENT_URL": "https://127.0.0.1:15000",
                "ACME_DOMAIN_NAME": "test.example.com", "ACME_CAP_EAB_ENABLED": "0",
                "ACME_TLSALPN_PORT": "5001", "ACME_HTTP_PORT": "5002", "ACME_HTTPS_PORT": "5003"})
        report = json.loads(said[said.index("{\n"):])
        return Tally(*([test["fullTitle"] for test in report[kind]]
                       for kind in ("passes", "failures", "pending")))
