# SPDX-License-Identifier: Apache-2.0
"""acme4j: a Java library, whose own integration tests are in no package: the flows that they go through,
in Acme4jFlows.java, with the library as Maven has it."""

import json
import pathlib
import re

from certificates import make_certificates
from client import fetch
from suite import Suite, Tally

# A package of nobody's, by which Maven says which version is the newest and fetches it.
WISH = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>wish</groupId><artifactId>wish</artifactId><version>0</version>
  <dependencies><dependency>
    <groupId>org.shredzone.acme4j</groupId><artifactId>acme4j-client</artifactId>
    <version>[4,)</version>
  </dependency></dependencies>
</project>
"""
FLOWS = pathlib.Path(__file__).with_name("Acme4jFlows.java")


class Acme4j(Suite):
    name = "acme4j"

    def install(self, cache):
        self.home = cache / "suites/acme4j"
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "pom.xml").write_text(WISH)
        if not any(self.home.glob("lib/acme4j-client-*.jar")):
            fetch("mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib",
                  cwd=self.home)

    def version(self, cache):
        jar = next(self.home.glob("lib/acme4j-client-*.jar"))
        return re.fullmatch(r"acme4j-client-(.+)\.jar", jar.name)[1]

    def run(self, stage):
        place = stage.directory / "pebble"
        make_certificates(place / "certs")
        (place / "config.json").write_text(json.dumps({"pebble": {
            "listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000",
            "certificate": "certs/localhost/cert.pem", "privateKey": "certs/localhost/key.pem",
            "httpPort": 5002, "tlsPort": 5001, "profiles": {
                "default": {"description": "The usual", "validityPeriod": 7776000},
                "shortlived": {"description": "Six days", "validityPeriod": 518400}}}}))
        stage.start("pebble-challtestsrv", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "")
        stage.start("pebble", "-strict", "-config", "config.json", "-dnsserver", "127.0.0.1:8053",
                    cwd=place, environment={"PEBBLE_VA_NOSLEEP": "1"})
        stage.await_url("https://localhost:14000/dir")
        # The library trusts pebble.minica.pem where it finds it among its classes.
        said = stage.run("java", "-cp", f"{self.home}/lib/*:{place}/certs", FLOWS, cwd=place)
        ended = re.findall(r"(?m)^(ok|not ok) ([^:\n]+)", said)
        return Tally(*([name for word, name in ended if word == each] for each in ("ok", "not ok")), [])
