# SPDX-License-Identifier: Apache-2.0
"""certbot's integration tests, which are in no package: from a checkout of its repository that the
environment's CERTBOT names. They would fetch Pebble; they find ours where they keep what they
fetched."""

import ast
import os
import pathlib
import re
import shutil

from client import NotTried, fetch
from suite import Suite, junit_tally

PARTS = ("acme", "certbot", "certbot-ci")
# The others want docker, snap's programs, or an nginx that need not read what is root's.
TESTS = "certbot_tests"


class CertbotCi(Suite):
    name = "certbot-ci"

    def install(self, cache):
        checkout = os.environ.get("CERTBOT")
        if not checkout:
            raise NotTried("its tests are in no package; CERTBOT may name a checkout")
        self.home = cache / "suites/certbot-ci"
        self.source = self.home / "source"
        self.python = self.home / "bin/python3"
        if (self.home / "bin/certbot_test").exists():
            return
        for part in PARTS:
            shutil.copytree(pathlib.Path(checkout) / part, self.source / part, symlinks=True,
                            dirs_exist_ok=True)
        fetch("/usr/bin/python3", "-m", "venv", self.home)
        # As a package they would lose the symbolic links among their files.
        fetch(self.python, "-m", "pip", "install", "--quiet",
              *(word for part in PARTS for word in ("-e", self.source / part)))

    def version(self, cache):
        setup = (self.source / "certbot-ci/setup.py").read_text()
        return ast.literal_eval(re.search(r"(?m)^version = (.*)$", setup)[1])

    def run(self, stage):
        package = self.source / "certbot-ci/src/certbot_integration_tests"
        artifacts = (package / "utils/pebble_artifacts.py").read_text()
        release = re.search(r"(?m)^PEBBLE_VERSION = '(.*)'$", artifacts)[1]
        for name, program in stage.programs.items():
            for machine in ("amd64", "arm64"):
                fetched = package / f"assets/{name}_{release}_linux_{machine}"
                fetched.unlink(missing_ok=True)
                fetched.symlink_to(program)
        report = stage.directory / "report.xml"
        path = f"{self.home / 'bin'}:{os.environ['PATH']}"
        stage.run(self.python, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2",
                  f"--junitxml={report}", package / TESTS, cwd=stage.directory,
                  environment={"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"})
        return junit_tally(report, lambda case: case.get("name"))
